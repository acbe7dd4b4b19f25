package dev.assay.usage;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.assay.catalog.Candidate;
import dev.assay.catalog.Catalog;
import dev.assay.catalog.Endpoint;
import dev.assay.catalog.Endpoint.DataPolicy;
import dev.assay.catalog.Endpoint.Pace;
import dev.assay.catalog.Model;
import dev.assay.catalog.Parameters;
import dev.assay.catalog.TokenPrice;
import dev.assay.gateway.Charge;
import dev.assay.gateway.Exchange;
import dev.assay.gateway.FailureKind;
import dev.assay.gateway.FailurePhase;
import dev.assay.gateway.Outcome;
import dev.assay.gateway.Served;
import dev.assay.gateway.Timing;
import dev.assay.gateway.TokenCounts;
import dev.assay.job.Arm;
import dev.assay.job.GatewayTarget;
import dev.assay.job.Job;
import dev.assay.job.Payer;
import dev.assay.money.Usd;
import dev.assay.money.UsdPerMillion;
import dev.assay.plan.CallId;
import dev.assay.plan.PlannedCall;
import dev.assay.plan.Question;
import dev.assay.policy.RoutePolicy;
import dev.assay.problem.Place;
import dev.assay.suite.Expectation;
import dev.assay.suite.PromptCase;
import dev.assay.suite.Suite;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Calls, outcomes and what they are made of, for tests that care about other things. */
public final class Samples {
  public static final String MODEL = "acme/small-1";
  public static final Instant EVENING = Instant.parse("2026-11-20T19:00:00.123456Z");
  public static final Place HERE = Place.setting("sample");
  public static final RoutePolicy POLICY =
      new RoutePolicy(
          "cheapest",
          "for tests",
          "global",
          List.of(),
          List.of(),
          List.of(),
          true,
          true,
          RoutePolicy.DataCollection.DENY,
          false,
          List.of(),
          RoutePolicy.Sort.PRICE,
          null,
          "a test",
          RoutePolicy.FallbackMode.DISABLED,
          List.of(),
          "policy-hash",
          HERE);

  private Samples() {}

  /** Two offers by two providers; input costs 1 and 2 dollars per million, output twice that. */
  public static Catalog catalog() {
    return new Catalog(
        "prices-1",
        List.of(
            new Model(
                MODEL,
                "Small",
                8000,
                List.of(endpoint("north", "1"), endpoint("south", "2")),
                HERE)));
  }

  private static Endpoint endpoint(String provider, String inputPrice) {
    UsdPerMillion input = UsdPerMillion.of(inputPrice);
    UsdPerMillion output = new UsdPerMillion(input.amount().add(input.amount()));
    return new Endpoint(
        provider,
        provider + "/fp8",
        "global",
        "fp8",
        8000,
        1000,
        Set.of(),
        new DataPolicy(false, true),
        new Pace(100, 50),
        List.of(TokenPrice.of(LocalDate.parse("2026-01-01"), input, output)));
  }

  public static PlannedCall call(long index, String arm, Usd estimated, Usd worstCase) {
    return new PlannedCall(
        new CallId("call-" + index),
        index,
        PlannedCall.Purpose.EVAL,
        "triage",
        "1",
        "case-" + index,
        "cluster-" + index,
        1,
        List.of("tag"),
        "support",
        arm,
        new Question(
            List.of(new Question.Turn("user", "Question " + index)),
            new Candidate(MODEL, Parameters.NONE),
            POLICY,
            false),
        estimated,
        worstCase);
  }

  /** Cases as {@link #call} asks them: case-0, case-1, ... */
  public static Suite suite(String name, int cases) {
    return new Suite(
        name,
        "1",
        "for tests",
        IntStream.range(0, cases)
            .mapToObj(
                i ->
                    new PromptCase(
                        "case-" + i,
                        "cluster-" + i,
                        null,
                        List.of(),
                        List.of(),
                        List.of(
                            new Expectation(
                                "contains",
                                TextNode.valueOf("case-" + i),
                                JsonNodeFactory.instance.objectNode(),
                                HERE)),
                        null,
                        "hash-" + i,
                        HERE))
            .toList(),
        "suite-hash",
        null,
        HERE);
  }

  public static PlannedCall call(long index) {
    return call(index, "small", Usd.of("0.0001"), Usd.of("0.001"));
  }

  public static Served served(String provider) {
    return new Served(
        MODEL,
        provider,
        provider + "/fp8",
        "fp8",
        0,
        "gen-1",
        null,
        false,
        "stop",
        "end_turn",
        null);
  }

  public static Exchange exchange(PlannedCall call, int attempt, Usd billed) {
    return new Exchange(
        call.id(),
        attempt,
        "trace-%s-%d".formatted(call.id(), attempt),
        "scripted",
        "memory://",
        true,
        200,
        served("north"),
        new Timing(EVENING, Duration.ofMillis(120), null, Duration.ofMillis(480)),
        new TokenCounts(100L, 0L, 0L, 20L, 0L, 120L),
        new Charge(billed, null, null, null));
  }

  public static Outcome.Answer answer(PlannedCall call, int attempt, Usd billed) {
    return new Outcome.Answer(
        exchange(call, attempt, billed), "Answer to " + call.caseId(), null, List.of());
  }

  /** A failure that the gateway turned away with an error status: no tokens and no charge. */
  public static Outcome.Failure turnedAway(
      PlannedCall call, int attempt, FailureKind kind, Duration retryAfter) {
    return new Outcome.Failure(
        new Exchange(
            call.id(),
            attempt,
            "trace-%s-%d".formatted(call.id(), attempt),
            "scripted",
            "memory://",
            true,
            429,
            Served.UNKNOWN,
            new Timing(EVENING, null, null, Duration.ofMillis(5)),
            TokenCounts.UNKNOWN,
            Charge.UNKNOWN),
        kind,
        FailurePhase.BEFORE_FIRST_TOKEN,
        "turned away",
        retryAfter);
  }

  public static Job job(Usd budget, int maxConcurrency, int maxAttempts) {
    return new Job(
        "nightly",
        List.of("prompts/triage"),
        "catalog/models.yaml",
        new GatewayTarget("scripted", null, "memory://", null, HERE),
        List.of(
            new Arm("large", new Candidate(MODEL, Parameters.NONE), POLICY, HERE),
            new Arm("small", new Candidate(MODEL, Parameters.NONE), POLICY, HERE)),
        1,
        budget,
        maxConcurrency,
        true,
        true,
        new BigDecimal("0.05"),
        maxAttempts,
        Payer.NOBODY,
        HERE);
  }

  public static RunContext context() {
    return new RunContext(
        RunId.startedAt(EVENING), EVENING, "0.1.0", true, payer(), ApiKeyHashes.NONE, "laptop");
  }

  public static Payer payer() {
    return new Payer(
        "acme",
        "research",
        "staging",
        "triage-team",
        "cc-42",
        "alice",
        "globex",
        "triage",
        "night");
  }
}
