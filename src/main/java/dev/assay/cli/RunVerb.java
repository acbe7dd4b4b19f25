package dev.assay.cli;

import dev.assay.job.Job;
import dev.assay.pipeline.Evaluation;
import dev.assay.pipeline.Finished;
import dev.assay.pipeline.PlannedCalls;
import dev.assay.pipeline.RunSpec;
import dev.assay.pipeline.SuiteJudge;
import dev.assay.plan.Plan;
import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import dev.assay.report.Scope;
import dev.assay.report.Table;
import dev.assay.suite.Suite;
import dev.assay.usage.RunContext;
import dev.assay.usage.RunFolder;
import dev.assay.usage.RunStart;
import dev.assay.warehouse.Warehouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
      "  assay run pipelines/nightly.yaml --resume          # go on where the last run was cut off",
      "  assay run pipelines/nightly.yaml --record          # keep the exchanges, for --replay RUN",
      "  assay run pipelines/nightly.yaml --gateway https://openrouter.ai/api/v1 --allow-spend",
      "",
    },
    footer = {
      "",
      "Exit codes: 0 done, 2 invalid input, 3 stopped at the budget, 4 too many failed calls, 5 stopped at the deadline, 130 interrupted (assay help exit-codes)"
    })
final class RunVerb implements Verb {
  private static final String NEWEST = "";
  private static final String LEADERBOARD = "comparison/leaderboard";

