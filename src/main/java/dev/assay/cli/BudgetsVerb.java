package dev.assay.cli;

import dev.assay.export.AlertTarget;
import dev.assay.export.AlertTarget.Undelivered;
import dev.assay.export.BudgetCrossing;
import dev.assay.export.FiredAlerts;
import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import dev.assay.report.Scope;
import dev.assay.report.Table;
import dev.assay.report.finops.FiscalCalendar;
import dev.assay.report.finops.FiscalCalendar.FiscalPeriod;
import dev.assay.settings.Secret;
import dev.assay.settings.SecretReference;
import dev.assay.warehouse.Warehouse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The verbs that concern budgets of an organisation. */
@Command(
    name = "budgets",
    description = {
      "Watches what is spent of the budgets of an organisation.",
      "",
      "  assay budgets check                                    # every night, after the imports",
      "  assay report run finops/budgets --month 2026-10        # how things stand",
      "",
    })
final class BudgetsVerb {
  static CommandLine commands(Surroundings surroundings) {
    CommandLine budgets = new CommandLine(new BudgetsVerb());
    budgets.addSubcommand(new CheckBudgets(surroundings));
    return budgets;
  }

  /** Tells of each half, four fifths and whole of a budget that was spent, once. */
  @Command(
      name = "check",
      description = {
        "Tells when 50, 80 and 100 %% of a budget are spent: each once in each period of each budget.",
        "",
        "  assay budgets check",
        "  assay budgets check --month 2026-10 --notify file:alerts.jsonl",
        "  assay budgets check --notify https://hooks.example.com/assay --notify-secret env:HOOK_SECRET",
        "",
        "The budgets are those of the organisation's file and the limits that imported key listings",
        "state. What was told is remembered in the warehouse, in budgets/fired.jsonl. A delivery that",
        "fails is tried again by the next check that names its target. docs/finops.md says what is sent",
        "and how a signature is verified.",
        "",
      },
      footer = {
        "",
        "Exit codes: 0 nothing new, 100 a budget newly reached 50, 80 or 100 %%, or an alert could not be",
        "delivered, 2 invalid input (assay help exit-codes)"
      })
  static final class CheckBudgets implements Verb {
    private static final String NOTIFY = "--notify";
    private static final String SECRET = "--notify-secret";

    private final Surroundings surroundings;
    @Mixin private WarehouseOption warehouse;
    @Mixin private FinanceOptions finance;
    @Mixin private OutputOptions output;

    @Option(
        names = "--month",
        paramLabel = "YYYY-MM",
        description =
            "Look at this month of the fiscal calendar. Default: the running one and the one before.")
    private String month;

    @Option(
        names = "--include-simulated",
        description = "Count simulated runs beside real ones. Default: they are not mixed.")
    private boolean includeSimulated;

    @Option(
        names = NOTIFY,
        paramLabel = "TARGET",
        description =
            "Also send each alert there: file:PATH appends a line, https://... gets a POST. May repeat.")
    private List<String> targets = List.of();

    @Option(
        names = SECRET,
        paramLabel = "REFERENCE",
        description = "Sign what is posted: env:NAME or file:PATH, where the secret lies.")
    private String secretReference;

