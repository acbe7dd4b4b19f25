package dev.assay.twin;

import static dev.assay.twin.SampleCatalog.CHAT;
import static dev.assay.twin.SampleCatalog.LARGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.money.Usd;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each fault on order looks to a client as the contract describes it, and is billed as it says. */
class FaultsTest {
  private final SetClock clock = new SetClock("2026-11-21T12:00:00Z");
  private Twin twin;
  private Client client;

  private void startWith(FaultKind... kinds) {
    Scenario all = Scenarios.scenario("every-fault-always");
    Scenario scenario =
        new Scenario(
            all.seed(),
            all.clockScale(),
            all.speech(),
            all.administration(),
            all.faults().stream().filter(fault -> List.of(kinds).contains(fault.kind())).toList());
    twin =
        Twin.start(new TwinSettings(SampleCatalog.catalog(), scenario, AnswerKey.none(), 0), clock);
    client = Client.of(twin);
  }

  @AfterEach
  void stop() {
    twin.close();
  }

  @ParameterizedTest
  @CsvSource({
    "RATE_LIMITED, 429, rate_limit_exceeded, 2",
    "INTERNAL_ERROR, 500, server,",
    "UNAVAILABLE, 503, provider_unavailable, 3",
    "GATEWAY_TIMEOUT, 504, timeout,",
    "PROVIDER_RATE_LIMITED, 429, rate_limit_exceeded, 4",
    "PROVIDER_ERROR, 502, provider_unavailable,",
    "PROVIDER_OVERLOADED, 529, provider_overloaded,",
  })
  void aFailureBeforeTheFirstByteHasItsStatusAndErrorType(
      FaultKind kind, int status, String errorType, String retryAfter) {
    startWith(kind);

    Client.Reply reply = client.ask(Asked.streamed(CHAT, "Hello"));

    assertThat(reply.status()).isEqualTo(status);
    JsonNode error = reply.json().path("error");
    assertThat(error.path("code").asInt()).isEqualTo(status);
    assertThat(error.path("metadata").path("error_type").asText()).isEqualTo(errorType);
    assertThat(reply.header("Retry-After")).isEqualTo(retryAfter);
    assertThat(reply.header("X-RateLimit-Reset") != null).isEqualTo(kind == FaultKind.RATE_LIMITED);
    assertThat(twin.ledger().totalUsd()).isEqualTo(Usd.ZERO);
  }

  @Test
  void aRequestThatReachedProvidersIsInTheLedgerThoughNoneAnswered() {
    startWith(FaultKind.PROVIDER_ERROR);

    Client.Reply reply = client.ask(Asked.plain(CHAT, "Hello"));

    JsonNode metadata = reply.json().path("error").path("metadata");
    assertThat(metadata.path("previous_errors")).hasSize(2);
    assertThat(metadata.path("raw").asText()).isNotBlank();
    LedgerRow row = twin.ledger().rows().get(0);
    assertThat(row.generationId()).isEqualTo(reply.header("X-Generation-Id"));
    assertThat(row.status()).isEqualTo(502);
    assertThat(row.costUsd()).isEqualTo(Usd.ZERO);
    assertThat(row.finishReason()).isNull();
  }

  @Test
  void withoutFallbacksTheFirstProviderIsTheOnlyOneTried() {
    startWith(FaultKind.PROVIDER_ERROR);

    Client.Reply reply = client.ask(Asked.routed(CHAT, "{'allow_fallbacks': false}"));

    assertThat(reply.json().path("error").path("metadata").has("previous_errors")).isFalse();
  }

