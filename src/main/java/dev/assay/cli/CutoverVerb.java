package dev.assay.cli;

import dev.assay.catalog.ModelChoice;
import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import dev.assay.report.Scope;
import dev.assay.report.cutover.Cutover;
import dev.assay.report.cutover.Decision;
import dev.assay.report.cutover.Limits;
import dev.assay.report.cutover.NotComparable;
import dev.assay.report.cutover.Verdict;
import dev.assay.warehouse.CommittedRun;
import dev.assay.warehouse.Sql;
import dev.assay.warehouse.Warehouse;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says whether a candidate may take the incumbent's place. */
@Command(
    name = "cutover",
    description = {
      "Says whether a candidate may take the incumbent's place: cut over, hold, or not enough evidence.",
      "",
      "  assay cutover --incumbent gpt-4o-production --candidate gpt-4o-mini-production",
      "  assay cutover --run RUN --incumbent A --candidate B --quality-margin 0.05 -o verdict.md",
      "",
      "Both arms must have been asked the same prompts in one run. Every limit is one that you declare before",
      "you look. Hold when one criterion is shown to be broken, cut over when all are shown to be in order.",
      "",
    },
    footer = {
      "",
      "Exit codes: 0 cut over, 100 hold, 101 not enough evidence, 102 not comparable (assay help exit-codes)"
    })
final class CutoverVerb implements Verb {
  private static final Sql MODELS =
      Sql.typed(
          "select distinct requested_model from usage_events"
              + " where run_id = $1 and arm = $2 and requested_model is not null order by 1");

  private final Surroundings surroundings;
  @Mixin private WarehouseOption warehouse;
  @Mixin private ReportOptions reports;
  @Mixin private OutputOptions output;

  @Option(
      names = "--run",
      paramLabel = "RUN",
      description = "The run to decide on. Default: the newest.")
  private String run;

  @Option(
      names = "--incumbent",
      paramLabel = "ARM",
      required = true,
      description = "The arm in production.")
  private String incumbent;

  @Option(
      names = "--candidate",
      paramLabel = "ARM",
      required = true,
      description = "The arm that wants its place.")
  private String candidate;

  @Option(
      names = "--quality-margin",
      paramLabel = "SHARE",
      description = "How much mean score it may lose. Default: ${DEFAULT-VALUE}.")
  private double qualityMargin = Limits.DEFAULTS.qualityMargin();

  @Option(
      names = "--minimum-saving",
      paramLabel = "SHARE",
      description = "The share of the cost per call it must save. Default: ${DEFAULT-VALUE}.")
  private double minimumSaving = Limits.DEFAULTS.minimumSaving();

  @Option(
      names = "--latency-tolerance",
      paramLabel = "SHARE",
      description = "How much longer its p95 latency may be. Default: ${DEFAULT-VALUE}.")
  private double latencyTolerance = Limits.DEFAULTS.latencyTolerance();

  @Option(
      names = "--latency-slo-ms",
      paramLabel = "MS",
      description = "What its p95 latency must not exceed. Default: nothing is promised.")
  private Double latencySloMs;

  @Option(
      names = "--failure-tolerance",
      paramLabel = "SHARE",
      description = "How many more of its calls may fail. Default: ${DEFAULT-VALUE}.")
  private double failureTolerance = Limits.DEFAULTS.failureTolerance();

  CutoverVerb(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public ExitCode run() throws IOException {
    output.check();
    Limits limits = limits();
    Scope scope = run == null ? Scope.newest() : Scope.runs(List.of(run));
    try (Warehouse opened = Warehouse.open(warehouse.folder(surroundings))) {
      refuseABaselineThatMoves(opened, scope.among(opened.runs()).runs());
      Decision decision =
          Cutover.decide(reports.over(opened, surroundings), scope, incumbent, candidate, limits);
      output.show(decision.table(), surroundings.console());
      return ending(decision.verdict());
    } catch (NotComparable incomparable) {
      surroundings.console().err().println(incomparable.getMessage());
      return ExitCode.NOT_COMPARABLE;
    }
  }

  /** What the gateway chose for the incumbent it may not choose tomorrow. */
  private void refuseABaselineThatMoves(Warehouse opened, List<CommittedRun> runs) {
    for (CommittedRun each : runs) {
      for (List<Object> asked : opened.query(MODELS, each.id(), incumbent).values()) {
        String model = (String) asked.get(0);
        if (ModelChoice.isLeftToTheGateway(model)) {
          throw new InvalidInput(
              Place.setting("--incumbent"),
              "arm '%s' asks '%s', which is another model at another time"
                  .formatted(incumbent, model),
              "Name an arm that pins its model; what cannot be reproduced is no baseline.");
        }
      }
    }
  }

  private Limits limits() {
    return new Limits(
        qualityMargin,
        minimumSaving,
        latencyTolerance,
        latencySloMs,
        failureTolerance,
        Limits.DEFAULTS.confidence(),
        Limits.DEFAULTS.seed());
  }

  private static ExitCode ending(Verdict verdict) {
    return verdict.fold(
        cutOver -> ExitCode.DONE,
        hold -> ExitCode.GATE_FAILED,
        open -> ExitCode.NOT_ENOUGH_EVIDENCE);
  }
}