  private final Surroundings surroundings;
  private final Console console;
  private final RunTeller teller;
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
      names = "--progress",
      paramLabel = "STYLE",
      converter = ProgressDisplay.Style.Reader.class,
      description =
          "How to show how far it is: plain, rich or none. Default: rich on a terminal, else plain. The run's folder has it as progress.json.")
  private ProgressDisplay.Style progress;

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      converter = TimeSpan.class,
      description =
          "Send nothing more after this time, e.g. 90s, 45m or 2h. Ctrl-C does so at once; a second one also drops what is in flight.")
  private Duration deadline;

  @Option(
      names = "--resume",
      arity = "0..1",
      fallbackValue = NEWEST,
      paramLabel = "RUN",
      description =
          "Continue this run, or the newest unfinished one of the job; what is recorded is not asked again.")
  private String resume;

  @Option(
      names = "--reuse-answers-from",
      paramLabel = "RUN",
      description =
          "Take over the answers that this run recorded to the very same calls; they count for no cost and no latency.")
  private String reuse;

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
    this.teller = new RunTeller(console);
  }

  @Override
  public ExitCode run() throws IOException {
    output.check();
    reports.check();
    Ahead.load(Plan::load);
    PastRuns.loadAhead(warehouse.folder(surroundings));
    PreparedJob prepared = job.prepare();
    if (dryRun) {
      output.showLed(
          PlanTable.of(prepared.plan(), prepared.past(warehouse.folder(surroundings))), console);
      return ExitCode.DONE;
    }
    checkRecording(prepared.job());
    checkReuse();
    RunFolder replayed =
        replay == null ? null : Replayable.run(replay, warehouse.folder(surroundings));
    try (OpenGateway gateway =
            replayed == null ? open(prepared) : OpenGateway.replaying(prepared.job(), replayed);
        Sitting sitting = sitting(prepared.job())) {
      Plan plan = sitting.began().map(start -> prepared.on(start.day())).orElse(prepared).plan();
      PastRuns earlier = prepared.past(warehouse.folder(surroundings));
      OutputOptions.onScreen(console).render(PlanTable.cost(plan, earlier), console.err());
      console.err().println();
      Finished finished;
      try {
        finished = ask(plan, earlier, gateway, sitting, replayed);
      } catch (IOException | UncheckedIOException cutOff) {
        teller.tellHowToGoOn(cutOff, sitting);
        return ExitCode.FAULT;
      }
      List<ExitCode> endings = endings(finished);
      try {
        showComparison(finished);
      } catch (InvalidInput unshowable) {
        teller.tellWhyNothingIsShown(unshowable, finished, LEADERBOARD);
        endings.add(ExitCode.FAULT);
      } finally {
        teller.tellWhatItCost(finished, gateway, sitting);
      }
      return ExitCode.of(endings);
    }
  }

  private void checkRecording(Job job) {
    if (record && replay != null) {
      throw new InvalidInput(
          Place.setting("--record"), "a replay has nothing to record", "Leave out one of the two.");
    }
    if (record && !DirectServers.usedBy(job).isEmpty()) {
      throw new InvalidInput(
          Place.setting("--record"),
          "a recording holds what one gateway said, and this job also asks providers directly",
          "Leave out --record, or 'direct' in the job.");
    }
  }

  private void checkReuse() {
    if (reuse != null
        && !Files.isDirectory(RunFolder.of(warehouse.folder(surroundings), reuse).journal())) {
      throw new InvalidInput(
          Place.setting("--reuse-answers-from"),
          "there is no run '%s' with a journal".formatted(reuse),
          "assay runs lists them.");
    }
  }

  private Sitting sitting(Job job) throws IOException {
    Path folder = warehouse.writable(surroundings);
    if (resume == null) {
      return Sitting.first(folder, Instant.now());
    }
    if (!resume.equals(NEWEST)) {
      return Sitting.next(folder, job.name(), resume);
    }
    Optional<Sitting> next = Sitting.next(folder, job.name());
    if (next.isEmpty()) {
      console
          .err()
          .println("No run of job '%s' is unfinished; it starts afresh.".formatted(job.name()));
    }
    return next.isPresent() ? next.get() : Sitting.first(folder, Instant.now());
  }

  private OpenGateway open(PreparedJob prepared) {
    Job planned = prepared.job();
    if (planned.gateway().isEmbedded()) {
      return OpenGateway.embedded(prepared);
    }
    Problems problems = new Problems();
    if (!allowSpend && !planned.allowSpend()) {
      problems.add(
          planned.gateway().place(),
          "the gateway '%s' is real, and this job has no leave to spend"
              .formatted(planned.gateway().name()),
          "Pass --allow-spend, or write 'allow-spend: true' in the job.");
    }
    Gaps.of(planned).refuseBrokenPromises(problems);
    return OpenGateway.real(planned, surroundings.environment(), problems);
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

  // replayed is null where the gateway is asked
  private Finished ask(
      Plan plan, PastRuns earlier, OpenGateway gateway, Sitting sitting, RunFolder replayed)
      throws IOException {
    RunSpec spec = spec(plan, gateway, sitting, replayed);
    console.err().println("Run " + sitting.runId());
    try (Evaluation evaluation = Evaluation.open(spec)) {
      Ahead.load(Warehouse::load);
      teller.tellWhatIsThere(evaluation, sitting.began().isPresent() || reuse != null);
      // where the month cannot be read the plan has said so
      if (plan.job().terms().budgets().month() != null && earlier.past().spent() != null) {
        evaluation.watchMonth(earlier.past().spent(), alert -> console.err().println(alert));
      }
      if (deadline != null) {
        evaluation.endAfter(deadline);
      }
      Finished finished =
          Interrupts.during(
              () ->
                  ProgressDisplay.during(evaluation::run, evaluation::progress, progress, console),
              () -> drain(evaluation));
      awaitLateCosts(evaluation);
      return finished;
    }
  }

  private RunSpec spec(Plan plan, OpenGateway gateway, Sitting sitting, RunFolder replayed)
      throws IOException {
    Job planned = plan.job();
    SuiteJudge judge = SuiteJudge.of(plan.suites());
    RunContext context =
        new RunContext(
            sitting.runId(),
            sitting.began().map(RunStart::startedAt).orElseGet(Instant::now),
            Version.current(),
            replayed == null ? planned.gateway().isEmbedded() : replayed.manifest().simulated(),
            planned.payer(),
            gateway.keyHash(),
            surroundings.environment().get("ASSAY_CONTEXT"),
            replayed == null ? null : replayed.runId());
    // a run that was cut off goes on with the answers it set out to reuse
    String reused = reuse == null ? sitting.began().map(RunStart::reusedRun).orElse(null) : reuse;
    RunStart start = Ingredients.of(context, plan, judge, reused);
    if (sitting.began().isPresent()) {
      Ingredients.requireSame(sitting.began().get(), start);
    } else {
      sitting.folder().begin(start);
    }
    return new RunSpec(
        context,
        planned,
        plan.catalog(),
        plan.suites().stream().collect(Collectors.toMap(Suite::name, Suite::hash)),
        new PlannedCalls(plan),
        judge,
        record ? gateway.recording(sitting.folder()) : gateway.transports(sitting.runId()),
        warehouse.folder(surroundings).toString(),
        sitting.number(),
        reused);
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
      teller.tellFailures(opened, finished);
    }
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
