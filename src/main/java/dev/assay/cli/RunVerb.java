package dev.assay.cli;

import dev.assay.job.Job;
import dev.assay.money.Usd;
import dev.assay.pipeline.Evaluation;
import dev.assay.pipeline.Finished;
import dev.assay.pipeline.PlannedCalls;
import dev.assay.pipeline.RunSpec;
import dev.assay.pipeline.SuiteJudge;
import dev.assay.plan.Plan;
import dev.assay.problem.InvalidInput;
import dev.assay.report.Scope;
import dev.assay.report.Table;
import dev.assay.suite.Suite;
import dev.assay.usage.RunContext;
import dev.assay.usage.RunId;
import dev.assay.usage.RunManifest;
import dev.assay.warehouse.Rows;
import dev.assay.warehouse.Sql;
import dev.assay.warehouse.Warehouse;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Asks the models of a job and commits a run. */
@Command(
    name = "run",
    description = {
      "Asks the models of a job, commits a run to the warehouse and compares its arms.",
      "",
      "  assay run pipelines/nightly.yaml                   # on the embedded gateway: simulated, free",
      "  assay run pipelines/nightly.yaml --dry-run         # calls and estimated cost, sends nothing",
      "  assay run pipelines/nightly.yaml -o night.md       # also write the comparison there",
      "  assay run pipelines/nightly.yaml --gateway https://openrouter.ai/api/v1 --allow-spend",
      "",
    },
    footer = {
      "",
      "Exit codes: 0 done, 2 invalid input, 3 stopped at the budget, 4 too many failed calls, 5 stopped at the deadline, 130 interrupted (assay help exit-codes)"
    })
final class RunVerb implements Verb {
  private static final String LEADERBOARD = "comparison/leaderboard";

  private static final Sql FAILURES =
      Sql.typed(
          """
          select count(*), failure_kind, min(left(failure_detail, 160))
          from usage_events
          where run_id = $1 and outcome = 'failed'
          group by failure_kind
          order by count(*) desc, failure_kind""");

  private final Surroundings surroundings;
  private final Console console;
  @Mixin private JobOptions job;
  @Mixin private WarehouseOption warehouse;
  @Mixin private ReportOptions reports;
  @Mixin private OutputOptions output;

  @Option(names = "--dry-run", description = "Print the plan and its estimated cost, then stop.")
  private boolean dryRun;

