package dev.assay.twin;

import static dev.assay.twin.SampleCatalog.CHAT;
import static dev.assay.twin.SampleCatalog.LARGE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a key may do, and what becomes of a request that it may not make. */
class KeysTest {
  // a Sunday, so that the next day begins another week as well
  private final SetClock clock = new SetClock("2026-11-22T23:00:00Z");
  private Twin twin;

  @BeforeEach
  void start() {
    twin = Scenarios.twin("several-keys", clock);
  }

  @AfterEach
  void stop() {
    twin.close();
  }

  private Client as(String name) {
    return Client.of(twin).withKey("sk-twin-" + name);
  }

  private static JsonNode error(Client.Reply reply) {
    return reply.json().path("error");
  }

  private static String errorType(Client.Reply reply) {
    return error(reply).path("metadata").path("error_type").asText();
  }

  @Test
  void onlyListedKeysAreServedOnceThereIsAList() {
    assertThat(as("nightly").ask(Asked.plain(CHAT, "Hello")).status()).isEqualTo(200);
    assertThat(as("stranger").ask(Asked.plain(CHAT, "Hello")).status()).isEqualTo(401);
    assertThat(as("retired").ask(Asked.plain(CHAT, "Hello")).status()).isEqualTo(401);
  }

  @Test
  void aKeyAtItsLimitMustPayUntilItsPeriodBeginsAnew() {
    Client capped = as("capped");
    int served = 0;
    Client.Reply reply = capped.ask(Asked.plain(CHAT, "Hello"));
    while (reply.status() == 200 && served < 100) {
      served++;
      reply = capped.ask(Asked.plain(CHAT, "Hello"));
    }

    assertThat(served).isBetween(1, 20);
    assertThat(reply.status()).isEqualTo(402);
    assertThat(errorType(reply)).isEqualTo("payment_required");
    assertThat(error(reply).path("message").asText())
        .contains("limit_remaining")
        .contains("capped");
    assertThat(capped.fetch("/key").json().path("data").path("limit_remaining").decimalValue())
        .isNotPositive();

    clock.pass(Duration.ofHours(2));
    assertThat(capped.ask(Asked.plain(CHAT, "Hello")).status()).isEqualTo(200);
  }

  @Test
  void aKeyKnowsWhatItHasSpentInEachPeriod() {
    Client client = as("capped");
    BigDecimal first = cost(client.ask(Asked.plain(CHAT, "Hello")));
    clock.pass(Duration.ofHours(2));
    BigDecimal second = cost(client.ask(Asked.plain(CHAT, "Hello again, and well met")));

    JsonNode key = client.fetch("/key").json().path("data");

    assertThat(key.path("label").asText()).isEqualTo("capped");
    assertThat(key.path("limit").decimalValue()).isEqualByComparingTo("0.0001");
    assertThat(key.path("limit_reset").asText()).isEqualTo("daily");
    assertThat(key.path("usage").decimalValue()).isEqualByComparingTo(first.add(second));
    assertThat(key.path("usage_daily").decimalValue()).isEqualByComparingTo(second);
    assertThat(key.path("usage_weekly").decimalValue()).isEqualByComparingTo(second);
    assertThat(key.path("usage_monthly").decimalValue()).isEqualByComparingTo(first.add(second));
    assertThat(key.path("limit_remaining").decimalValue())
        .isEqualByComparingTo(new BigDecimal("0.0001").subtract(second));
  }

  @Test
  void aHastyKeyIsToldWhenToComeBack() {
    Client hasty = as("hasty");
    for (int i = 0; i < 3; i++) {
      Client.Reply served = hasty.ask(Asked.plain(CHAT, "Hello"));
      assertThat(served.status()).isEqualTo(200);
      assertThat(served.header("X-RateLimit-Limit")).isNull();
    }

    Client.Reply refused = hasty.ask(Asked.plain(CHAT, "Hello"));

    assertThat(refused.status()).isEqualTo(429);
    assertThat(errorType(refused)).isEqualTo("rate_limit_exceeded");
    assertThat(refused.header("Retry-After")).isEqualTo("60");
    assertThat(refused.header("X-RateLimit-Limit")).isEqualTo("3");
    assertThat(refused.header("X-RateLimit-Remaining")).isEqualTo("0");
    assertThat(refused.header("X-RateLimit-Reset"))
        .isEqualTo(Long.toString(clock.instant().plusSeconds(60).toEpochMilli()));

    clock.pass(Duration.ofSeconds(60));
    assertThat(hasty.ask(Asked.plain(CHAT, "Hello")).status()).isEqualTo(200);
  }

  @Test
  void creditsAndActivityAreForManagementKeys() {
    assertThat(as("nightly").fetch("/credits").status()).isEqualTo(403);
    assertThat(as("nightly").fetch("/activity").status()).isEqualTo(403);
    assertThat(as("nightly").fetch("/logs.csv").status()).isEqualTo(403);

    BigDecimal spent = cost(as("nightly").ask(Asked.plain(CHAT, "Hello")));

    JsonNode credits = as("overseer").fetch("/credits").json().path("data");
    assertThat(credits.path("total_credits").decimalValue()).isEqualByComparingTo("270");
    assertThat(credits.path("total_usage").decimalValue()).isEqualByComparingTo(spent);
  }

