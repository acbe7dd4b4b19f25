package dev.assay.pipeline;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/**
 * Asks every call of a lane, many at once, scores the answers and writes all rows aside.
 *
 * <p>The rows do not travel on: the direct runner keeps what a lane sends on in memory until the
 * lane is done, and a run must be able to be larger than memory. A runner may try a lane again; the
 * files of the try that did not count are never committed.
 */
final class AskModels extends PTransform<PCollection<Long>, PCollection<Written>> {
  private static final long serialVersionUID = 1L;

  private final RunSpec run;
  private final long lanes;

  private AskModels(RunSpec run, long lanes) {
    this.run = requireNonNull(run, "run");
    this.lanes = lanes;
  }

  /** For a run that is split into so many lanes; their numbers are the input. */
  static AskModels of(RunSpec run, long lanes) {
    return new AskModels(run, lanes);
  }

  @Override
  public PCollection<Written> expand(PCollection<Long> numbers) {
    return numbers.apply("AskLane", ParDo.of(new AskLane(run, lanes))).setCoder(new WrittenCoder());
  }

  private static final class AskLane extends DoFn<Long, Written> {
    private static final long serialVersionUID = 1L;

    private final RunSpec spec;
    private final long lanes;

    AskLane(RunSpec spec, long lanes) {
      this.spec = spec;
      this.lanes = lanes;
    }

    @ProcessElement
    public void ask(@Element Long number, OutputReceiver<Written> out)
        throws IOException, InterruptedException {
      OpenRun run = OpenRuns.of(spec);
      Lane lane = Lane.of(number, run.calls().size(), lanes);
      try {
        out.output(ask(run, lane));
      } catch (Throwable failed) {
        // without this the other lanes would go on spending on a run that cannot be committed
        run.admission().stop(Ended.INTERRUPTED);
        throw failed;
      }
    }

    private static Written ask(OpenRun run, Lane lane) throws IOException, InterruptedException {
      LaneFiles files = new LaneFiles(run.spec(), lane, run.lateCosts());
      try (files) {
        new Window(run, lane, files).askAll();
        // after the asking, so that a run with millions of recorded calls soon asks the next one
        run.earlier().tellEnded(lane, run.calls(), run.tally(), files);
      }
      run.journal().force();
      return files.written(run.admission().ended());
    }
  }
}
