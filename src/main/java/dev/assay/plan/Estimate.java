package dev.assay.plan;

import static java.util.Objects.requireNonNull;

import dev.assay.catalog.Parameters;
import dev.assay.job.Arm;
import dev.assay.money.Usd;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a plan costs and how long it takes, before the first call: a line an arm, and their sum.
 *
 * @param budget the most the run may spend
 * @param budgets that one and every other the run counts against, in this order: run, arms, key,
 *     behaviour, member, month, and those of guardrails
 * @param time null where nobody can say
 * @param assumptions what the figures take for granted and what they leave out, in whole sentences
 */
public record Estimate(
    List<Line> arms,
    Line total,
    Usd budget,
    List<BudgetCheck> budgets,
    RunTime time,
    List<String> assumptions) {

  /**
   * One arm, or all of them.
   *
   * @param calls how many are planned
   * @param refused how many of them the cost guard keeps from being sent
   * @param range null where a price or the length of an answer is unknown; likewise expected
   * @param expected the mean
   * @param atMost null where that cannot be bounded
   * @param basis what expected and range rest on, in a few words
   */
  public record Line(
      String name, long calls, long refused, Range range, Usd expected, Usd atMost, String basis) {
    public Line {
      requireNonNull(name, "name");
      requireNonNull(basis, "basis");
    }
  }

  /**
   * Of 100 such runs 5 cost less than the first, 50 less than the second, 95 less than the last.
   */
  public record Range(Usd p5, Usd p50, Usd p95) {
    public Range {
      requireNonNull(p5, "p5");
      requireNonNull(p50, "p50");
      requireNonNull(p95, "p95");
    }

    /** Whether an amount lies in the inner nine tenths. */
    public boolean contains(Usd amount) {
      return !p5.isMoreThan(amount) && !amount.isMoreThan(p95);
    }
  }

  private static final String TOTAL = "total";

  public Estimate {
    arms = List.copyOf(arms);
    requireNonNull(total, "total");
    requireNonNull(budget, "budget");
    budgets = List.copyOf(budgets);
    assumptions = List.copyOf(assumptions);
  }

  /** Whether the run is expected to end before its budget does; not where the cost is unknown. */
  public boolean isExpectedToFit() {
    return total.expected() != null && !total.expected().isMoreThan(budget);
  }

  /** Whether it fits even if every call is as dear as it can be. */
  public boolean fitsAtMost() {
    return total.atMost() != null && !total.atMost().isMoreThan(budget);
  }

  static Estimate of(Plan plan, Past past) {
    List<ArmForecast> forecasts =
        plan.arms().stream().map(arm -> ArmForecast.of(arm, plan, past.tokens())).toList();
    List<Line> arms = forecasts.stream().map(Estimate::line).toList();
    Line total = total(forecasts);
    return new Estimate(
        arms,
        total,
        plan.job().budget(),
        BudgetCheck.of(plan.job(), arms, total, past),
        RunTime.of(plan.job(), forecasts).orElse(null),
        assumptions(plan, forecasts, total));
  }

  private static Line line(ArmForecast arm) {
    return new Line(
        arm.arm().arm().name(),
        arm.calls(),
        arm.refused(),
        arm.spread() == null ? null : arm.spread().range(arm.atMost()),
        arm.expected(),
        arm.atMost(),
        arm.basis());
  }

  private static Line total(List<ArmForecast> arms) {
    Usd atMost = sum(arms, ArmForecast::atMost);
    Usd expected = sum(arms, ArmForecast::expected);
    Range range =
        expected == null
            ? null
            : arms.stream()
                .map(ArmForecast::spread)
                .reduce(Spread.NOTHING, Spread::plus)
                .range(atMost);
    return new Line(
        TOTAL,
        arms.stream().mapToLong(ArmForecast::calls).sum(),
        arms.stream().mapToLong(ArmForecast::refused).sum(),
        range,
        expected,
        atMost,
        arms.stream().map(ArmForecast::basis).distinct().collect(Collectors.joining("; ")));
  }

  /** Unknown where a part is: a sum without it would look like a price. */
  private static Usd sum(List<ArmForecast> arms, Function<ArmForecast, Usd> amount) {
    List<Usd> known = arms.stream().map(amount).filter(Objects::nonNull).toList();
    return known.size() < arms.size() ? null : known.stream().reduce(Usd.ZERO, Usd::plus);
  }

  private static List<String> assumptions(Plan plan, List<ArmForecast> arms, Line total) {
    List<String> sentences = new ArrayList<>();
    arms.forEach(arm -> unpriced(arm, arms).ifPresent(sentences::add));
    plan.arms().forEach(planned -> pricedOtherwise(planned.arm()).ifPresent(sentences::add));
    if (total.refused() > 0) {
      sentences.add(
          "The cost guard will refuse %s: planned, not sent, and without a cost."
              .formatted(total.refused() == 1 ? "one call" : total.refused() + " calls"));
    }
    sentences.add(
        "Expected is the mean; p5 to p95 hold nine runs of ten. They rest on earlier runs of the same cases and models where there are any, else on %s token counts (docs/plan.md)."
            .formatted(Tokenizer.NAME));
    boolean counts = arms.stream().anyMatch(arm -> arm.basis().equals("token counts"));
    if (counts) {
      plan.suites()
          .forEach(
              suite ->
                  sentences.add(
                      suite.expectedOutputTokens() == null
                          ? "Answers of %s where nothing is known of them: a quarter of the output cap."
                              .formatted(suite.name())
                          : "Answers of %s where nothing is known of them: %d tokens, as its suite states."
                              .formatted(suite.name(), suite.expectedOutputTokens())));
    }
    sentences.add(
        "At most: the dearest endpoint each policy leaves, a token for every byte of the prompt and its tools, answers as long as they may be, each call billed once.");
    sentences.add("Prices of %s, %s.".formatted(plan.day(), plan.catalog().version()));
    return sentences;
  }

  /** What a missing price means for the money. */
  private static Optional<String> unpriced(ArmForecast arm, List<ArmForecast> all) {
    if (arm.expected() != null) {
      return Optional.empty();
    }
    List<ArmForecast> priced = all.stream().filter(each -> each.expected() != null).toList();
    String others =
        priced.isEmpty()
            ? "no other arm has a price either"
            : "the other arms with a price are expected to cost %s USD without it"
                .formatted(sum(priced, ArmForecast::expected));
    String atMost =
        arm.atMost() == null
            ? "Nor is there a bound, so each of its calls is sent alone, with all that is left of the budget behind it: the budget holds, and the run is slow."
            : "By the caps of its policy it costs %s USD at most, so the budget holds."
                .formatted(arm.atMost());
    return Optional.of(
        "Arm '%s' cannot be priced: %s; %s. %s"
            .formatted(
                arm.arm().arm().name(),
                arm.arm().route().isLeftToTheGateway()
                    ? "which model answers is left to the gateway"
                    : "no endpoint with a price, or no length of an answer, is known",
                others,
                atMost));
  }

  /** What an arm asks for that is billed by prices the catalog does not hold. */
  private static Optional<String> pricedOtherwise(Arm arm) {
    Parameters asked = arm.candidate().parameters();
    List<String> unpriced = new ArrayList<>();
    if (asked.serviceTier() != null && !asked.serviceTier().equals("default")) {
      unpriced.add("the service tier '%s'".formatted(asked.serviceTier()));
    }
    if (asked.plugins() != null) {
      unpriced.add("its plugins");
    }
    if (asked.preset() != null) {
      unpriced.add("what preset '%s' adds".formatted(asked.preset().name()));
    }
    return unpriced.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Arm '%s': %s may cost more or less than the catalog's prices, which are all that is counted here."
                .formatted(arm.name(), String.join(" and ", unpriced)));
  }
}
