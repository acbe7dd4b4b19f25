package dev.assay.plan;

import static java.util.Objects.requireNonNull;

import dev.assay.catalog.Parameters;
import dev.assay.job.Arm;
import dev.assay.money.Usd;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a plan costs, before the first call: a line an arm, and their sum.
 *
 * @param budget the most the run may spend
 * @param assumptions what low, expected and high each take for granted, in whole sentences
 */
public record Estimate(List<Line> arms, Line total, Usd budget, List<String> assumptions) {

  /**
   * One arm, or all of them.
   *
   * @param low null where a price or an output limit is unknown; likewise expected and high
   */
  public record Line(String name, long calls, Usd low, Usd expected, Usd high) {
    public Line {
      requireNonNull(name, "name");
    }
  }

  private static final String TOTAL = "total";

  public Estimate {
    arms = List.copyOf(arms);
    requireNonNull(total, "total");
    requireNonNull(budget, "budget");
    assumptions = List.copyOf(assumptions);
  }

  /** Whether the run is expected to end before its budget does; not where the cost is unknown. */
  public boolean isExpectedToFit() {
    return total.expected() != null && !total.expected().isMoreThan(budget);
  }

  /** Whether it fits even if every call is as dear as it can be. */
  public boolean fitsAtMost() {
    return total.high() != null && !total.high().isMoreThan(budget);
  }

  static Estimate of(Plan plan) {
    List<Line> arms = plan.arms().stream().map(arm -> line(arm, plan)).toList();
    Line total =
        new Line(
            TOTAL,
            plan.size(),
            sum(arms, Line::low),
            sum(arms, Line::expected),
            sum(arms, Line::high));
    return new Estimate(arms, total, plan.job().budget(), assumptions(plan));
  }

  private static Line line(ArmInPlan arm, Plan plan) {
    List<CaseInPlan> warmUp = plan.warmUp();
    List<CaseInPlan> counting = plan.casesOf(arm);
    int repeats = plan.job().repeats();
    return new Line(
        arm.arm().name(),
        warmUp.size() + (long) counting.size() * repeats,
        sum(warmUp, counting, repeats, asked -> low(asked, arm)),
        sum(warmUp, counting, repeats, asked -> Plan.expected(asked, arm)),
        sum(warmUp, counting, repeats, asked -> arm.atMost(asked)));
  }

  /** What some cases cost once, and others so often. */
  private static Usd sum(
      List<CaseInPlan> once, List<CaseInPlan> often, int times, Function<CaseInPlan, Usd> amount) {
    Usd first = sum(once, amount);
    Usd rest = repeated(sum(often, amount), times);
    return first == null || rest == null ? null : first.plus(rest);
  }

  private static Usd low(CaseInPlan asked, ArmInPlan arm) {
    Long output = arm.prices().expectedOutput(asked.suite().expectedOutputTokens());
    return arm.prices().cheapest(asked.tokens(), output == null ? null : Math.max(1, output / 2));
  }

  private static Usd repeated(Usd once, int repeats) {
    return once == null ? null : once.times(repeats);
  }

  /** Unknown where a part is: a sum without it would look like a price. */
  private static <T> Usd sum(List<T> parts, Function<T, Usd> amount) {
    Usd sum = Usd.ZERO;
    for (T part : parts) {
      Usd each = amount.apply(part);
      if (each == null) {
        return null;
      }
      sum = sum.plus(each);
    }
    return sum;
  }

  private static List<String> assumptions(Plan plan) {
    List<String> sentences = new ArrayList<>();
    sentences.add(
        "Low: the cheapest endpoint each policy leaves, prompts as %s counts them, answers half as long as expected."
            .formatted(Tokenizer.NAME));
    sentences.add(
        "Expected: the endpoint each policy puts first, else the gateway's balance over all of them; prompts as %s counts them."
            .formatted(Tokenizer.NAME));
    sentences.add(
        "High: the dearest endpoint each policy leaves, a token for every byte of the prompt and its tools, answers as long as they may be, each call billed once.");
    plan.suites()
        .forEach(
            suite ->
                sentences.add(
                    suite.expectedOutputTokens() == null
                        ? "Answers of %s: a quarter of the output cap.".formatted(suite.name())
                        : "Answers of %s: %d tokens, as its suite states."
                            .formatted(suite.name(), suite.expectedOutputTokens())));
    plan.arms().forEach(planned -> unpriced(planned.arm()).ifPresent(sentences::add));
    sentences.add("Prices of %s, %s.".formatted(plan.day(), plan.catalog().version()));
    return sentences;
  }

  /** What an arm asks for that is billed by prices the catalog does not hold. */
  private static Optional<String> unpriced(Arm arm) {
    Parameters asked = arm.candidate().parameters();
    List<String> unpriced = new ArrayList<>();
    if (asked.serviceTier() != null && !asked.serviceTier().equals("default")) {
      unpriced.add("the service tier '%s'".formatted(asked.serviceTier()));
    }
    if (asked.plugins() != null) {
      unpriced.add("its plugins");
    }
    return unpriced.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Arm '%s': %s may cost more or less than the catalog's prices, which are all that is counted here."
                .formatted(arm.name(), String.join(" and ", unpriced)));
  }
}
