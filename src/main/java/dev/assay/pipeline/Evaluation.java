package dev.assay.pipeline;

import static java.util.Objects.requireNonNull;

import dev.assay.gateway.LateCharge;
import dev.assay.journal.JournalRecord.Intent;
import dev.assay.plan.SpendSoFar;
import dev.assay.usage.AdjustmentRow;
import dev.assay.usage.RowFile;
import dev.assay.usage.RunFolder;
import dev.assay.usage.UsageRows;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Reshuffle;

/**
 * One run of a job: asks every planned call, scores the answers and commits the rows to the
 * warehouse. {@link #run} works on the calling thread; {@link #progress} may be asked from any.
 */
public final class Evaluation implements Closeable {
  private static final String RUNNER = "direct";

  private final RunSpec spec;
  private final OpenRun run;

  private Evaluation(RunSpec spec, OpenRun run) {
    this.spec = spec;
    this.run = run;
  }

  /** Opens the run's folder, journal and connections; nothing is sent yet. */
  public static Evaluation open(RunSpec spec) throws IOException {
    return new Evaluation(requireNonNull(spec, "spec"), OpenRuns.of(spec));
  }

  public Progress progress() {
    return run.progress();
  }

  /** Tells when the month's budget, where the job has one, is spent by half, four fifths, all. */
  public void watchMonth(SpendSoFar before, Consumer<BudgetAlert> told) {
    run.watchMonth(before, told);
  }

  /** Sends nothing more; what is in flight comes to its end, and the run is committed so far. */
  public void interrupt() {
    run.admission().stop(Ended.INTERRUPTED);
  }

  /** Sends nothing more after that time from now; likewise. */
  public void endAfter(Duration deadline) {
    run.time().after(deadline, () -> run.admission().stop(Ended.DEADLINE));
  }

  /** How many calls need not be asked: an earlier sitting, or another run, has their outcome. */
  public long endedBefore() {
    return run.earlier().endedCalls();
  }

  /** What was in flight when the last sitting was cut off; those calls are asked again. */
  public List<Intent> inFlightAtTheCut() {
    return run.earlier().inFlight();
  }

  /** Returns when the run is committed; whatever it throws, it is not. */
  public Finished run() throws IOException {
    return run(lanesAtOnce());
  }

  Finished run(int lanesAtOnce) throws IOException {
    Pipeline pipeline = Pipeline.create(options(lanesAtOnce));
    List<Long> lanes = Lane.numbers(spec.calls().size(), lanesAtOnce);
    pipeline
        .apply("Lanes", Create.of(lanes))
        // the direct runner works on a bundle in one piece; this makes every lane a bundle
        .apply("SpreadLanes", Reshuffle.viaRandomKey())
        .apply("AskModels", AskModels.of(spec, lanes.size()))
        .apply("CommitRun", CommitRun.of(spec, RUNNER));
    try {
      pipeline.run().waitUntilFinish();
    } catch (Pipeline.PipelineExecutionException failed) {
      throw causeOf(failed);
    }
    RunFolder folder = spec.folder();
    return new Finished(folder, folder.manifest(), spec.job().maxFailedShare());
  }

  /** How many costs are still being looked up that the run was committed without. */
  public int lateCosts() {
    return run.lateCosts().left().size();
  }

  /**
   * Waits for the costs that are still being looked up, after the run is committed, and publishes
   * those that come as adjustments. A look-up gives up by itself, after some minutes at the most.
   *
   * @return how many costs became known
   */
  public int awaitLateCosts() throws IOException {
    List<LateCharge> known =
        run.lateCosts().left().stream()
            .map(CompletableFuture::join)
            .filter(late -> late.charge().billed() != null)
            .toList();
    if (!known.isEmpty()) {
      publish(known);
    }
    return known.size();
  }

  private void publish(List<LateCharge> known) throws IOException {
    Path place =
        spec.folder().adjustments().resolve(RunFolder.parquetName("late-costs", spec.sitting()));
    Path aside = place.resolveSibling(place.getFileName() + LaneFiles.ASIDE);
    UsageRows rows = new UsageRows(spec.context(), spec.catalog());
    try (RowFile<AdjustmentRow> file = RowFile.create(aside, AdjustmentRow.class)) {
      for (LateCharge late : known) {
        file.write(rows.adjustment(late, Instant.now()));
      }
    }
    Files.move(aside, place, StandardCopyOption.ATOMIC_MOVE);
  }

  private static DirectOptions options(int lanesAtOnce) {
    DirectOptions options = PipelineOptionsFactory.as(DirectOptions.class);
    options.setRunner(DirectRunner.class);
    // a thread for each lane and none besides: the runner spins on every thread that has no work
    options.setTargetParallelism(lanesAtOnce);
    // both copy every element to find faulty transforms, which is for tests of Beam itself
    options.setEnforceEncodability(false);
    options.setEnforceImmutability(false);
    return options;
  }

  /** A lane's own work fills a core; its connections take as much again. */
  private static int lanesAtOnce() {
    return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  }

  private static RuntimeException causeOf(Pipeline.PipelineExecutionException failed)
      throws IOException {
    Throwable cause = failed.getCause();
    if (cause instanceof IOException io) {
      throw io;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException fault ? fault : failed;
  }

  @Override
  public void close() throws IOException {
    OpenRuns.close(spec.runId());
  }
}
