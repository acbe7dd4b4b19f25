package dev.assay.cli;

import dev.assay.job.Job;
import dev.assay.journal.Recording;
import dev.assay.money.Usd;
import dev.assay.pipeline.Evaluation;
import dev.assay.pipeline.Finished;
import dev.assay.pipeline.PlannedCalls;
import dev.assay.pipeline.RunSpec;
import dev.assay.pipeline.SuiteJudge;
import dev.assay.plan.Plan;
import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import dev.assay.report.Scope;
import dev.assay.report.Table;
import dev.assay.suite.Suite;
import dev.assay.usage.RunContext;
import dev.assay.usage.RunFolder;
import dev.assay.usage.RunId;
import dev.assay.usage.RunManifest;
import dev.assay.warehouse.Rows;
import dev.assay.warehouse.Sql;
import dev.assay.warehouse.Warehouse;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.file.Path;
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
      "  assay run pipelines/nightly.yaml --record          # keep the exchanges, for --replay RUN",
      "  assay run pipelines/nightly.yaml --gateway https://openrouter.ai/api/v1 --allow-spend",
      "",
    },
    footer = {
      "",
      "Exit codes: 0 done, 2 invalid input, 3 stopped at the budget, 4 too many failed calls (assay help exit-codes)"
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
      names = "--record",
      description =
          "Keep what goes over the wire, prompts and answers included but no key, under runs/<id>/recordings/.")
  private boolean record;

  @Option(
      names = "--replay",
      paramLabel = "RUN",
      description =
          "Ask nobody: answer every call from the recording of this run. Needs no key and spends nothing.")
  private String replay;

  RunVerb(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.console = surroundings.console();
  }

  @Override
  public ExitCode run() throws IOException {
    output.check();
    if (record && replay != null) {
      throw new InvalidInput(
          Place.setting("--record"), "a replay has nothing to record", "Leave out one of the two.");
    }
    PreparedJob prepared = job.prepare();
    Table plan = PlanTable.of(prepared.plan());
    if (dryRun) {
      output.show(plan, console);
      return ExitCode.DONE;
    }
    OutputOptions.onScreen(console).render(plan, console.err());
    console.err().println();
    RunFolder replayed =
        replay == null ? null : Replayable.run(replay, warehouse.folder(surroundings));
    try (OpenGateway gateway =
        replayed == null ? open(prepared) : OpenGateway.replaying(prepared.job(), replayed)) {
      Finished finished = ask(prepared.plan(), gateway, replayed);
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

  // replayed is null where the gateway is asked
  private Finished ask(Plan plan, OpenGateway gateway, RunFolder replayed) throws IOException {
    Instant start = Instant.now();
    String runId = RunId.startedAt(start);
    Job planned = plan.job();
    RunFolder folder = RunFolder.of(warehouse.folder(surroundings), runId);
    RunSpec spec =
        new RunSpec(
            new RunContext(
                runId,
                start,
                Version.current(),
                replayed == null ? planned.gateway().isEmbedded() : replayed.manifest().simulated(),
                planned.payer(),
                gateway.keyHash(),
                surroundings.environment().get("ASSAY_CONTEXT"),
                replayed == null ? null : replayed.runId()),
            planned,
            plan.catalog(),
            plan.suites().stream().collect(Collectors.toMap(Suite::name, Suite::hash)),
            new PlannedCalls(plan),
            SuiteJudge.of(plan.suites()),
            record ? gateway.recording(folder) : gateway.transports(runId),
            warehouse.folder(surroundings).toString());
    console.err().println("Run " + runId);
    try (Evaluation evaluation = Evaluation.open(spec)) {
      Finished finished = ProgressDisplay.during(evaluation::run, evaluation::progress, console);
      awaitLateCosts(evaluation);
      return finished;
    }
  }

  private void awaitLateCosts(Evaluation evaluation) throws IOException {
    int late = evaluation.lateCosts();
    if (late > 0) {
      console.err().println("Asking the gateway for the cost of %,d attempts...".formatted(late));
      console
          .err()
          .println(
              "%,d of them became known, and are adjustments of the run."
                  .formatted(evaluation.awaitLateCosts()));
    }
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

  private void tellWhatItCost(Finished finished, OpenGateway gateway) throws IOException {
    PrintStream err = console.err();
    RunManifest run = finished.manifest();
    err.println();
    if (replay != null) {
      err.println("Answered from the recording of %s: nothing was sent.".formatted(replay));
    }
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
    err.println("The run lies in " + finished.folder().path());
    if (record) {
      err.println(
          String.format(
              Locale.ROOT,
              "Its recording takes %,d kB.",
              Recording.bytesIn(finished.folder().recordings()) / 1_000));
    }
  }

  private static String plain(BigDecimal usd) {
    return usd.stripTrailingZeros().toPlainString();
  }

  private static List<ExitCode> endings(Finished finished) {
    List<ExitCode> endings = new ArrayList<>();
    if (finished.stoppedAtTheBudget()) {
      endings.add(ExitCode.BUDGET);
    }
    if (finished.hasTooManyFailed()) {
      endings.add(ExitCode.TOO_MANY_FAILURES);
    }
    return endings;
  }
}
