package dev.assay.cli;

import dev.assay.money.Usd;
import dev.assay.plan.Estimate;
import dev.assay.plan.Plan;
import dev.assay.report.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A plan as a table: what will be asked, and what it will cost at the least, likely and at most.
 */
final class PlanTable {
  private PlanTable() {}

  static Table of(Plan plan) {
    Estimate estimate = plan.estimate();
    List<List<Object>> rows = new ArrayList<>();
    estimate.arms().forEach(line -> rows.add(row(line)));
    rows.add(row(estimate.total()));
    return new Table(
        "Plan of job '%s': %,d calls".formatted(plan.job().name(), plan.size()),
        List.of(
            new Table.Column("arm", "a candidate under a route policy"),
            new Table.Column("calls", "planned calls"),
            new Table.Column("low_usd", "estimated, at the least likely"),
            new Table.Column("expected_usd", "estimated"),
            new Table.Column("high_usd", "estimated, at most")),
        rows,
        notes(plan, estimate));
  }

  private static List<Object> row(Estimate.Line line) {
    return Arrays.asList(
        line.name(),
        line.calls(),
        amount(line.low()),
        amount(line.expected()),
        amount(line.high()));
  }

  private static Object amount(Usd usd) {
    return usd == null ? null : usd.amount();
  }

  private static List<String> notes(Plan plan, Estimate estimate) {
    List<String> notes = new ArrayList<>();
    notes.add("Budget: %s USD. %s".formatted(estimate.budget(), fit(estimate)));
    notes.addAll(Gaps.of(plan.job()).notes());
    notes.addAll(estimate.assumptions());
    return notes;
  }

  private static String fit(Estimate estimate) {
    if (estimate.fitsAtMost()) {
      return "Even the dearest outcome fits.";
    }
    return estimate.isExpectedToFit()
        ? "The expected cost fits; at the dearest the run would stop at the budget."
        : "The expected cost does not fit: the run will stop at the budget.";
  }
}
