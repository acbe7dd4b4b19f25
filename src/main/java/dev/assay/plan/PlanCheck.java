package dev.assay.plan;

import dev.assay.catalog.Capability;
import dev.assay.catalog.Endpoint;
import dev.assay.job.Arm;
import dev.assay.job.GatewayTarget.Api;
import dev.assay.job.Terms.Budgets;
import dev.assay.job.Terms.CostGuard;
import dev.assay.money.Usd;
import dev.assay.policy.RoutePolicy;
import dev.assay.problem.Closest;
import dev.assay.problem.Problems;
import dev.assay.suite.Suite;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What would make a plan fail or surprise, found before anything is sent. */
public final class PlanCheck {
  /** What a gateway calls the way of serving a model that costs nothing. */
  private static final String FREE_VARIANT = ":free";

  /** Of an account that has not bought credits. */
  private static final int FREE_REQUESTS_PER_DAY = 50;

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
    List<ArmInPlan> served = plan.arms().stream().filter(check::canBeServed).toList();
    served.forEach(check::parametersAreKnown);
    served.forEach(check::answersAreLimited);
    check.everyCaseFits(served);
    check.freeModelsAreNotAskedTooOften();
    check.theBudgetsBuyACall();
    check.theGuardLetsSomethingPass();
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

  private boolean canBeServed(ArmInPlan planned) {
    Arm arm = planned.arm();
    ArmRoute route = planned.route();
    fallbackModelsAreKnown(arm.policy());
    if (route.isLeftToTheGateway()) {
      return true;
    }
    if (!route.isKnown()) {
      problems.add(
          arm.place(),
          "arm '%s' asks the model '%s', which the catalog does not know"
              .formatted(arm.name(), arm.candidate().model()),
          Closest.hint(arm.candidate().model(), "models", plan.catalog().modelIds()));
      return false;
    }
    if (route.remaining().isEmpty()) {
      problems.add(
          arm.place(),
          "arm '%s': policy '%s' leaves no endpoint of '%s'"
              .formatted(arm.name(), arm.policy().name(), arm.candidate().model()),
          "Loosen the policy or choose another model. What fell out: %s."
              .formatted(String.join("; ", route.excluded())));
      return false;
    }
    return true;
  }

