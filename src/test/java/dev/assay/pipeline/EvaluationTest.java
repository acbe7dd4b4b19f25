package dev.assay.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.gateway.Outcome;
import dev.assay.gateway.Transport;
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
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationTest {
  record ManyCalls(long size) implements Calls {
    @Override
    public PlannedCall call(long index) {
      return Samples.call(index);
    }
  }

  record PassAll() implements Judge {
    @Override
    public List<Judgement> judge(PlannedCall call, Outcome.Answer answer) {
      return List.of(new Judgement("exact_match", "h1", new Score.Scored(1, true, "")));
    }

    @Override
    public String scoring() {
      return "scoring-1";
    }
  }

  record Scripted() implements TransportFactory {
    @Override
    public Transport open() {
      return new Transport() {
        @Override
        public CompletableFuture<Outcome> ask(PlannedCall call, int attempt) {
          return CompletableFuture.completedFuture(
              Samples.answer(call, attempt, Usd.of("0.00001234")));
        }

        @Override
        public void close() {}
      };
    }
  }

  @Test
  void measure(@TempDir Path warehouse) throws Exception {
    for (long n : new long[] {1, 20_000, 20_000, Long.getLong("n", 20_000)}) {
      Job job = Samples.job(Usd.of("1000"), 64, 3);
      RunSpec spec =
          new RunSpec(
              Samples.context(),
              job,
              Samples.catalog(),
              Map.of("triage", "hash"),
              new ManyCalls(n),
              new PassAll(),
              new Scripted(),
              warehouse.toString());
      long start = System.nanoTime();
      try (Evaluation evaluation = Evaluation.open(spec)) {
        Finished finished = evaluation.run();
        System.out.println(n + " calls " + (System.nanoTime() - start) / 1e9 + " s " + finished);
        System.out.println(evaluation.progress());
        System.gc();
        System.out.println(
            "heap MB "
                + ((Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 20));
      }
      assertThat(spec.folder().isCommitted()).isTrue();
    }
  }
}
