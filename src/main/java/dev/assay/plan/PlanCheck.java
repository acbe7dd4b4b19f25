package dev.assay.plan;

import dev.assay.catalog.Endpoint;
import dev.assay.catalog.Model;
import dev.assay.job.Arm;
import dev.assay.money.Usd;
import dev.assay.policy.Eligibility;
import dev.assay.policy.Eligibility.Excluded;
import dev.assay.policy.RoutePolicy;
import dev.assay.problem.Closest;
import dev.assay.problem.Problems;
import dev.assay.suite.Suite;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** What would make a plan fail or surprise, found before anything is sent. */
public final class PlanCheck {
  private final Plan plan;
  private final Problems problems;

  private PlanCheck(Plan plan, Problems problems) {
    this.plan = plan;
    this.problems = problems;
  }

  /** Reports every such fault with the place that has to change. */
  public static void check(Plan plan, Problems problems) {
    PlanCheck check = new PlanCheck(plan, problems);
    check.suitesHaveNamesOfTheirOwn();
    Map<Arm, Integer> contexts = new LinkedHashMap<>();
    for (ArmInPlan arm : plan.arms()) {
      check.largestContext(arm).ifPresent(tokens -> contexts.put(arm.arm(), tokens));
    }
    check.everyCaseFits(contexts);
    check.theBudgetBuysACall();
  }

  private void suitesHaveNamesOfTheirOwn() {
    Map<String, Suite> met = new HashMap<>();
    for (Suite suite : plan.suites()) {
      Suite first = met.putIfAbsent(suite.name(), suite);
      if (first != null) {
        problems.add(
            suite.place(),
            "suite '%s' has the name of another one".formatted(suite.name()),
            "The other is %s; reports tell suites apart by name.".formatted(first.place()));
      }
    }
  }

  /** Of all endpoints an arm may be served by; nothing where there is none, which is reported. */
  private Optional<Integer> largestContext(ArmInPlan planned) {
    Arm arm = planned.arm();
    fallbackModelsAreKnown(arm.policy());
    Optional<Model> model = plan.catalog().model(arm.candidate().model());
    if (model.isEmpty()) {
      problems.add(
          arm.place(),
          "arm '%s' asks the model '%s', which the catalog does not know"
              .formatted(arm.name(), arm.candidate().model()),
          Closest.hint(arm.candidate().model(), "models", plan.catalog().modelIds()));
      return Optional.empty();
    }
    Eligibility eligibility =
        Eligibility.of(
            model.get(),
            arm.policy(),
            plan.day(),
            arm.candidate().parameters().requiredCapabilities(),
            0);
    if (eligibility.remaining().isEmpty()) {
      problems.add(
          arm.place(),
          "arm '%s': policy '%s' leaves no endpoint of '%s'"
              .formatted(arm.name(), arm.policy().name(), model.get().id()),
          "Loosen the policy or choose another model. What fell out: %s."
              .formatted(
                  eligibility.excluded().stream()
                      .map(Excluded::toString)
                      .collect(Collectors.joining("; "))));
      return Optional.empty();
    }
    answersAreLimited(planned, eligibility.remaining());
    return eligibility.remaining().stream().map(Endpoint::contextTokens).max(Integer::compare);
  }

  private void fallbackModelsAreKnown(RoutePolicy policy) {
    for (String model : policy.fallbackModels()) {
      if (plan.catalog().model(model).isEmpty()) {
        problems.add(
            policy.place(),
            "policy '%s' falls back to the model '%s', which the catalog does not know"
                .formatted(policy.name(), model),
            Closest.hint(model, "models", plan.catalog().modelIds()));
      }
    }
  }

  private void answersAreLimited(ArmInPlan planned, List<Endpoint> endpoints) {
    if (planned.prices().outputAtMost() == null) {
      problems.add(
          planned.arm().place(),
          "arm '%s' sets no 'max-output-tokens', and no limit is known of %s"
              .formatted(
                  planned.arm().name(),
                  endpoints.stream()
                      .filter(each -> each.maxOutputTokens() == null)
                      .map(Endpoint::tag)
                      .collect(Collectors.joining(", "))),
          "Add 'max-output-tokens:', so that its worst case has a price.");
    }
  }

  private void everyCaseFits(Map<Arm, Integer> contexts) {
    for (CaseInPlan asked : plan.cases()) {
      contexts.forEach(
          (arm, context) -> {
            Integer cap = arm.candidate().parameters().maxOutputTokens();
            long output = cap == null ? 1 : cap;
            if (asked.tokens() + output > context) {
              problems.add(
                  asked.prompt().place(),
                  String.format(
                      Locale.ROOT,
                      "case '%s' needs about %,d tokens (%,d of prompt, %,d of output), but arm '%s' has a context of %,d",
                      asked.prompt().id(),
                      asked.tokens() + output,
                      asked.tokens(),
                      output,
                      arm.name(),
                      context),
                  "Shorten the prompt, lower 'max-output-tokens' or choose another model.");
            }
          });
    }
  }

  private void theBudgetBuysACall() {
    Optional<Usd> cheapest =
        plan.arms().stream()
            .flatMap(
                arm ->
                    plan.cases().stream().map(asked -> arm.prices().cheapest(asked.tokens(), 1L)))
            .filter(Objects::nonNull)
            .min(Usd::compareTo);
    if (cheapest.isPresent() && cheapest.get().isMoreThan(plan.job().budget())) {
      problems.add(
          plan.job().place(),
          "'budget-usd' is %s, but the cheapest single call costs %s"
              .formatted(plan.job().budget(), cheapest.get()),
          "Raise it; the whole plan is expected to cost %s."
              .formatted(plan.estimate().total().expected()));
    }
  }
}
