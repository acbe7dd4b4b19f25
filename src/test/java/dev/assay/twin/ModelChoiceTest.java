package dev.assay.twin;

import static dev.assay.twin.SampleCatalog.CHAT;
import static dev.assay.twin.SampleCatalog.LARGE;
import static dev.assay.twin.SampleCatalog.THINKER;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which model answers: presets, the automatic choice, suffixes, fallbacks, sessions, caches. */
class ModelChoiceTest {
  private final SetClock clock = new SetClock("2026-11-21T12:00:00Z");
  private Twin twin;
  private Client client;

  @BeforeEach
  void start() {
    twin = Scenarios.twin("presets", clock);
    client = Client.of(twin);
  }

  @AfterEach
  void stop() {
    twin.close();
  }

  @Test
  void aPresetIsNamedInAnyOfThreeWaysAndTheRequestComesBeforeIt() {
    ObjectNode byField = Asked.of("ignored", "Hello").put("preset", "triage");
    byField.remove("model");
    for (String body :
        List.of(
            byField.toString(),
            Asked.plain("@preset/triage", "Hello"),
            Asked.plain(CHAT + "@preset/triage", "Hello"))) {
      JsonNode reply = client.ask(body).json();
      assertThat(reply.path("model").asText()).isEqualTo(CHAT);
      assertThat(reply.path("provider").asText()).isEqualTo("azure");
      assertThat(reply.path("usage").path("completion_tokens").asInt()).isEqualTo(5);
    }
    ObjectNode overriding = Asked.of("@preset/triage", "Hello").put("max_tokens", 7);
    overriding.putObject("provider").putArray("only").add("openai");
    JsonNode overridden = client.ask(overriding.toString()).json();
    assertThat(overridden.path("usage").path("completion_tokens").asInt()).isEqualTo(7);
    assertThat(overridden.path("provider").asText()).isEqualTo("openai");

    assertThat(twin.ledger().rows()).allMatch(row -> row.preset().equals("triage@3"));
    assertThat(client.ask(Asked.plain("@preset/unheard-of", "Hello")).status()).isEqualTo(404);
  }

  @Test
  void presetsAreListedWithTheirDesignatedVersion() {
    JsonNode preset = client.fetch("/presets/triage").json().path("data");

    assertThat(preset.path("slug").asText()).isEqualTo("triage");
    assertThat(preset.path("designated_version").path("version").asInt()).isEqualTo(3);
    assertThat(client.fetch("/presets").json().path("data")).hasSize(1);
  }

  @Test
  void theAutomaticChoiceNamesItsModelAndKeepsToWhatItMayChoose() {
    Set<String> chosen =
        IntStream.range(0, 40)
            .mapToObj(i -> client.ask(Asked.plain("openrouter/auto", "Task " + i)).json())
            .map(reply -> reply.path("model").asText())
            .collect(Collectors.toSet());
    assertThat(chosen).containsExactlyInAnyOrder(CHAT, LARGE, THINKER);

    for (int i = 0; i < 20; i++) {
      ObjectNode body = Asked.of("openrouter/auto", "Task " + i);
      body.putArray("plugins")
          .addObject()
          .put("id", "auto-router")
          .putArray("excluded_models")
          .add(CHAT)
          .add(THINKER);
      JsonNode reply = client.ask(body.toString(), "X-OpenRouter-Metadata", "enabled").json();
      assertThat(reply.path("model").asText()).isEqualTo(LARGE);
      assertThat(reply.path("openrouter_metadata").path("strategy").asText()).isEqualTo("auto");
    }
  }

  @Test
  void nitroIsTheFastestAndFloorTheCheapestAtHalfThePrice() {
    for (int i = 0; i < 10; i++) {
      assertThat(provider(client.ask(Asked.plain(CHAT + ":nitro", "Hello " + i))))
          .isEqualTo("openai");
      assertThat(provider(client.ask(Asked.plain(CHAT + ":floor", "Hello " + i))))
          .isEqualTo("bargain");
    }
    Client.Reply floor = client.ask(Asked.plain(CHAT + ":floor", "Hello"));
    JsonNode usage = floor.json().path("usage");
    assertThat(floor.json().path("service_tier").asText()).isEqualTo("flex");
    assertThat(usage.path("cost").decimalValue())
        .isEqualByComparingTo(
            new BigDecimal("0.00000005")
                .multiply(usage.path("prompt_tokens").decimalValue())
                .add(
                    new BigDecimal("0.0000002")
                        .multiply(usage.path("completion_tokens").decimalValue())));
  }

