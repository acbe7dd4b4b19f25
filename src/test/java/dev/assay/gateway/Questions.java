package dev.assay.gateway;

import dev.assay.catalog.Candidate;
import dev.assay.catalog.Parameters;
import dev.assay.money.UsdPerMillion;
import dev.assay.plan.CallId;
import dev.assay.plan.PlannedCall;
import dev.assay.plan.Question;
import dev.assay.policy.RoutePolicy;
import dev.assay.policy.RoutePolicy.DataCollection;
import dev.assay.policy.RoutePolicy.FallbackMode;
import dev.assay.policy.RoutePolicy.MaxPrice;
import dev.assay.policy.RoutePolicy.Sort;
import dev.assay.problem.Place;
import java.util.List;

/** Planned calls to ask in tests. */
final class Questions {
  static final String MODEL = "openai/gpt-4o-mini";
  static final CallId CALL = new CallId("c0ffee");

  private Questions() {}

  static PlannedCall of(String model, RoutePolicy policy, boolean defaulted) {
    return of(new Candidate(model, Parameters.NONE), policy, defaulted);
  }

  static PlannedCall of(Candidate candidate, RoutePolicy policy, boolean defaulted) {
    Question question =
        new Question(
            List.of(
                new Question.Turn("system", "You sort support tickets."),
                new Question.Turn("user", "My parcel is late. \u00dcber \ud83d\udce6")),
            candidate,
            policy,
            defaulted);
    return new PlannedCall(
        CALL,
        0,
        PlannedCall.Purpose.EVAL,
        "triage",
        "1",
        "late_parcel",
        "late_parcel",
        1,
        List.of("shipping"),
        "classify",
        "small",
        question,
        null,
        null);
  }

  static PlannedCall plain() {
    return of(MODEL, policy(FallbackMode.DISABLED), false);
  }

  /** A policy that states nothing it need not. */
  static RoutePolicy policy(FallbackMode mode, String... fallbackModels) {
    return new RoutePolicy(
        "plain",
        "",
        "global",
        List.of(),
        List.of(),
        List.of(),
        true,
        true,
        null,
        false,
        List.of(),
        null,
        null,
        null,
        mode,
        List.of(fallbackModels),
        "hash",
        place());
  }

  /** A policy that states everything it can. */
  static RoutePolicy strictPolicy(String region) {
    return new RoutePolicy(
        "strict",
        "",
        region,
        List.of("azure", "openai"),
        List.of("azure", "openai"),
        List.of("deepinfra"),
        false,
        true,
        DataCollection.DENY,
        true,
        List.of("bf16", "fp8"),
        Sort.PRICE,
        new MaxPrice(UsdPerMillion.of("0.15"), UsdPerMillion.of("0.60")),
        null,
        FallbackMode.ANY,
        List.of("anthropic/claude-sonnet-4.5"),
        "hash",
        place());
  }

  static Place place() {
    return Place.setting("a test");
  }
}