    CheckBudgets(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public ExitCode run() throws IOException {
      output.check();
      Secret secret = secret();
      List<AlertTarget> named =
          targets.stream().distinct().map(each -> AlertTarget.of(each, NOTIFY, secret)).toList();
      Scope scope = scope(LocalDate.ofInstant(Instant.now(), finance.calendar().zone()));
      Table budgets;
      try (Warehouse opened = finance.open(warehouse, surroundings)) {
        budgets =
            new ReportOptions()
                .over(opened, finance, surroundings)
                .run("finops/budgets", scope, Map.of("periods", "all"));
      }
      Path folder = warehouse.writable(surroundings);
      try (FiredAlerts alerts = FiredAlerts.of(folder)) {
        alerts.fire(
            BudgetCrossing.in(budgets),
            named.stream().map(AlertTarget::name).toList(),
            Instant.now());
        return announce(alerts, named, budgets.notes());
      }
    }

    private Secret secret() {
      if (secretReference == null) {
        return null;
      }
      Problems problems = new Problems();
      Secret secret =
          SecretReference.of(SECRET, secretReference, Place.setting(SECRET), problems)
              .flatMap(reference -> reference.resolve(surroundings.environment(), problems))
              .orElse(null);
      problems.throwIfAny();
      return secret;
    }

    private Scope scope(LocalDate today) {
      FiscalCalendar calendar = finance.calendar();
      List<FiscalPeriod> periods = calendar.periods();
      FiscalPeriod last =
          month == null ? running(periods, today) : FinanceOptions.month(month, calendar);
      FiscalPeriod first =
          month != null
              ? last
              : periods.stream()
                  .filter(each -> each.endDay().equals(last.firstDay()))
                  .findFirst()
                  .orElse(last);
      return Scope.everyRun()
          .between(calendar.startOf(first.firstDay()), calendar.startOf(last.endDay()))
          .mixing(includeSimulated ? Scope.Mixing.TOGETHER : Scope.Mixing.APART);
    }

    private static FiscalPeriod running(List<FiscalPeriod> periods, LocalDate today) {
      return periods.stream()
          .filter(each -> !today.isBefore(each.firstDay()) && today.isBefore(each.endDay()))
          .findFirst()
          .orElseThrow(
              () ->
                  new InvalidInput(
                      Place.setting("--fiscal-calendar"),
                      "no month of it holds %s".formatted(today),
                      "List that month, or name another with --month."));
    }

    /** Sends, shows, and takes note of what was shown. */
    private ExitCode announce(FiredAlerts alerts, List<AlertTarget> named, List<String> notes)
        throws IOException {
      boolean allDelivered = true;
      for (AlertTarget target : named) {
        allDelivered &= deliver(alerts, target);
      }
      List<BudgetCrossing> news = alerts.untold();
      List<String> told = new ArrayList<>(notes);
      told.add(
          news.isEmpty()
              ? "No budget newly reached 50, 80 or 100 %."
              : "Each of these is told once.");
      Set<String> asked = new HashSet<>(named.stream().map(AlertTarget::name).toList());
      alerts
          .waiting()
          .forEach(
              (target, count) ->
                  told.add(
                      "%d undelivered %s for %s%s."
                          .formatted(
                              count,
                              count == 1 ? "alert waits" : "alerts wait",
                              target,
                              asked.contains(target)
                                  ? ": the next check tries again"
                                  : ", which this check does not name")));
      output.show(table(news, told), surroundings.console());
      surroundings.console().flush();
      alerts.told(news, Instant.now());
      return news.isEmpty() && allDelivered ? ExitCode.DONE : ExitCode.GATE_FAILED;
    }

    /** A target that refuses one alert is not asked to take the next. */
    private boolean deliver(FiredAlerts alerts, AlertTarget target) throws IOException {
      for (BudgetCrossing crossing : alerts.undelivered(target.name())) {
        try {
          target.deliver(crossing);
        } catch (Undelivered refused) {
          surroundings
              .console()
              .tell("Cannot deliver to %s: %s.".formatted(target.name(), refused.getMessage()));
          return false;
        }
        alerts.delivered(crossing, target.name(), Instant.now());
      }
      return true;
    }

    private static Table table(List<BudgetCrossing> news, List<String> notes) {
      return new Table(
          "Which budgets newly reached 50, 80 or 100 %?",
          List.of(
              new Table.Column("holder_kind", "organization, workspace, member or key"),
              new Table.Column("holder", "its name"),
              new Table.Column("percent", "of the limit that were reached"),
              new Table.Column("crossed_at", "the moment at which they were, UTC"),
              new Table.Column("spent_usd", "within the period, by now"),
              new Table.Column("limit_usd", "what may be spent within the period"),
              new Table.Column("resets", "daily, weekly, monthly or lifetime"),
              new Table.Column("period_start", "the first day of the budget's period"),
              new Table.Column("simulated", "whether no money was spent"),
              new Table.Column("id", "of the alert, the same wherever it was sent")),
          news.stream().map(CheckBudgets::row).toList(),
          notes);
    }

    private static List<Object> row(BudgetCrossing crossing) {
      // a lifetime has no first day
      return Arrays.asList(
          crossing.holderKind(),
          crossing.holder(),
          (long) crossing.percent(),
          crossing.crossedAt().atOffset(ZoneOffset.UTC),
          crossing.spentUsd(),
          crossing.limitUsd(),
          crossing.resets(),
          crossing.periodStart(),
          crossing.simulated(),
          crossing.id());
    }
  }
}
