package dev.assay.twin;

import static dev.assay.twin.SampleCatalog.CHAT;
import static dev.assay.twin.SampleCatalog.THINKER;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.money.Usd;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Chat completions as the wire contract has them, asked by a client that is not ours. */
class ChatCompletionsTest {
  private static final String PROMPT = "Is ticket 17 about billing or about shipping?";
  private static final AnswerKey KEY =
      AnswerKey.builder()
          .add(List.of(new AnswerKey.Turn("user", PROMPT)), "billing", List.of("shipping", "other"))
          .build();
  private static final Scenario SCENARIO =
      new Scenario(
          7,
          0,
          new Speech(0.6, Map.of(), new Length(20, 60), 4, Set.of(THINKER), new Length(10, 30), 0),
          Administration.OPEN,
          List.of());

  private static Twin twin;
  private static Client client;

  @BeforeAll
  static void start() {
    twin = Twin.start(new TwinSettings(SampleCatalog.catalog(), SCENARIO, KEY, 0));
    client = Client.of(twin);
  }

  @AfterAll
  static void stop() {
    twin.close();
  }

  @Test
  void aPlainAnswerHasTheFieldsOfTheContract() {
    Client.Reply reply = client.ask(Asked.plain(CHAT, "Say something about parcels."));

    assertThat(reply.status()).isEqualTo(200);
    JsonNode body = reply.json();
    assertThat(body.path("id").asText())
        .startsWith("gen-")
        .isEqualTo(reply.header("X-Generation-Id"));
    assertThat(body.path("object").asText()).isEqualTo("chat.completion");
    assertThat(body.path("model").asText()).isEqualTo(CHAT);
    assertThat(body.path("provider").asText()).isIn("azure", "openai", "bargain");
    JsonNode choice = body.path("choices").path(0);
    assertThat(choice.path("finish_reason").asText()).isEqualTo("stop");
    assertThat(choice.path("native_finish_reason").asText()).isEqualTo("completed");
    assertThat(choice.path("message").path("role").asText()).isEqualTo("assistant");
    assertThat(choice.path("message").path("content").asText()).isNotBlank();
    assertThat(body.has("openrouter_metadata")).isFalse();
  }

  @Test
  void theCostOnTheWireIsExactAndPlain() {
    Client.Reply reply =
        client.ask(Asked.routed(CHAT, "{'only': ['openai'], 'allow_fallbacks': false}"));

    JsonNode usage = reply.json().path("usage");
    BigDecimal expected =
        new BigDecimal("0.00000015")
            .multiply(usage.path("prompt_tokens").decimalValue())
            .add(
                new BigDecimal("0.0000006")
                    .multiply(usage.path("completion_tokens").decimalValue()));
    assertThat(usage.path("cost").decimalValue()).isEqualByComparingTo(expected);
    assertThat(reply.body()).containsPattern("\"cost\":0\\.0000[0-9]+[,}]");
    assertThat(usage.path("total_tokens").asInt())
        .isEqualTo(usage.path("prompt_tokens").asInt() + usage.path("completion_tokens").asInt());
    assertThat(usage.path("is_byok").booleanValue()).isFalse();
    assertThat(usage.path("cost_details").path("upstream_inference_cost").decimalValue())
        .isEqualByComparingTo(expected);
  }

