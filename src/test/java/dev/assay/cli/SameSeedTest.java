package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.Shell.Result;
import dev.assay.usage.AnswerRow;
import dev.assay.usage.RowReader;
import dev.assay.usage.RunFolder;
import dev.assay.usage.ScoreRow;
import dev.assay.usage.UsageEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two runs of one job on one seed. */
class SameSeedTest {
  @TempDir Path folder;

  private Result run(String job, String inFlight) {
    return Shell.assay(
        "run", job, "-j", inFlight, "--warehouse", folder.resolve("warehouse").toString());
  }

  private static Map<String, String> answersAndScores(RunFolder run) throws IOException {
    Map<String, String> calls =
        RowReader.read(run.answers(), AnswerRow.class).stream()
            .collect(Collectors.toMap(AnswerRow::callId, AnswerRow::text));
    for (ScoreRow score : RowReader.read(run.scores(run.manifest().scoring()), ScoreRow.class)) {
      calls.merge(
          score.callId(), "\n%s %s".formatted(score.scorer(), score.score()), String::concat);
    }
    return calls;
  }

  private List<RunFolder> runs() throws IOException {
    return RunFolder.committed(folder.resolve("warehouse"));
  }

  @Test
  void answersAndScoresAreTheSameWhateverTheConcurrency() throws IOException {
    String job = SmallJob.in(folder, "repeats: 3").toString();
    assertThat(run(job, "1").code()).isZero();
    assertThat(run(job, "64").code()).isZero();

    assertThat(runs()).hasSize(2);
    Map<String, String> one = answersAndScores(runs().get(0));
    assertThat(one).hasSize(2 * SmallJob.CASES * 3);
    assertThat(answersAndScores(runs().get(1))).isEqualTo(one);
  }

  @Test
  void twoRunsAtOnceIntoOneWarehouseDoNotDisturbEachOther() throws Exception {
    String job = SmallJob.in(folder, "repeats: 3").toString();
    ExecutorService both = Executors.newFixedThreadPool(2);
    try {
      List<Future<Result>> running = new ArrayList<>();
      running.add(both.submit(() -> run(job, "8")));
      running.add(both.submit(() -> run(job, "8")));
      for (Future<Result> each : running) {
        assertThat(each.get().code()).as(each.get().err()).isZero();
      }
    } finally {
      both.shutdownNow();
    }

    assertThat(runs()).hasSize(2);
    for (RunFolder run : runs()) {
      assertThat(RowReader.read(run.events(), UsageEvent.class))
          .hasSize(2 * SmallJob.CASES * 3)
          .allSatisfy(event -> assertThat(event.runId()).isEqualTo(run.runId()));
      assertThat(run.manifest().isComplete()).isTrue();
    }
    assertThat(answersAndScores(runs().get(0))).isEqualTo(answersAndScores(runs().get(1)));
  }
}
