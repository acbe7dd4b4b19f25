package dev.assay.usage;

import static dev.assay.usage.Samples.POLICY;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.assay.catalog.Candidate;
import dev.assay.catalog.Parameters;
import dev.assay.catalog.Sampling;
import dev.assay.catalog.Thinking;
import dev.assay.catalog.Tools;
import dev.assay.gateway.Charge;
import dev.assay.gateway.Exchange;
import dev.assay.gateway.FailureKind;
import dev.assay.gateway.FailurePhase;
import dev.assay.gateway.Outcome;
import dev.assay.gateway.Served;
import dev.assay.gateway.Timing;
import dev.assay.gateway.TokenCounts;
import dev.assay.gateway.ToolCall;
import dev.assay.money.Usd;
import dev.assay.money.UsdPerMillion;
import dev.assay.plan.PlannedCall;
import dev.assay.plan.Question;
import dev.assay.policy.RoutePolicy;
import dev.assay.policy.RoutePolicy.MaxPrice;
import dev.assay.score.Judgement;
import dev.assay.score.Score;
import dev.assay.settings.Secret;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class UsageRowsTest {
  private final RunContext context = Samples.context();
  private final UsageRows rows = new UsageRows(context, Samples.catalog());
  private final PlannedCall call = Samples.call(7);

  @Test
  void anAnswerBecomesARowThatSaysWhoAskedWhoServedAndWhatItCost() {
    UsageEvent row =
        rows.attempted(
            call,
            Samples.answer(call, 2, Usd.of("0.00015")),
            new Waits(Duration.ofNanos(1_500_000), Duration.ofSeconds(2)));

    assertThat(row.runId()).isEqualTo(context.runId());
    assertThat(row.callId()).isEqualTo("call-7");
    assertThat(row.attempt()).isEqualTo(2);
    assertThat(row.purpose()).isEqualTo("eval");
    assertThat(row.outcome()).isEqualTo("answered");
    assertThat(row.team()).isEqualTo("triage-team");
    assertThat(row.requestedModel()).isEqualTo(Samples.MODEL);
    assertThat(row.routePolicy()).isEqualTo("cheapest");
    assertThat(row.provider()).isEqualTo("north");
    assertThat(row.queueMs()).isEqualTo(1.5);
    assertThat(row.retryWaitMs()).isEqualTo(2000.0);
    assertThat(row.ttftMs()).isEqualTo(120.0);
    assertThat(row.latencyMs()).isEqualTo(480.0);
    assertThat(row.billedUsd()).isEqualByComparingTo("0.00015");
    // 100 input tokens at 1 and 20 output tokens at 2 dollars per million
    assertThat(row.computedUsd()).isEqualByComparingTo("0.00014");
    assertThat(row.estimatedUsd()).isEqualByComparingTo("0.0001");
    assertThat(row.costSource()).isEqualTo("response");
    assertThat(row.priceVersion()).isEqualTo("prices-1");
    assertThat(row.failureKind()).isNull();
  }

  @Test
  void aFailureKeepsItsKindItsPhaseAndWhoseItWas() {
    UsageEvent row =
        rows.attempted(
            call, Samples.turnedAway(call, 1, FailureKind.RATE_LIMITED, null), Waits.NONE);

    assertThat(row.outcome()).isEqualTo("failed");
    assertThat(row.failureKind()).isEqualTo("rate_limited");
    assertThat(row.failurePhase()).isEqualTo("before_first_token");
    assertThat(row.attribution()).isEqualTo("gateway");
    assertThat(row.failureDetail()).isEqualTo("turned away");
    assertThat(row.httpStatus()).isEqualTo(429);
    assertThat(row.billedUsd()).isNull();
    assertThat(row.promptTokens()).isNull();
    assertThat(row.costSource()).isEqualTo("unknown");
    assertThat(row.cancelled()).isFalse();
  }

  @Test
  void aRateLimitThatAProviderRaisedIsNotTheGateways() {
    Outcome.Failure limited =
        new Outcome.Failure(
            Samples.exchange(call, 1, null),
            FailureKind.RATE_LIMITED,
            FailurePhase.BEFORE_FIRST_TOKEN,
            "",
            null);
    assertThat(rows.attempted(call, limited, Waits.NONE).attribution()).isEqualTo("upstream");
  }

  @Test
  void aFailureThatWasBilledKeepsItsMoney() {
    Outcome.Failure billed =
        new Outcome.Failure(
            Samples.exchange(call, 1, Usd.of("0.00009")),
            FailureKind.CANCELLED,
            FailurePhase.MID_STREAM,
            "",
            null);

    UsageEvent row = rows.attempted(call, billed, Waits.NONE);

    assertThat(row.billedUsd()).isEqualByComparingTo("0.00009");
    assertThat(row.cancelled()).isTrue();
  }

  @Test
  void aCallThatTheCostGuardRefusedIsOfAKindOfItsOwn() {
    PlannedCall refused =
        new PlannedCall(
            call.id(),
            call.index(),
            call.purpose(),
            call.suite(),
            call.suiteVersion(),
            call.caseId(),
            call.clusterId(),
            call.repeat(),
            call.tags(),
            call.category(),
            call.arm(),
            call.question(),
            call.estimated(),
            call.worstCase(),
            call.expectedTokens(),
            "too dear");
    UsageEvent row = rows.notSent(refused, refused.refusal());
    assertThat(row.outcome()).isEqualTo("not_sent");
    assertThat(row.failureKind()).isEqualTo("cost_guard");
    assertThat(row.failureDetail()).isEqualTo("too dear");
    assertThat(row.attempt()).isZero();
    assertThat(rows.notSent(call, "the budget was reached").failureKind()).isNull();
  }

  @Test
  void aCallNeverSentHasAttemptZeroAndKnowsNothingOfAResponse() {
    UsageEvent row = rows.notSent(call, "the budget was reached");

    assertThat(row.attempt()).isZero();
    assertThat(row.outcome()).isEqualTo("not_sent");
    assertThat(row.estimatedUsd()).isEqualByComparingTo("0.0001");
    assertThat(row)
        .extracting(
            UsageEvent::traceId,
            UsageEvent::startedAt,
            UsageEvent::latencyMs,
            UsageEvent::queueMs,
            UsageEvent::billedUsd,
            UsageEvent::computedUsd,
            UsageEvent::costSource,
            UsageEvent::servedModel,
            UsageEvent::httpStatus)
        .containsOnlyNulls();
  }

  @Test
  void withoutABilledCostTheSourceIsTheComputedOne() {
    UsageEvent row = rows.attempted(call, Samples.answer(call, 1, null), Waits.NONE);
    assertThat(row.billedUsd()).isNull();
    assertThat(row.computedUsd()).isEqualByComparingTo("0.00014");
    assertThat(row.costSource()).isEqualTo("computed");
  }

  @Test
  void computedCostIsUnknownWhereAnythingItNeedsIs() {
    Served north = Samples.served("north");
    TokenCounts tokens = new TokenCounts(100L, 0L, 0L, 20L, 0L, 120L);
    assertThat(computed(north, tokens, Samples.EVENING)).isEqualByComparingTo("0.00014");
    assertThat(computed(Samples.served("south"), tokens, Samples.EVENING))
        .isEqualByComparingTo("0.00028");

    assertThat(computed(Samples.served("east"), tokens, Samples.EVENING)).isNull();
    assertThat(computed(Served.UNKNOWN, tokens, Samples.EVENING)).isNull();
    assertThat(computed(north, TokenCounts.UNKNOWN, Samples.EVENING)).isNull();
    assertThat(computed(north, tokens, Instant.parse("2025-12-31T23:59:59Z"))).isNull();
    assertThat(computed(served("flex", null), tokens, Samples.EVENING)).isNull();
  }

  @Test
  void aCachedResponseComputesToZero() {
    assertThat(computed(served(null, "HIT"), TokenCounts.UNKNOWN, Samples.EVENING)).isZero();
  }

  @Test
  void whatTheGatewayAddedIsAPartOfTheLatencyAndUnknownWhereItDoesNotSay() {
    Exchange untold = Samples.exchange(call, 1, null);
    Timing told =
        new Timing(
            Samples.EVENING, null, null, Duration.ofMillis(480), Duration.ofNanos(5_021_000));

    assertThat(gatewayMs(rows, untold)).isNull();
    assertThat(gatewayMs(rows, untold.timed(told))).isEqualTo(5.021);
  }

  private Double gatewayMs(UsageRows of, Exchange exchange) {
    return of.attempted(call, new Outcome.Answer(exchange, "", null, List.of()), Waits.NONE)
        .gatewayMs();
  }

  private BigDecimal computed(Served served, TokenCounts tokens, Instant startedAt) {
    Exchange exchange =
        new Exchange(
            call.id(),
            1,
            "trace",
            "scripted",
            "memory://",
            false,
            200,
            served,
            new Timing(startedAt, null, null, Duration.ofMillis(1)),
            tokens,
            Charge.UNKNOWN);
    return rows.attempted(call, new Outcome.Answer(exchange, "", null, List.of()), Waits.NONE)
        .computedUsd();
  }

  private static Served served(String tier, String cacheStatus) {
    return new Served(
        Samples.MODEL, "north", null, null, 0, null, cacheStatus, false, "stop", null, tier);
  }

  @Test
  void anUnscoredAnswerHasAReasonAndNoScore() {
    ScoreRow scored =
        rows.score(call, new Judgement("numeric", "h", new Score.Scored(0.5, false, "off by 2")));
    ScoreRow unscored =
        rows.score(call, new Judgement("numeric", "h", new Score.Unscored("no number")));

    assertThat(scored)
        .isEqualTo(
            new ScoreRow(context.runId(), "call-7", "numeric", "h", 0.5, false, null, "off by 2"));
    assertThat(unscored)
        .isEqualTo(
            new ScoreRow(context.runId(), "call-7", "numeric", "h", null, null, "no number", null));
  }

  @Test
  void toolCallsArePublishedAsJson() {
    Outcome.Answer answer =
        new Outcome.Answer(
            Samples.exchange(call, 1, null),
            "",
            "thinking",
            List.of(new ToolCall("t1", "refund", "{\"order\":\"A\"}")));
    assertThat(rows.answer(answer))
        .isEqualTo(
            new AnswerRow(
                context.runId(),
                "call-7",
                "",
                "thinking",
                "[{\"id\":\"t1\",\"name\":\"refund\",\"arguments\":\"{\\\"order\\\":\\\"A\\\"}\"}]"));
  }

  @Test
  void runsOfOneSecondHaveIdsOfTheirOwnAndLaterOnesSortLater() {
    String first = RunId.startedAt(Samples.EVENING);
    assertThat(first).matches("2026-11-20T19-00-00Z-[0-9a-f]{6}");
    assertThat(RunId.startedAt(Samples.EVENING)).isNotEqualTo(first);
    assertThat(RunId.startedAt(Samples.EVENING.plusSeconds(1))).isGreaterThan(first);
  }

  @Test
  void aKeyIsKnownByItsHashOnly() {
    assertThat(ApiKeyHash.of(new Secret("abc")))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  /** 100 tokens in and 20 out: at 1 and 2 dollars a million in the north, at 4 and 5 by the cap. */
  @Test
  void aRowSaysWhatItsTokensCostAtTheCheapestEligibleEndpointAndAtTheCap() {
    PlannedCall asked = asked(Parameters.NONE, capped(List.of(), "4", "5"));
    UsageEvent row = rows.attempted(asked, Samples.answer(asked, 1, Usd.of("0.0003")), Waits.NONE);
    assertThat(row.cheapestUsd()).isEqualByComparingTo("0.00014");
    assertThat(row.capUsd()).isEqualByComparingTo("0.0005");
  }

  @Test
  void whatThePolicyExcludesIsNotTheCheapest() {
    PlannedCall asked = asked(Parameters.NONE, capped(List.of("south"), "4", "5"));
    assertThat(rows.attempted(asked, Samples.answer(asked, 1, null), Waits.NONE).cheapestUsd())
        .isEqualByComparingTo("0.00028");
    PlannedCall tooCheap = asked(Parameters.NONE, capped(List.of("south"), "1", "2"));
    assertThat(
            rows.attempted(tooCheap, Samples.answer(tooCheap, 1, null), Waits.NONE).cheapestUsd())
        .isNull();
  }

  @Test
  void withoutACapOrTokensOrASentRequestThereIsNoSuchPrice() {
    assertThat(rows.attempted(call, Samples.answer(call, 1, null), Waits.NONE).capUsd()).isNull();
    assertThat(
            rows.attempted(
                    call, Samples.turnedAway(call, 1, FailureKind.RATE_LIMITED, null), Waits.NONE)
                .cheapestUsd())
        .isNull();
    assertThat(
            rows.reused(call, Samples.answer(call, 1, null), "earlier", FirstVerdict.NONE)
                .cheapestUsd())
        .isNull();
    assertThat(rows.notSent(call, "budget").cheapestUsd()).isNull();
  }

  @Test
  void aRowSaysWhatWasAskedForAndWhatTheServingEndpointClaims() {
    PlannedCall asked = asked(with(json("{type: json_object}"), TOOLS), POLICY);
    UsageEvent row = rows.attempted(asked, Samples.answer(asked, 1, null), Waits.NONE);
    assertThat(row.askedCapabilities()).containsExactly("json_object", "tools");
    assertThat(row.claimedCapabilities()).isEmpty();
    assertThat(rows.notSent(asked, "budget").claimedCapabilities()).isNull();
    assertThat(
            rows.attempted(
                    asked, Samples.turnedAway(asked, 1, FailureKind.RATE_LIMITED, null), Waits.NONE)
                .claimedCapabilities())
        .isNull();
  }

  @Test
  void aRowSaysWhetherTheAnswerHeldWhatWasAskedFor() {
    PlannedCall asked = asked(with(json("{type: json_object}"), TOOLS), POLICY);
    UsageEvent document = rows.attempted(asked, answer(asked, "{\"a\": 1}"), Waits.NONE);
    assertThat(document.jsonValid()).isTrue();
    assertThat(document.toolCallsValid()).isNull();
    UsageEvent prose = rows.attempted(asked, answer(asked, "Here you are: {}"), Waits.NONE);
    assertThat(prose.jsonValid()).isFalse();
    UsageEvent called =
        rows.attempted(asked, answer(asked, "", new ToolCall("1", "look_up", "{}")), Waits.NONE);
    assertThat(called.toolCallsValid()).isTrue();
    assertThat(called.jsonValid()).isNull();
    UsageEvent unasked = rows.attempted(call, answer(call, "{}"), Waits.NONE);
    assertThat(unasked.jsonValid()).isNull();
    assertThat(unasked.toolCallsValid()).isNull();
  }

  private static final Tools TOOLS =
      new Tools(json("[{type: function, function: {name: look_up}}]"), null, null);

  private static JsonNode json(String relaxed) {
    try {
      return new YAMLMapper().readTree(relaxed);
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException(malformed);
    }
  }

  private static Parameters with(JsonNode responseFormat, Tools tools) {
    return new Parameters(
        null,
        null,
        null,
        null,
        null,
        null,
        responseFormat,
        Sampling.NONE,
        Thinking.NONE,
        tools,
        null,
        null,
        null);
  }

  private static RoutePolicy capped(List<String> only, String prompt, String completion) {
    return new RoutePolicy(
        POLICY.name(),
        POLICY.description(),
        POLICY.region(),
        POLICY.order(),
        only,
        POLICY.ignore(),
        POLICY.allowFallbacks(),
        POLICY.requireParameters(),
        POLICY.dataCollection(),
        POLICY.zeroRetention(),
        POLICY.quantizations(),
        POLICY.sort(),
        new MaxPrice(UsdPerMillion.of(prompt), UsdPerMillion.of(completion)),
        null,
        POLICY.fallbackMode(),
        POLICY.fallbackModels(),
        "capped",
        POLICY.place());
  }

  private PlannedCall asked(Parameters parameters, RoutePolicy policy) {
    return new PlannedCall(
        call.id(),
        call.index(),
        call.purpose(),
        call.suite(),
        call.suiteVersion(),
        call.caseId(),
        call.clusterId(),
        call.repeat(),
        call.tags(),
        call.category(),
        call.arm(),
        new Question(
            call.question().turns(), new Candidate(Samples.MODEL, parameters), policy, false),
        call.estimated(),
        call.worstCase());
  }

  private static Outcome.Answer answer(PlannedCall call, String text, ToolCall... tools) {
    return new Outcome.Answer(Samples.exchange(call, 1, null), text, null, List.of(tools));
  }
}