  @Test
  void aStreamIsCommentRoleTextFinishUsageAndEndMarkInThatOrder() {
    Client.Reply reply = client.ask(Asked.streamed(CHAT, "Say something about parcels."));

    assertThat(reply.header("Content-Type")).isEqualTo("text/event-stream");
    assertThat(reply.body())
        .startsWith(": OPENROUTER PROCESSING\n\n")
        .endsWith("\n\ndata: [DONE]\n\n");
    List<JsonNode> events = reply.events();
    JsonNode opening = delta(events.get(0));
    assertThat(opening.path("role").asText()).isEqualTo("assistant");
    assertThat(opening.path("content").asText()).isEmpty();

    JsonNode last = events.get(events.size() - 1);
    JsonNode finish = events.get(events.size() - 2);
    assertThat(finish.path("choices").path(0).path("finish_reason").asText()).isEqualTo("stop");
    assertThat(finish.has("usage")).isFalse();
    assertThat(last.path("choices").isEmpty()).isTrue();
    assertThat(last.path("usage").path("cost").decimalValue()).isPositive();
    assertThat(events.stream().filter(event -> event.has("usage"))).hasSize(1);
    assertThat(events)
        .allMatch(event -> event.path("id").asText().equals(reply.header("X-Generation-Id")));
  }

  @Test
  void aStreamSaysWhatAPlainAnswerSays() {
    ObjectNode asked = Asked.of(CHAT, "Tell me of lost parcels, naïvely 🙂.");
    asked.put("session_id", "told twice");
    String plain = content(client.ask(asked.toString()).json());
    String streamed =
        client.ask(asked.put("stream", true).toString()).events().stream()
            .map(event -> delta(event).path("content").asText())
            .collect(Collectors.joining());

    assertThat(streamed).isEqualTo(plain);
  }

