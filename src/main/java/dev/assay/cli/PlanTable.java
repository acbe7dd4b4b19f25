package dev.assay.cli;

import dev.assay.job.GatewayTarget;
import dev.assay.money.Usd;
import dev.assay.plan.BudgetCheck;
import dev.assay.plan.Estimate;
import dev.assay.plan.Estimate.Line;
import dev.assay.plan.Estimate.Range;
import dev.assay.plan.Plan;
import dev.assay.plan.Route;
import dev.assay.plan.RunTime;
import dev.assay.plan.SpendSoFar;
import dev.assay.report.Document;
import dev.assay.report.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * A plan as tables: what will be asked and what that costs, what the budgets say to it, and how
 * each arm is routed.
 */
final class PlanTable {
  private PlanTable() {}

  /** All of it, for a review. */
  static Document of(Plan plan, PastRuns earlier) {
    Estimate estimate = plan.estimate(earlier.past());
    return new Document(
        title(plan),
        List.of(
            new Document.Section("plan", cost("", plan, estimate, earlier)),
            new Document.Section("budgets", budgets(estimate, earlier.past().spent())),
            new Document.Section("routes", routes(plan))),
        List.of());
  }

  /** What will be asked and what that costs. */
  static Table cost(Plan plan, PastRuns earlier) {
    return cost(title(plan), plan, plan.estimate(earlier.past()), earlier);
  }

  private static String title(Plan plan) {
    return String.format(
        Locale.ROOT, "Plan of job '%s': %,d calls", plan.job().name(), plan.size());
  }

  private static Table cost(String title, Plan plan, Estimate estimate, PastRuns earlier) {
    boolean guarded = estimate.total().refused() > 0;
    List<Table.Column> columns = new ArrayList<>();
    columns.add(new Table.Column("arm", "a candidate under a route policy"));
    columns.add(new Table.Column("calls", "planned calls"));
    if (guarded) {
      columns.add(new Table.Column("refused", "of them, kept from being sent by the cost guard"));
    }
    columns.add(new Table.Column("p5_usd", "estimated; one run of twenty costs less"));
    columns.add(new Table.Column("p50_usd", "estimated; every other run costs less"));
    columns.add(new Table.Column("p95_usd", "estimated; one run of twenty costs more"));
    columns.add(new Table.Column("expected_usd", "estimated; the mean"));
    columns.add(new Table.Column("at_most_usd", "if every call is as dear as it can be"));
    columns.add(new Table.Column("basis", "what the estimate rests on"));
    List<List<Object>> rows = new ArrayList<>();
    estimate.arms().forEach(line -> rows.add(row(line, guarded)));
    rows.add(row(estimate.total(), guarded));
    return new Table(title, columns, rows, notes(plan, estimate, earlier));
  }

  private static List<Object> row(Line line, boolean guarded) {
    List<Object> row = new ArrayList<>();
    row.add(line.name());
    row.add(line.calls());
    if (guarded) {
      row.add(line.refused());
    }
    row.add(of(line.range(), Range::p5));
    row.add(of(line.range(), Range::p50));
    row.add(of(line.range(), Range::p95));
    row.add(amount(line.expected()));
    row.add(amount(line.atMost()));
    row.add(line.basis());
    return row;
  }

  private static Object amount(Usd usd) {
    return usd == null ? null : usd.amount();
  }

  private static Object of(Range range, Function<Range, Usd> part) {
    return range == null ? null : amount(part.apply(range));
  }

  private static List<String> notes(Plan plan, Estimate estimate, PastRuns earlier) {
    List<String> notes = new ArrayList<>();
    notes.add("Budget: %s USD. %s".formatted(estimate.budget(), fit(estimate)));
    notes.add(time(estimate.time(), plan.job().gateway()));
    earlier.fault().ifPresent(notes::add);
    plan.routes().stream()
        .filter(route -> !route.isReproducible())
        .map(
            route ->
                "Arm '%s' is not reproducible: '%s' is another model at another time, so it can be no incumbent and no baseline."
                    .formatted(route.arm(), route.model()))
        .forEach(notes::add);
    notes.addAll(Gaps.of(plan.job()).notes());
    notes.addAll(estimate.assumptions());
    return notes;
  }