  @Option(
      names = "--allow-spend",
      description = "Permit real money, where the job itself does not say 'allow-spend: true'.")
  private boolean allowSpend;

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      converter = TimeSpan.class,
      description =
          "Send nothing more after this time, e.g. 90s, 45m or 2h. Ctrl-C does so at once; a second one also drops what is in flight.")
  private Duration deadline;

  RunVerb(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.console = surroundings.console();
  }

  @Override
  public ExitCode run() throws IOException {
    output.check();
    PreparedJob prepared = job.prepare();
    Table plan = PlanTable.of(prepared.plan());
    if (dryRun) {
      output.show(plan, console);
      return ExitCode.DONE;
    }
    OutputOptions.onScreen(console).render(plan, console.err());
    console.err().println();
    try (OpenGateway gateway = open(prepared)) {
      Finished finished = ask(prepared.plan(), gateway);
      showComparison(finished);
      tellWhatItCost(finished, gateway);
      return ExitCode.of(endings(finished));
    }
  }

  private OpenGateway open(PreparedJob prepared) {
    Job planned = prepared.job();
    if (planned.gateway().isEmbedded()) {
      return OpenGateway.embedded(prepared);
    }
    if (!allowSpend && !planned.allowSpend()) {
      throw new InvalidInput(
          planned.gateway().place(),
          "the gateway '%s' is real, and this job has no leave to spend"
              .formatted(planned.gateway().name()),
          "Pass --allow-spend, or write 'allow-spend: true' in the job.");
    }
    return OpenGateway.real(planned, surroundings.environment());
  }

  private Finished ask(Plan plan, OpenGateway gateway) throws IOException {
    Instant start = Instant.now();
    String runId = RunId.startedAt(start);
    Job planned = plan.job();
    RunSpec spec =
        new RunSpec(
            new RunContext(
                runId,
                start,
                Version.current(),
                planned.gateway().isEmbedded(),
                planned.payer(),
                gateway.keyHash(),
                surroundings.environment().get("ASSAY_CONTEXT")),
            planned,
            plan.catalog(),
            plan.suites().stream().collect(Collectors.toMap(Suite::name, Suite::hash)),
            new PlannedCalls(plan),
            SuiteJudge.of(plan.suites()),
            gateway.transports(runId),
            warehouse.folder(surroundings).toString());
    console.err().println("Run " + runId);
    try (Evaluation evaluation = Evaluation.open(spec)) {
      if (planned.terms().budgets().month() != null) {
        evaluation.watchMonth(
            MonthSpend.in(warehouse.folder(surroundings), start, planned.gateway().isEmbedded()),
            alert -> console.err().println(alert));
      }
      if (deadline != null) {
        evaluation.endAfter(deadline);
      }
      return Interrupts.during(
          () -> ProgressDisplay.during(evaluation::run, evaluation::progress, console),
          () -> drain(evaluation));
    }
  }

  private void drain(Evaluation evaluation) {
    console
        .err()
        .println(
            "\nInterrupted: waiting for the calls in flight. Press Ctrl-C again to leave them behind.");
    evaluation.interrupt();
  }

  private void showComparison(Finished finished) throws IOException {
    Path folder = warehouse.folder(surroundings);
    try (Warehouse opened = Warehouse.open(folder)) {
      Table table =
          reports
              .over(opened, surroundings)
              .run(LEADERBOARD, Scope.runs(List.of(finished.manifest().runId())), Map.of());
      console.err().println();
      output.show(table, console);
      tellFailures(opened.query(FAILURES, finished.manifest().runId()));
    }
  }

  private void tellFailures(Rows failures) {
    for (List<Object> failure : failures.values()) {
      console.err().println("%s failed attempts: %s, e.g. %s".formatted(failure.toArray()));
    }
  }

  private void tellWhatItCost(Finished finished, OpenGateway gateway) {
    PrintStream err = console.err();
    RunManifest run = finished.manifest();
    err.println();
    err.println(
        String.format(
            Locale.ROOT,
            "%,d calls: %,d answered, %,d failed, %,d not sent. Billed %s USD%s.",
            run.parts().planned(),
            run.parts().answered(),
            run.parts().failed(),
            run.parts().notSent(),
            plain(run.billedUsd()),
            run.parts().unknownCost() == 0
                ? " in all"
                : " as far as known: the cost of %,d attempts is not"
                    .formatted(run.parts().unknownCost())));
    gateway
        .ledgerTotal()
        .map(Usd::toString)
        .ifPresent(total -> err.println("The gateway's own ledger says " + total + " USD."));
    if (finished.stoppedAtTheBudget()) {
      err.println("Stopped at the budget of %s USD.".formatted(plain(run.budgetUsd())));
    }
    if (finished.stoppedByFailures()) {
      err.println(
          "Gave up on an arm or on the key; 'failure_detail' of the calls not sent says why.");
    }
    if (finished.stoppedAtTheDeadline()) {
      err.println("Stopped at the deadline.");
    }
    err.println("The run lies in " + finished.folder().path());
  }

  private static String plain(BigDecimal usd) {
    return usd.stripTrailingZeros().toPlainString();
  }

  private static List<ExitCode> endings(Finished finished) {
    List<ExitCode> endings = new ArrayList<>();
    if (finished.stoppedAtTheBudget()) {
      endings.add(ExitCode.BUDGET);
    }
    if (finished.wasInterrupted()) {
      endings.add(ExitCode.INTERRUPTED);
    }
    if (finished.stoppedAtTheDeadline()) {
      endings.add(ExitCode.DEADLINE);
    }
    if (finished.hasTooManyFailed() || finished.stoppedByFailures()) {
      endings.add(ExitCode.TOO_MANY_FAILURES);
    }
    return endings;
  }
}