  @Test
  void aReasoningModelThinksBeforeItSpeaksAndItsThoughtsAreBilledAsOutput() {
    List<JsonNode> events = client.ask(Asked.streamed(THINKER, "Why is the sky dark?")).events();

    int lastThought = lastWith(events, "reasoning");
    int firstWord =
        IntStream.range(0, events.size())
            .filter(i -> !delta(events.get(i)).path("content").asText().isEmpty())
            .findFirst()
            .orElseThrow();
    assertThat(lastThought).isBetween(1, firstWord - 1);
    assertThat(delta(events.get(1)).path("reasoning_details").path(0).path("type").asText())
        .isEqualTo("reasoning.text");
    JsonNode usage = events.get(events.size() - 1).path("usage");
    int thought = usage.path("completion_tokens_details").path("reasoning_tokens").asInt();
    assertThat(thought).isBetween(10, 30);
    assertThat(usage.path("completion_tokens").asInt()).isGreaterThan(thought);
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"exclude\":true}',true",
    "'{\"effort\":\"none\"}',false",
    "'{\"enabled\":false}',false"
  })
  void reasoningCanBeHiddenOrSwitchedOff(String reasoning, boolean isBilled) {
    ObjectNode asked = Asked.of(THINKER, "Why is the sky dark?");
    asked.set("reasoning", Client.parse(reasoning));

    JsonNode body = client.ask(asked.toString()).json();

    assertThat(body.path("choices").path(0).path("message").path("reasoning").isNull()).isTrue();
    int thought =
        body.path("usage").path("completion_tokens_details").path("reasoning_tokens").asInt();
    assertThat(thought > 0).isEqualTo(isBilled);
  }

  @ParameterizedTest
  @CsvSource({"max_tokens", "max_completion_tokens"})
  void outputNeverExceedsItsCap(String cap) {
    JsonNode body =
        client.ask(Asked.of(THINKER, "Tell me everything.").put(cap, 12).toString()).json();

    assertThat(body.path("usage").path("completion_tokens").asInt()).isEqualTo(12);
    assertThat(body.path("choices").path(0).path("finish_reason").asText()).isEqualTo("length");
  }

  @Test
  void promptTokensNeverExceedOnePerByteAndFourPerMessage() {
    for (String prompt : List.of("a", "two words", "naïve 🙂🙂🙂🙂🙂", "x".repeat(4001))) {
      int tokens =
          client.ask(Asked.plain(CHAT, prompt)).json().path("usage").path("prompt_tokens").asInt();
      int bytes = prompt.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
      assertThat(tokens).isBetween(bytes / 8, bytes + 4);
    }
  }

  @Test
  void answersAreRightAsOftenAsTheSkillSays() {
    Map<String, Long> answers =
        IntStream.range(0, 1000)
            .mapToObj(i -> content(client.ask(Asked.inSession(CHAT, PROMPT, "s" + i)).json()))
            .collect(Collectors.groupingBy(answer -> answer, TreeMap::new, Collectors.counting()));

    assertThat(answers.keySet()).containsExactly("billing", "other", "shipping");
    // six standard deviations around 600
    assertThat(answers.get("billing")).isBetween(510L, 690L);
  }

  @Test
  void aCallIsAnsweredTheSameWhateverTheOrderAndTheConcurrency() {
    List<Integer> calls = IntStream.range(0, 200).boxed().toList();
    Map<Integer, String> oneByOne =
        calls.stream().collect(Collectors.toMap(i -> i, i -> fingerprint(asked(i).join())));

    List<Integer> shuffled = new java.util.ArrayList<>(calls);
    java.util.Collections.shuffle(shuffled, new java.util.Random(3));
    Map<Integer, CompletableFuture<Client.Reply>> atOnce =
        shuffled.stream().collect(Collectors.toMap(i -> i, ChatCompletionsTest::asked));

    atOnce.forEach((i, reply) -> assertThat(fingerprint(reply.join())).isEqualTo(oneByOne.get(i)));
    assertThat(oneByOne.values().stream().distinct().count()).isGreaterThan(3);
  }

  @Test
  void repeatsWithoutASessionDifferAndTogetherAreTheSameInEveryRun() {
    List<String> once = answersToRepeats();

    assertThat(once).contains("billing").containsAnyOf("shipping", "other");
    assertThat(answersToRepeats()).isEqualTo(once);
  }

  private static List<String> answersToRepeats() {
    try (Twin own = Twin.start(new TwinSettings(SampleCatalog.catalog(), SCENARIO, KEY, 0))) {
      Client asking = Client.of(own);
      List<CompletableFuture<Client.Reply>> atOnce =
          IntStream.range(0, 30).mapToObj(i -> asking.chat(Asked.plain(CHAT, PROMPT))).toList();
      return atOnce.stream().map(reply -> content(reply.join().json())).sorted().toList();
    }
  }

  private static CompletableFuture<Client.Reply> asked(int i) {
    String body = Asked.inSession(CHAT, i % 2 == 0 ? PROMPT : "Talk about " + i, "session " + i);
    return client.chat(body, "X-Request-ID", java.util.UUID.randomUUID().toString());
  }

  private static String fingerprint(Client.Reply reply) {
    JsonNode body = reply.json();
    return String.join(
        "|", content(body), body.path("provider").asText(), body.path("usage").toString());
  }

  @Test
  void aClientThatAsksIsToldHowItWasRouted() {
    JsonNode told =
        client
            .ask(Asked.plain(CHAT, "Route me."), "X-OpenRouter-Metadata", "enabled")
            .json()
            .path("openrouter_metadata");

    assertThat(told.path("requested").asText()).isEqualTo(CHAT);
    assertThat(told.path("strategy").asText()).isEqualTo("direct");
    assertThat(told.path("attempt").asInt()).isEqualTo(1);
    assertThat(told.path("endpoints").path("total").asInt()).isEqualTo(3);
    assertThat(told.path("attempts").path(0).path("status").asInt()).isEqualTo(200);
  }

  @Test
  void aForcedToolIsCalledWithArgumentsOfItsTypes() {
    ObjectNode asked = Asked.of(SampleCatalog.LARGE, "What is the weather?");
    asked.set(
        "tools",
        Client.parse(
            """
            [{"type":"function","function":{"name":"weather","parameters":{"type":"object",
              "properties":{"city":{"type":"string"},"days":{"type":"integer"}}}}}]
            """));
    asked.put("tool_choice", "required");

    JsonNode choice = client.ask(asked.toString()).json().path("choices").path(0);

    assertThat(choice.path("finish_reason").asText()).isEqualTo("tool_calls");
    JsonNode function = choice.path("message").path("tool_calls").path(0).path("function");
    assertThat(function.path("name").asText()).isEqualTo("weather");
    JsonNode arguments = Client.parse(function.path("arguments").asText());
    assertThat(arguments.path("city").isTextual()).isTrue();
    assertThat(arguments.path("days").isInt()).isTrue();
  }

  @Test
  void theLedgerHoldsEachAnswerAtThePriceTheClientWasTold() {
    try (Twin own = Twin.start(new TwinSettings(SampleCatalog.catalog(), SCENARIO, KEY, 0))) {
      Client asking = Client.of(own);
      Client.Reply plain =
          asking.ask(Asked.inSession(CHAT, "One.", "first"), "X-Request-ID", "trace-1");
      Client.Reply streamed = asking.ask(Asked.streamed(THINKER, "Two."));

      List<LedgerRow> rows = own.ledger().rows();

      assertThat(rows).hasSize(2);
      LedgerRow row = rows.get(0);
      assertThat(row.generationId()).isEqualTo(plain.header("X-Generation-Id"));
      assertThat(row.requestId()).isEqualTo("trace-1");
      assertThat(row.sessionId()).isEqualTo("first");
      assertThat(row.streamed()).isFalse();
      assertThat(row.costUsd().amount())
          .isEqualByComparingTo(plain.json().path("usage").path("cost").decimalValue());
      assertThat(rows.get(1).streamed()).isTrue();
      assertThat(rows.get(1).tokens().reasoning()).isPositive();
      assertThat(own.ledger().totalUsd())
          .isEqualTo(
              new Usd(
                  plain.json().path("usage").path("cost").decimalValue().add(costOf(streamed))));
    }
  }

  private static BigDecimal costOf(Client.Reply streamed) {
    List<JsonNode> events = streamed.events();
    return events.get(events.size() - 1).path("usage").path("cost").decimalValue();
  }

  @Test
  void theLedgerKeepsNothingOfWhatWasSaid() {
    client.ask(Asked.inSession(CHAT, "The password of Rosalind is swordfish.", "secretive"));

    LedgerRow row =
        twin.ledger().rows().stream()
            .filter(each -> "secretive".equals(each.sessionId()))
            .findFirst()
            .orElseThrow();
    assertThat(row.toString()).doesNotContainIgnoringCase("swordfish").doesNotContain("Rosalind");
    assertThat(row.toString()).doesNotContain("sk-twin-test");
    assertThat(row.promptBytes()).isEqualTo("The password of Rosalind is swordfish.".length());
    assertThat(row.promptHash()).matches("[0-9a-f]{32}");
  }

  @Test
  void aGenerationCanBeLookedUpByTheKeyThatMadeItAndByNoOther() {
    Client.Reply reply = client.ask(Asked.plain(CHAT, "Look me up."));
    String path = "/generation?id=" + reply.header("X-Generation-Id");

    JsonNode data = client.fetch(path).json().path("data");

    assertThat(data.path("total_cost").decimalValue())
        .isEqualByComparingTo(reply.json().path("usage").path("cost").decimalValue());
    assertThat(data.path("provider_name").asText())
        .isEqualTo(reply.json().path("provider").asText());
    assertThat(data.path("native_tokens_completion").asInt())
        .isEqualTo(reply.json().path("usage").path("completion_tokens").asInt());
    assertThat(client.withKey("sk-twin-other").fetch(path).status()).isEqualTo(404);
  }

  private static String content(JsonNode body) {
    return body.path("choices").path(0).path("message").path("content").asText();
  }

  private static JsonNode delta(JsonNode event) {
    return event.path("choices").path(0).path("delta");
  }

  private static int lastWith(List<JsonNode> events, String field) {
    return IntStream.range(0, events.size())
        .filter(i -> delta(events.get(i)).has(field))
        .max()
        .orElse(-1);
  }
}
