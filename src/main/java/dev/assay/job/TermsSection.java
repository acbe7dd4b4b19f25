package dev.assay.job;

import dev.assay.money.Usd;
import dev.assay.problem.Closest;
import dev.assay.settings.Section;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The terms of a job file: {@code limits}, {@code budgets} and what stands beside them. */
final class TermsSection {
  private static final int MOST_WARM_UP_CALLS = 1_000;

  private final Section root;

  TermsSection(Section root) {
    this.root = root;
  }

  /**
   * @param arms whose names budgets may name
   */
  Terms terms(List<Arm> arms, Payer payer) {
    return new Terms(
        root.section("limits").map(TermsSection::limits).orElse(Terms.Limits.NONE),
        budgets(arms, payer),
        root.flag("retry-mid-stream").orElse(false),
        warmUpCalls(),
        root.section("cost-guard").map(TermsSection::costGuard).orElse(Terms.CostGuard.NONE));
  }

  private static Terms.Limits limits(Section section) {
    Optional<Integer> requests = section.wholeNumber("requests-per-minute");
    Optional<Long> tokens = section.longNumber("tokens-per-minute");
    Optional<Integer> free = section.wholeNumber("free-requests-per-day");
    requests.ifPresent(each -> oneOrMore(section, "requests-per-minute", each));
    tokens.ifPresent(each -> oneOrMore(section, "tokens-per-minute", each));
    free.ifPresent(each -> oneOrMore(section, "free-requests-per-day", each));
    section.refuseUnknownKeys();
    return new Terms.Limits(requests.orElse(null), tokens.orElse(null), free.orElse(null));
  }

  private static Terms.CostGuard costGuard(Section section) {
    Optional<Long> tokens = section.longNumber("max-tokens");
    tokens.ifPresent(each -> oneOrMore(section, "max-tokens", each));
    Optional<Usd> estimated = dollars(section, "max-estimated-usd");
    section.refuseUnknownKeys();
    if (section.isEmpty()) {
      section.problem(
          "max-tokens",
          "'cost-guard' guards nothing",
          "Add 'max-tokens:', 'max-estimated-usd:' or both, or remove it.");
    }
    return new Terms.CostGuard(tokens.orElse(null), estimated.orElse(null));
  }

  private static void oneOrMore(Section section, String key, long value) {
    if (value < 1) {
      section.problem(key, "'%s' is %d, expected 1 or more".formatted(key, value), "");
    }
  }

  private Terms.Budgets budgets(List<Arm> arms, Payer payer) {
    Usd month = dollars(root, "monthly-budget-usd").orElse(null);
    Optional<Section> section = root.section("budgets");
    if (section.isEmpty()) {
      return new Terms.Budgets(Map.of(), Map.of(), Map.of(), Map.of(), null, month);
    }
    Terms.Budgets budgets =
        new Terms.Budgets(
            byName(section.get(), "arms", arms.stream().map(Arm::name).toList()),
            byName(section.get(), "keys", named(payer.apiKeyName())),
            byName(section.get(), "behaviours", named(payer.behaviour())),
            byName(section.get(), "members", named(payer.member())),
            dollars(section.get(), "retries-usd").orElse(null),
            month);
    section.get().refuseUnknownKeys();
    return budgets;
  }

  private static List<String> named(String name) {
    return name == null ? List.of() : List.of(name);
  }

  /** A budget of a name that the job does not use would be kept by nobody. */
  private static Map<String, Usd> byName(Section parent, String key, List<String> known) {
    Map<String, Usd> budgets = new LinkedHashMap<>();
    Optional<Section> section = parent.section(key);
    for (String name : section.map(Section::keys).orElse(List.of())) {
      if (!known.contains(name)) {
        section
            .get()
            .problem(
                name,
                "the budget of '%s' belongs to none of the job's %s".formatted(name, key),
                known.isEmpty()
                    ? "The job's 'payer:' names none."
                    : Closest.hint(name, key, new ArrayList<>(known)));
      }
      dollars(section.get(), name).ifPresent(budget -> budgets.put(name, budget));
    }
    return budgets;
  }

  private static Optional<Usd> dollars(Section section, String key) {
    Optional<BigDecimal> amount = section.decimal(key);
    Optional<Usd> budget = amount.filter(each -> each.signum() > 0).flatMap(Usd::exactly);
    if (amount.isPresent() && budget.isEmpty()) {
      section.problem(
          key,
          "'%s' is %s, expected more than 0 and at most %d decimals"
              .formatted(key, amount.get(), Usd.DECIMALS),
          "");
    }
    return budget;
  }

  private int warmUpCalls() {
    int calls = root.wholeNumber("warm-up").orElse(0);
    if (calls < 0 || calls > MOST_WARM_UP_CALLS) {
      root.problem(
          "warm-up",
          "'warm-up' is %d, expected 0 to %d calls of each arm"
              .formatted(calls, MOST_WARM_UP_CALLS),
          "");
    }
    return calls;
  }
}