  /** A policy may let endpoints drop what they do not know; that all of them do is a mistake. */
  private void parametersAreKnown(ArmInPlan planned) {
    Set<Capability> required = planned.arm().candidate().parameters().requiredCapabilities();
    String unknown =
        required.stream()
            .filter(
                each ->
                    !planned.route().isLeftToTheGateway()
                        && planned.route().remaining().stream()
                            .noneMatch(endpoint -> endpoint.capabilities().contains(each)))
            .map(each -> each.name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .sorted()
            .collect(Collectors.joining(", "));
    if (!unknown.isEmpty()) {
      problems.add(
          planned.arm().place(),
          "arm '%s' asks for %s, which no endpoint of '%s' knows: it would be dropped in silence"
              .formatted(planned.arm().name(), unknown, planned.arm().candidate().model()),
          "Choose another model, or remove the parameter.");
    }
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

  private void answersAreLimited(ArmInPlan planned) {
    Arm arm = planned.arm();
    List<Endpoint> endpoints = planned.route().remaining();
    Integer cap = arm.candidate().parameters().maxOutputTokens();
    if (planned.prices().outputAtMost() == null) {
      problems.add(
          arm.place(),
          "arm '%s' sets no 'max-output-tokens', and no limit is known of %s"
              .formatted(
                  arm.name(),
                  planned.route().isLeftToTheGateway()
                      ? "what the gateway will choose"
                      : endpoints.stream()
                          .filter(each -> each.maxOutputTokens() == null)
                          .map(Endpoint::tag)
                          .collect(Collectors.joining(", "))),
          "Add 'max-output-tokens:', so that its worst case has a price.");
    }
    boolean tooMany =
        cap != null
            && !endpoints.isEmpty()
            && endpoints.stream()
                .allMatch(each -> each.maxOutputTokens() != null && each.maxOutputTokens() < cap);
    if (tooMany) {
      problems.add(
          arm.place(),
          String.format(
              Locale.ROOT,
              "arm '%s' asks for up to %,d tokens of output, but '%s' gives at most %,d",
              arm.name(),
              cap,
              arm.candidate().model(),
              endpoints.stream().mapToInt(Endpoint::maxOutputTokens).max().orElseThrow()),
          "Lower 'max-output-tokens', or choose another model or policy.");
    }
  }

  private void everyCaseFits(List<ArmInPlan> served) {
    for (ArmInPlan arm : served) {
      OptionalInt context =
          arm.route().remaining().stream().mapToInt(Endpoint::contextTokens).max();
      if (context.isPresent()) {
        plan.casesOf(arm).forEach(asked -> fits(asked, arm, context.getAsInt()));
      }
    }
  }

  private void fits(CaseInPlan asked, ArmInPlan arm, int context) {
    Integer cap = arm.arm().candidate().parameters().maxOutputTokens();
    long output = cap == null ? 1 : cap;
    long needed = arm.prompt(asked) + output;
    if (needed > context) {
      String tools =
          arm.tokensBesidesMessages() == 0
              ? ""
              : String.format(
                  Locale.ROOT, "%,d of tools and format, ", arm.tokensBesidesMessages());
      problems.add(
          asked.prompt().place(),
          String.format(
              Locale.ROOT,
              "case '%s' needs about %,d tokens (%,d of prompt, %s%,d of output), but arm '%s' has a context of %,d",
              asked.prompt().id(),
              needed,
              asked.tokens(),
              tools,
              output,
              arm.arm().name(),
              context),
          "Shorten the prompt, lower 'max-output-tokens' or choose another model.");
    }
  }

  /** The gateway counts all free models of an account together. */
  private void freeModelsAreNotAskedTooOften() {
    if (plan.job().gateway().api() != Api.OPENROUTER) {
      return;
    }
    List<ArmInPlan> free =
        plan.arms().stream()
            .filter(arm -> arm.arm().candidate().model().endsWith(FREE_VARIANT))
            .toList();
    long calls =
        free.stream()
            .mapToLong(
                arm ->
                    plan.warmUp().size() + (long) plan.casesOf(arm).size() * plan.job().repeats())
            .sum();
    Integer stated = plan.job().terms().limits().freeRequestsPerDay();
    int allowed = stated == null ? FREE_REQUESTS_PER_DAY : stated;
    if (calls > allowed) {
      problems.add(
          free.get(0).arm().place(),
          String.format(
              Locale.ROOT,
              "%,d calls of free models are planned (%s), but the account may make %,d a day",
              calls,
              free.stream()
                  .map(arm -> "arm '%s'".formatted(arm.arm().name()))
                  .collect(Collectors.joining(", ")),
              allowed),
          "Ask fewer cases, or pay for the model; where the account may make more, say so in 'limits.free-requests-per-day'.");
    }
  }

  private void theBudgetsBuyACall() {
    buysACall("budget-usd", plan.job().budget(), plan.arms());
    Budgets budgets = plan.job().terms().budgets();
    new TreeMap<>(budgets.arms())
        .forEach(
            (name, budget) ->
                buysACall(
                    "budgets.arms." + name,
                    budget,
                    plan.arms().stream().filter(arm -> arm.arm().name().equals(name)).toList()));
    plan.job().keyBudget().ifPresent(each -> buysACall("budgets.keys", each, plan.arms()));
    plan.job()
        .behaviourBudget()
        .ifPresent(each -> buysACall("budgets.behaviours", each, plan.arms()));
    plan.job().memberBudget().ifPresent(each -> buysACall("budgets.members", each, plan.arms()));
  }

  private void buysACall(String setting, Usd budget, List<ArmInPlan> arms) {
    Optional<Usd> cheapest =
        arms.stream()
            .flatMap(
                arm ->
                    plan.casesOf(arm).stream()
                        .mapToLong(arm::prompt)
                        .boxed()
                        .min(Long::compare)
                        .map(prompt -> arm.prices().cheapest(prompt, 1L))
                        .stream())
            .min(Usd::compareTo);
    if (cheapest.isPresent() && cheapest.get().isMoreThan(budget)) {
      problems.add(
          plan.job().place(),
          "'%s' is %s, but the cheapest single call costs %s"
              .formatted(setting, budget, cheapest.get()),
          "Raise it; %s."
              .formatted(
                  Optional.ofNullable(plan.estimate().total().expected())
                      .map(cost -> "the whole plan is expected to cost %s".formatted(cost))
                      .orElse("what the whole plan costs is unknown")));
    }
  }

  private void theGuardLetsSomethingPass() {
    CostGuard guard = plan.job().terms().costGuard();
    Optional<String> first =
        plan.arms().stream()
            .flatMap(arm -> plan.casesOf(arm).stream().map(asked -> arm.refusal(asked, guard)))
            .takeWhile(Objects::nonNull)
            .findFirst();
    boolean refusesAll =
        first.isPresent()
            && plan.arms().stream()
                .allMatch(
                    arm ->
                        plan.casesOf(arm).stream()
                            .allMatch(asked -> arm.refusal(asked, guard) != null));
    if (refusesAll) {
      problems.add(
          plan.job().place(),
          "'cost-guard' lets no call of the job pass: %s".formatted(first.get()),
          "Raise it, shorten the prompts or lower 'max-output-tokens'.");
    }
  }
}