  @Test
  void aProxyInFrontAnswersWithHtml() {
    startWith(FaultKind.PROXY_PAGE);

    Client.Reply reply = client.ask(Asked.plain(CHAT, "Hello"));

    assertThat(reply.status()).isEqualTo(502);
    assertThat(reply.header("Content-Type")).isEqualTo("text/html");
    assertThat(reply.body()).startsWith("<html>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "streamed"})
  void aLineThatBreaksHalfwayIsBilledWhole(String how) {
    startWith(FaultKind.CUT_MID_STREAM);
    boolean streams = how.equals("streamed");

    assertThatThrownBy(
            () -> client.ask(streams ? Asked.streamed(CHAT, "Hello") : Asked.plain(CHAT, "Hello")))
        .isInstanceOf(CompletionException.class);

    LedgerRow row = twin.ledger().rows().get(0);
    assertThat(row.costUsd()).isGreaterThan(Usd.ZERO);
    assertThat(row.finishReason()).isEqualTo("stop");
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "streamed"})
  void aStalledAnswerHangsUntilItsConnectionDiesAndIsBilledWhole(String how) {
    startWith(FaultKind.STALLED_STREAM);
    long start = System.nanoTime();
    boolean streams = how.equals("streamed");

    assertThatThrownBy(
            () -> client.ask(streams ? Asked.streamed(CHAT, "Hello") : Asked.plain(CHAT, "Hello")))
        .isInstanceOf(CompletionException.class);

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(280));
    assertThat(twin.ledger().rows().get(0).costUsd()).isGreaterThan(Usd.ZERO);
  }

  @Test
  void aServerThatClosesAtOnceSaysNothing() {
    startWith(FaultKind.CLOSED_AT_ONCE);

    assertThatThrownBy(() -> client.ask(Asked.plain(CHAT, "Hello")))
        .isInstanceOf(CompletionException.class);
    assertThat(twin.ledger().rows()).isEmpty();
  }

  @Test
  void anErrorMidStreamComesInAChunkUnderStatus200AndCostsNothing() {
    startWith(FaultKind.ERROR_MID_STREAM);

    Client.Reply reply = client.ask(Asked.streamed(CHAT, "Hello"));

    assertThat(reply.status()).isEqualTo(200);
    List<JsonNode> events = reply.events();
    JsonNode last = events.get(events.size() - 1);
    assertThat(events.size()).isGreaterThan(2);
    assertThat(last.path("choices").path(0).path("finish_reason").asText()).isEqualTo("error");
    assertThat(last.path("error").path("code").asInt()).isEqualTo(502);
    assertThat(last.path("error").path("metadata").path("error_type").asText())
        .isEqualTo("provider_unavailable");
    assertThat(events).noneMatch(event -> event.has("usage"));
    assertThat(twin.ledger().rows().get(0).finishReason()).isEqualTo("error");
    assertThat(twin.ledger().totalUsd()).isEqualTo(Usd.ZERO);
  }

