package dev.assay.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.NotFoundException;
import com.openai.errors.RateLimitException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.models.Model;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The official SDK of OpenAI, to which the twin is one more compatible server. */
class OfficialClientTest {
  private static Twin twin(Scenario scenario) {
    return Twin.start(new TwinSettings(SampleCatalog.catalog(), scenario, AnswerKey.none(), 0));
  }

  private static OpenAIClient client(Twin twin) {
    return OpenAIOkHttpClient.builder()
        .baseUrl(twin.baseUrl().toString())
        .apiKey("sk-twin-sdk")
        .maxRetries(0)
        .build();
  }

  private static ChatCompletionCreateParams asking(String model) {
    return ChatCompletionCreateParams.builder()
        .model(model)
        .addSystemMessage("You sort parcels.")
        .addUserMessage("Where does this one go?")
        .temperature(0.2)
        .maxCompletionTokens(50)
        .build();
  }

  @Test
  void itReadsAPlainAnswer() {
    try (Twin twin = twin(Scenario.instant(1, 1))) {
      ChatCompletion answer = client(twin).chat().completions().create(asking(SampleCatalog.CHAT));

      assertThat(answer.model()).isEqualTo(SampleCatalog.CHAT);
      assertThat(answer.choices().get(0).message().content().orElseThrow()).isNotBlank();
      LedgerRow row = twin.ledger().rows().get(0);
      assertThat(answer.id()).isEqualTo(row.generationId());
      assertThat(answer.usage().orElseThrow().promptTokens()).isEqualTo(row.tokens().prompt());
      assertThat(answer.usage().orElseThrow().completionTokens())
          .isEqualTo(row.tokens().completion());
    }
  }

  @Test
  void itReadsAStream() {
    try (Twin twin = twin(Scenario.instant(1, 1));
        StreamResponse<ChatCompletionChunk> stream =
            client(twin).chat().completions().createStreaming(asking(SampleCatalog.CHAT))) {
      List<ChatCompletionChunk> chunks = stream.stream().toList();

      String text =
          chunks.stream()
              .flatMap(chunk -> chunk.choices().stream())
              .flatMap(choice -> choice.delta().content().stream())
              .collect(Collectors.joining());
      assertThat(text).isNotBlank();
      assertThat(chunks.get(chunks.size() - 1).usage().orElseThrow().completionTokens())
          .isEqualTo(twin.ledger().rows().get(0).tokens().completion());
    }
  }

  @Test
  void itListsTheModels() {
    try (Twin twin = twin(Scenario.instant(1, 1))) {
      assertThat(client(twin).models().list().data().stream().map(Model::id))
          .contains(SampleCatalog.CHAT, SampleCatalog.LARGE);
    }
  }

  @Test
  void itKnowsTheErrorsForWhatTheyAre() {
    try (Twin twin = twin(Scenario.instant(1, 1))) {
      assertThatThrownBy(() -> client(twin).chat().completions().create(asking("no/such")))
          .isInstanceOf(NotFoundException.class);
    }
    Fault limit = new Fault(FaultKind.RATE_LIMITED, 1, null, null, 0, null, 1, 0, null, null);
    Scenario calm = Scenario.instant(1, 1);
    try (Twin twin =
        twin(new Scenario(1, 0, calm.speech(), calm.administration(), List.of(limit)))) {
      assertThatThrownBy(() -> client(twin).chat().completions().create(asking(SampleCatalog.CHAT)))
          .isInstanceOf(RateLimitException.class);
    }
  }
}
