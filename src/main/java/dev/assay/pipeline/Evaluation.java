package dev.assay.pipeline;

import static java.util.Objects.requireNonNull;

import dev.assay.plan.SpendSoFar;
import dev.assay.usage.RunFolder;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
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