  @Test
  void anErrorInAPlainAnswerComesInABodyUnderStatus200() {
    startWith(FaultKind.ERROR_MID_STREAM);

    Client.Reply reply = client.ask(Asked.plain(CHAT, "Hello"));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().path("error").path("code").asInt()).isEqualTo(502);
    assertThat(reply.json().has("choices")).isFalse();
  }

  @Test
  void aMalformedChunkStandsAmongSoundOnes() {
    startWith(FaultKind.MALFORMED_CHUNK);

    String body = client.ask(Asked.streamed(CHAT, "Hello")).body();

    assertThat(body).containsPattern("data: \\{\"id\":\"gen-[^\"]+\",\"choi\n\n");
    assertThat(body).contains("\"usage\"").endsWith("data: [DONE]\n\n");
    assertThat(client.ask(Asked.plain(CHAT, "Hello")).body()).startsWith("{").doesNotEndWith("}");
  }

  @Test
  void anAnswerWithoutUsageIsBilledAllTheSame() {
    startWith(FaultKind.MISSING_USAGE);

    Client.Reply streamed = client.ask(Asked.streamed(CHAT, "Hello"));
    Client.Reply plain = client.ask(Asked.plain(CHAT, "Hello"));

    assertThat(streamed.body()).doesNotContain("usage").endsWith("data: [DONE]\n\n");
    assertThat(plain.json().has("usage")).isFalse();
    JsonNode looked =
        client.fetch("/generation?id=" + plain.header("X-Generation-Id")).json().path("data");
    assertThat(looked.path("total_cost").decimalValue()).isPositive();
    assertThat(twin.ledger().rows()).allMatch(row -> row.costUsd().amount().signum() > 0);
  }

  @Test
  void aGenerationIsFoundOnlyAfterAWhile() {
    startWith(FaultKind.LATE_GENERATION);
    String path =
        "/generation?id=" + client.ask(Asked.plain(CHAT, "Hello")).header("X-Generation-Id");

    assertThat(client.fetch(path).status()).isEqualTo(404);
    clock.pass(Duration.ofSeconds(14));
    assertThat(client.fetch(path).status()).isEqualTo(404);
    clock.pass(Duration.ofSeconds(1));
    assertThat(client.fetch(path).status()).isEqualTo(200);
  }

  @Test
  void aWrongModelNamesItselfAndIsBilledAtItsOwnPrice() {
    startWith(FaultKind.WRONG_MODEL);

    JsonNode body = client.ask(Asked.plain(CHAT, "Hello")).json();

    assertThat(body.path("model").asText()).isEqualTo(LARGE);
    JsonNode usage = body.path("usage");
    assertThat(usage.path("cost").decimalValue())
        .isEqualByComparingTo(
            new BigDecimal("0.000003")
                .multiply(usage.path("prompt_tokens").decimalValue())
                .add(
                    new BigDecimal("0.000015")
                        .multiply(usage.path("completion_tokens").decimalValue())));
  }

  @Test
  void aRequestForAStreamMayBeAnsweredByPlainJson() {
    startWith(FaultKind.PLAIN_FOR_STREAM);

    Client.Reply reply = client.ask(Asked.streamed(CHAT, "Hello"));

    assertThat(reply.header("Content-Type")).isEqualTo("application/json");
    assertThat(reply.json().path("usage").path("cost").decimalValue()).isPositive();
  }

  @Test
  void aSlowFirstTokenIsPrecededByNothingButItsRole() {
    startWith(FaultKind.SLOW_FIRST_TOKEN);
    long start = System.nanoTime();

    Client.Reply reply = client.ask(Asked.streamed(CHAT, "Hello"));

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(280));
    assertThat(reply.events().get(0).path("choices").path(0).path("delta").path("content").asText())
        .isEmpty();
    assertThat(twin.ledger().rows().get(0).clock().firstTokenMillis()).isGreaterThan(280);
  }

  @Test
  void aPriceChangesFromItsMomentOnInListingsAndBillsAlike() {
    startWith(FaultKind.PRICE_CHANGE);
    String body =
        Asked.of(CHAT, "Hello")
            .put("session_id", "asked twice")
            .set("provider", Client.parse("{\"only\":[\"openai\"]}"))
            .toString();
    BigDecimal before = cost(client.ask(body));

    clock.pass(Duration.ofSeconds(60));

    assertThat(cost(client.ask(body))).isEqualByComparingTo(before.multiply(new BigDecimal("1.5")));
    JsonNode endpoints =
        client.fetch("/models/" + CHAT + "/endpoints").json().path("data").path("endpoints");
    assertThat(endpoints.path(1).path("pricing").path("prompt").asText()).isEqualTo("0.000000225");
    assertThat(endpoints.path(0).path("pricing").path("prompt").asText()).isEqualTo("0.0000002");
  }

  @Test
  void anOutageOfAProviderEndsAndIsListedWhileItLasts() {
    Fault outage =
        new Fault(FaultKind.PROVIDER_ERROR, 1, null, "openai", 10, 40.0, null, 0, null, null);
    Scenario instant = Scenario.instant(1, 1);
    Scenario scenario =
        new Scenario(1, 0, instant.speech(), instant.administration(), List.of(outage));
    twin =
        Twin.start(new TwinSettings(SampleCatalog.catalog(), scenario, AnswerKey.none(), 0), clock);
    client = Client.of(twin);
    String body = Asked.routed(CHAT, "{'only': ['openai']}");
    assertThat(client.ask(body).status()).isEqualTo(200);

    clock.pass(Duration.ofSeconds(20));
    assertThat(client.ask(body).status()).isEqualTo(502);
    assertThat(statusOfOpenai()).isEqualTo(-1);
    String sorted = Asked.routed(CHAT, "{'sort': 'latency'}");
    JsonNode told =
        client.ask(sorted, "X-OpenRouter-Metadata", "enabled").json().path("openrouter_metadata");
    assertThat(told.path("attempt").asInt()).isEqualTo(1);
    assertThat(told.path("attempts").path(0).path("provider").asText()).isEqualTo("azure");

    clock.pass(Duration.ofSeconds(60));
    assertThat(client.ask(body).status()).isEqualTo(200);
    assertThat(statusOfOpenai()).isZero();
  }

  private int statusOfOpenai() {
    return client
        .fetch("/models/" + CHAT + "/endpoints")
        .json()
        .path("data")
        .path("endpoints")
        .path(1)
        .path("status")
        .asInt();
  }

  @Test
  void theSameCallsMeetTheSameFaultsWhateverTheOrderAndTheConcurrency() {
    Map<Integer, List<String>> oneByOne = fates(1);
    Map<Integer, List<String>> atOnce = fates(32);

    assertThat(atOnce).isEqualTo(oneByOne);
    assertThat(oneByOne.values().stream().flatMap(List::stream).distinct().count())
        .isGreaterThan(10);
  }

  @Test
  void aCallThatWasStruckRollsAnewWhenItIsAskedAgain() {
    Map<Integer, List<String>> fates = fates(32);

    assertThat(fates.values()).anyMatch(fate -> fate.size() > 6);
    assertThat(fates.values()).allMatch(fate -> fate.contains("answered"));
  }

  /** What became of each of many calls, asked again until it was answered. */
  private Map<Integer, List<String>> fates(int inFlight) {
    twin = Scenarios.twin("mixed-faults", clock);
    client = Client.of(twin);
    List<Integer> calls = new ArrayList<>(IntStream.range(0, 160).boxed().toList());
    Collections.shuffle(calls, new Random(inFlight));
    Map<Integer, List<String>> fates = new HashMap<>();
    for (int from = 0; from < calls.size(); from += inFlight) {
      List<Integer> window = calls.subList(from, Math.min(from + inFlight, calls.size()));
      Map<Integer, CompletableFuture<List<String>>> asked = new HashMap<>();
      window.forEach(i -> asked.put(i, fate(i, new ArrayList<>())));
      asked.forEach((i, fate) -> fates.put(i, fate.join()));
    }
    BigDecimal told =
        fates.values().stream()
            .flatMap(List::stream)
            .filter(each -> each.startsWith("cost "))
            .map(each -> new BigDecimal(each.substring("cost ".length())))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(twin.ledger().totalUsd().amount()).isGreaterThan(told);
    twin.close();
    return fates;
  }

  private CompletableFuture<List<String>> fate(int i, List<String> sofar) {
    ObjectNode body = Asked.of(CHAT, "Parcel " + i % 7).put("session_id", "call " + i);
    return client
        .chat(body.toString())
        .thenCompose(
            reply -> {
              sofar.add(reply.status() + " " + reply.json().path("error").path("message").asText());
              JsonNode json = reply.json();
              sofar.add(json.path("model").asText() + " by " + json.path("provider").asText());
              if (json.path("usage").has("cost")) {
                sofar.add("cost " + json.path("usage").path("cost").asText());
              }
              if (json.has("choices")) {
                sofar.add("answered");
              }
              return json.has("choices") || sofar.size() > 60
                  ? CompletableFuture.completedFuture(sofar)
                  : fate(i, sofar);
            });
  }

  private static BigDecimal cost(Client.Reply reply) {
    return reply.json().path("usage").path("cost").decimalValue();
  }
}
