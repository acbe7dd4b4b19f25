package dev.assay.plan;

import static java.util.Objects.requireNonNull;

import dev.assay.job.Job;
import dev.assay.job.Payer;
import dev.assay.job.Terms;
import dev.assay.money.Usd;
import dev.assay.policy.SpendLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One budget and how what is planned stands to it.
 *
 * @param name whose it is, e.g. {@code arm gpt-4o}
 * @param before what had been spent of it before the run; null where nobody knows
 * @param planned what counts against it: one arm, or the whole run
 */
public record BudgetCheck(
    String name, Usd budget, Usd before, Estimate.Line planned, Finding finding) {

  /** How likely what is planned stays within what is left of a budget. */
  public enum Finding {
    /** Even if every call is as dear as it can be. */
    FITS("fits, whatever the calls cost"),
    /** In more than nineteen of twenty runs. */
    LIKELY_FITS("fits most likely"),
    /** More likely than not. */
    MAY_NOT_FIT("may not fit"),
    WILL_NOT_FIT("does not fit"),
    UNKNOWN("unknown");

    private final String words;

    Finding(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  public BudgetCheck {
    requireNonNull(name, "name");
    requireNonNull(budget, "budget");
    requireNonNull(planned, "planned");
    requireNonNull(finding, "finding");
  }

  /**
   * Every budget of a job.
   *
   * @param past what has been spent of those that outlive a run
   */
  static List<BudgetCheck> of(Job job, List<Estimate.Line> arms, Estimate.Line total, Past past) {
    List<BudgetCheck> checks = new ArrayList<>();
    SpendSoFar spent = past.spent();
    Terms.Budgets budgets = job.terms().budgets();
    Payer payer = job.payer();
    checks.add(of("run", job.budget(), Usd.ZERO, total));
    new TreeMap<>(budgets.arms())
        .forEach(
            (name, budget) ->
                arms.stream()
                    .filter(line -> line.name().equals(name))
                    .forEach(line -> checks.add(of("arm " + name, budget, Usd.ZERO, line))));
    add("key " + payer.apiKeyName(), job.keyBudget(), total, checks);
    add("behaviour " + payer.behaviour(), job.behaviourBudget(), total, checks);
    add("member " + payer.member(), job.memberBudget(), total, checks);
    if (budgets.month() != null) {
      checks.add(
          spent == null
              ? of("month", budgets.month(), null, total)
              : of("month " + spent.month(), budgets.month(), spent.usd(), total));
    }
    for (SpendLimit limit : job.floor().limits()) {
      String name =
          "%s, %s".formatted(limit.holder(), limit.reset().name().toLowerCase(Locale.ROOT));
      checks.add(of(name, limit.usd(), past.ofLimits().get(limit), total));
    }
    return checks;
  }

  private static void add(
      String name, Optional<Usd> budget, Estimate.Line total, List<BudgetCheck> checks) {
    budget.ifPresent(each -> checks.add(of(name, each, Usd.ZERO, total)));
  }

  private static BudgetCheck of(String name, Usd budget, Usd before, Estimate.Line planned) {
    Finding finding = before == null ? Finding.UNKNOWN : finding(budget.minus(before), planned);
    return new BudgetCheck(name, budget, before, planned, finding);
  }

  private static Finding finding(Usd left, Estimate.Line planned) {
    if (planned.atMost() != null && !planned.atMost().isMoreThan(left)) {
      return Finding.FITS;
    }
    if (planned.range() == null) {
      return Finding.UNKNOWN;
    }
    if (!planned.range().p95().isMoreThan(left)) {
      return Finding.LIKELY_FITS;
    }
    return planned.range().p50().isMoreThan(left) ? Finding.WILL_NOT_FIT : Finding.MAY_NOT_FIT;
  }
}