  @Test
  void anOwnersOwnKeyGoesFirstWhateverTheOrderAndCostsOnlyTheFee() {
    Client owner = as("azure-owner");
    for (int i = 0; i < 10; i++) {
      Client.Reply reply = owner.ask(Asked.routed(CHAT, "{'order': ['openai', 'bargain']}"));

      assertThat(reply.json().path("provider").asText()).isEqualTo("azure");
      JsonNode usage = reply.json().path("usage");
      assertThat(usage.path("is_byok").booleanValue()).isTrue();
      BigDecimal upstream =
          usage.path("cost_details").path("upstream_inference_cost").decimalValue();
      assertThat(upstream).isPositive();
      assertThat(usage.path("cost").decimalValue())
          .isEqualByComparingTo(upstream.multiply(new BigDecimal("0.05")));
    }
    LedgerRow row = twin.ledger().rows().get(0);
    assertThat(row.byok()).isTrue();
    assertThat(row.upstreamUsd()).isGreaterThan(row.costUsd());
    JsonNode key = owner.fetch("/key").json().path("data");
    assertThat(key.path("byok_usage").decimalValue()).isPositive();
  }

  @Test
  void anOwnersOwnKeyCanBarTheSharedOne() {
    Client.Reply reply =
        as("azure-only").ask(Asked.plain(CHAT, "Hello"), "X-OpenRouter-Metadata", "enabled");

    JsonNode endpoints = reply.json().path("openrouter_metadata").path("endpoints");
    assertThat(endpoints.path("available").findValuesAsText("provider"))
        .containsExactlyInAnyOrder("azure", "openai", "bargain");
    JsonNode ofOwner =
        as("azure-owner")
            .ask(Asked.plain(CHAT, "Hello"), "X-OpenRouter-Metadata", "enabled")
            .json()
            .path("openrouter_metadata")
            .path("endpoints");
    assertThat(ofOwner.path("available").findValuesAsText("provider"))
        .containsExactlyInAnyOrder("azure", "azure", "openai", "bargain");
  }

  @Test
  void aGuardrailBlocksWhatItForbidsAndSaysWhichItIs() {
    Client guarded = as("guarded");

    Client.Reply word = guarded.ask(Asked.plain(CHAT, "The password is SwordFish."));
    Client.Reply model = guarded.ask(Asked.plain(LARGE, "Hello"));

    for (Client.Reply refused : List.of(word, model)) {
      assertThat(refused.status()).isEqualTo(403);
      JsonNode stage = refused.json().path("openrouter_metadata").path("pipeline").path(0);
      assertThat(stage.path("type").asText()).isEqualTo("guardrail");
      assertThat(stage.path("name").asText()).isEqualTo("narrow");
    }
    assertThat(word.body()).doesNotContainIgnoringCase("password");
    assertThat(twin.ledger().rows()).isEmpty();
  }

  @Test
  void aGuardrailNarrowsTheProvidersAndARequestCannotWidenThem() {
    for (int i = 0; i < 20; i++) {
      Client.Reply reply =
          as("guarded").ask(Asked.routed(CHAT, "{'zdr': false, 'order': ['openai', 'bargain']}"));
      assertThat(reply.json().path("provider").asText()).isEqualTo("azure");
    }
  }

  @Test
  void anUnassignedGuardrailHasNoEffect() {
    assertThat(as("nightly").ask(Asked.plain(CHAT, "swordfish")).status()).isEqualTo(200);
  }

  @Test
  void aGuardrailsBudgetNamesItsInterval() {
    Client thrifty = as("thrifty");
    assertThat(thrifty.ask(Asked.plain(CHAT, "Hello")).status()).isEqualTo(200);

    Client.Reply refused = thrifty.ask(Asked.plain(CHAT, "Hello"));

    assertThat(refused.status()).isEqualTo(403);
    assertThat(error(refused).path("message").asText())
        .isEqualTo("The weekly budget of guardrail 'small-change' is exceeded");
    clock.pass(Duration.ofHours(2));
    assertThat(thrifty.ask(Asked.plain(CHAT, "Hello")).status()).isEqualTo(200);
  }

  @Test
  void aModeratedProviderSaysWhatItFlagged() {
    Client.Reply refused =
        as("nightly")
            .ask(
                Asked.of(CHAT, "An explosive story. " + "x".repeat(200))
                    .set("provider", Client.parse("{\"only\":[\"openai\"]}"))
                    .toString());

    assertThat(refused.status()).isEqualTo(403);
    JsonNode metadata = error(refused).path("metadata");
    assertThat(metadata.path("reasons").path(0).asText()).isEqualTo("explosive");
    assertThat(metadata.path("flagged_input").asText()).hasSize(100).startsWith("An explosive");
    assertThat(metadata.path("provider_name").asText()).isEqualTo("openai");
    assertThat(metadata.path("model_slug").asText()).isEqualTo(CHAT);
  }

  private static BigDecimal cost(Client.Reply reply) {
    return reply.json().path("usage").path("cost").decimalValue();
  }
}