  @Test
  void aFreeVariantThatNobodyOffersIsGone() {
    Client.Reply reply = client.ask(Asked.plain(CHAT + ":free", "Hello"));

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.json().path("error").path("availability").path("code").asText())
        .isEqualTo("free_variant_ended");
    assertThat(client.ask(Asked.plain(CHAT + ":gratis", "Hello")).status()).isEqualTo(404);
  }

  @Test
  void theNextModelAnswersWhereTheFirstCannotAndIsBilled() {
    ObjectNode body = Asked.of(THINKER, "Hello");
    body.putArray("models").add(LARGE).add(CHAT);
    body.putObject("provider").put("zdr", true);

    JsonNode reply = client.ask(body.toString(), "X-OpenRouter-Metadata", "enabled").json();

    assertThat(reply.path("model").asText()).isEqualTo(LARGE);
    assertThat(reply.path("provider").asText()).isEqualTo("google-vertex");
    assertThat(reply.path("openrouter_metadata").path("strategy").asText()).isEqualTo("fallback");
    LedgerRow row = twin.ledger().rows().get(0);
    assertThat(row.requestedModel()).isEqualTo(THINKER);
    assertThat(row.model()).isEqualTo(LARGE);
  }

  @Test
  void aSortAcrossModelsLooksAtTheEndpointsOfAll() {
    ObjectNode body = Asked.of(LARGE, "Hello");
    body.putArray("models").add(CHAT);
    body.putObject("provider").putObject("sort").put("by", "price").put("partition", "none");

    assertThat(provider(client.ask(body.toString()))).isEqualTo("bargain");
  }

  @Test
  void aSessionStaysWithItsProviderUntilItHasBeenIdleForLong() {
    for (int session = 0; session < 10; session++) {
      String name = "session " + session;
      String first = provider(client.ask(Asked.inSession(CHAT, "Turn 1", name)));
      for (int turn = 2; turn < 8; turn++) {
        assertThat(provider(client.ask(Asked.inSession(CHAT, "Turn " + turn, name))))
            .isEqualTo(first);
      }
    }
    clock.pass(Duration.ofMinutes(11));
    Set<String> later =
        IntStream.range(0, 20)
            .mapToObj(
                turn -> {
                  clock.pass(Duration.ofMinutes(11));
                  return provider(client.ask(Asked.inSession(CHAT, "Late " + turn, "session 0")));
                })
            .collect(Collectors.toSet());
    assertThat(later).hasSizeGreaterThan(1);
  }

  @Test
  void aKeptResponseCostsNothingAndNamesItsSource() {
    String body = Asked.plain(CHAT, "Keep this.");
    Client.Reply unasked = client.ask(body);
    Client.Reply miss = client.ask(body, "X-OpenRouter-Cache", "true");
    clock.pass(Duration.ofSeconds(17));

    Client.Reply hit = client.ask(body, "X-OpenRouter-Cache", "true");

    assertThat(unasked.header("X-OpenRouter-Cache-Status")).isNull();
    assertThat(miss.header("X-OpenRouter-Cache-Status")).isEqualTo("MISS");
    assertThat(hit.header("X-OpenRouter-Cache-Status")).isEqualTo("HIT");
    assertThat(hit.header("X-OpenRouter-Cache-Age")).isEqualTo("17");
    assertThat(hit.header("X-OpenRouter-Cache-Source-Id"))
        .isEqualTo(miss.header("X-Generation-Id"))
        .isNotEqualTo(hit.header("X-Generation-Id"));
    assertThat(hit.json().path("choices")).isEqualTo(miss.json().path("choices"));
    JsonNode usage = hit.json().path("usage");
    assertThat(usage.path("total_tokens").asInt()).isZero();
    assertThat(usage.path("cost").decimalValue()).isZero();
    JsonNode looked =
        client.fetch("/generation?id=" + hit.header("X-Generation-Id")).json().path("data");
    assertThat(looked.path("response_cache_source_id").asText())
        .isEqualTo(miss.header("X-Generation-Id"));
    clock.pass(Duration.ofMinutes(5));
    assertThat(client.ask(body, "X-OpenRouter-Cache", "true").header("X-OpenRouter-Cache-Status"))
        .isEqualTo("MISS");
  }

  private static String provider(Client.Reply reply) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return reply.json().path("provider").asText();
  }
}