  private static String fit(Estimate estimate) {
    if (estimate.total().expected() == null) {
      return estimate.fitsAtMost()
          ? "What the run costs is unknown, but even the dearest outcome fits."
          : "Whether the run fits is unknown, since not all of it has a price; it will stop at the budget rather than pass it.";
    }
    if (estimate.fitsAtMost()) {
      return "Even the dearest outcome fits.";
    }
    return estimate.isExpectedToFit()
        ? "The expected cost fits; at the dearest the run would stop at the budget."
        : "The expected cost does not fit: the run will stop at the budget.";
  }

  private static String time(RunTime time, GatewayTarget gateway) {
    if (time == null) {
      return "How long it takes is unknown: no arm's calls have a known length.";
    }
    String twin =
        gateway.isEmbedded() && !time.isRemembered()
            ? " The twin's scenario may be faster than that."
            : "";
    return "Time: about %s, held up by '%s', if a call takes as long as %s and none is tried twice.%s"
        .formatted(
            words(time.expected()),
            time.heldUpBy(),
            time.isRemembered() ? "in earlier runs" : "the catalog says",
            twin);
  }

  private static String words(Duration time) {
    if (time.toHours() > 0) {
      return "%d h %d min".formatted(time.toHours(), time.toMinutesPart());
    }
    if (time.toMinutes() > 0) {
      return "%d min %d s".formatted(time.toMinutes(), time.toSecondsPart());
    }
    return time.toSeconds() > 0 ? "%d s".formatted(time.toSeconds()) : "a second or less";
  }

  private static Table budgets(Estimate estimate, SpendSoFar spent) {
    List<String> notes = new ArrayList<>();
    boolean ofMonth = estimate.budgets().stream().anyMatch(each -> each.name().startsWith("month"));
    if (ofMonth) {
      notes.add("The month's budget warns at 50, 80 and 100 %, and stops nothing.");
    }
    if (ofMonth && spent != null && spent.unknownCosts() > 0) {
      notes.add(
          String.format(
              Locale.ROOT,
              "The cost of %,d attempts of %s is not known and not counted: more has been spent than stands here.",
              spent.unknownCosts(),
              spent.month()));
    }
    notes.add("What had been spent before is what the runs of this warehouse cost.");
    return new Table(
        "Budgets",
        List.of(
            new Table.Column("budget", "whose it is"),
            new Table.Column("limit_usd", "what may be spent"),
            new Table.Column("before_usd", "what had been spent of it before the run"),
            new Table.Column("p50_usd", "estimated, of what counts against it"),
            new Table.Column("p95_usd", "likewise"),
            new Table.Column("at_most_usd", "likewise, if every call is as dear as it can be"),
            new Table.Column("finding", "whether it fits")),
        estimate.budgets().stream().map(PlanTable::row).toList(),
        notes);
  }

  private static List<Object> row(BudgetCheck check) {
    return Arrays.asList(
        check.name(),
        amount(check.budget()),
        amount(check.before()),
        of(check.planned().range(), Range::p50),
        of(check.planned().range(), Range::p95),
        amount(check.planned().atMost()),
        check.finding().toString());
  }

  private static Table routes(Plan plan) {
    return new Table(
        "Routes",
        List.of(
            new Table.Column("arm", "a candidate under a route policy"),
            new Table.Column("model", "the model it asks"),
            new Table.Column("policy", "the route policy"),
            new Table.Column("settings", "what the policy states, in short"),
            new Table.Column("endpoints", "who may serve the model, by tag"),
            new Table.Column("reproducible", "whether the same model answers another time")),
        plan.routes().stream().map(PlanTable::row).toList(),
        List.of());
  }

  private static List<Object> row(Route route) {
    return List.of(
        route.arm(),
        route.model(),
        route.policy(),
        route.settings(),
        route.isReproducible() ? route.endpoints() : List.of("the gateway's choice"),
        route.isReproducible());
  }
}
