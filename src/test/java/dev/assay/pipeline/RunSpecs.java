package dev.assay.pipeline;

import dev.assay.gateway.Outcome;
import dev.assay.gateway.TransportFactory;
import dev.assay.job.Job;
import dev.assay.money.Usd;
import dev.assay.plan.PlannedCall;
import dev.assay.score.Judgement;
import dev.assay.score.Score;
import dev.assay.usage.Samples;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs of sample calls. */
final class RunSpecs {
  private RunSpecs() {}

  /** Calls whose arms alternate and whose worst case is a tenth of a cent. */
  record ManyCalls(long size) implements Calls {
    @Override
    public PlannedCall call(long index) {
      return Samples.call(
          index, index % 2 == 0 ? "small" : "large", Usd.of("0.0001"), Usd.of("0.001"));
    }
  }

  /** Two scorers: one that every answer passes, one that scores none. */
  record PassAndShrug() implements Judge {
    @Override
    public List<Judgement> judge(PlannedCall call, Outcome.Answer answer) {
      return List.of(
          new Judgement("exact_match", "hash-1", new Score.Scored(1, true, "")),
          new Judgement("numeric", "hash-2", new Score.Unscored("no number")));
    }

    @Override
    public String scoring() {
      return "scoring-1";
    }
  }

  static RunSpec of(Path warehouse, Calls calls, Job job, TransportFactory transports) {
    return new RunSpec(
        Samples.context(),
        job,
        Samples.catalog(),
        Map.of("triage", "suite-hash"),
        calls,
        new PassAndShrug(),
        transports,
        warehouse.toString());
  }
}
