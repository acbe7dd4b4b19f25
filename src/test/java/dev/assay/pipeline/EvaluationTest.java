package dev.assay.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.gateway.FailureKind;
import dev.assay.gateway.Outcome;
import dev.assay.gateway.Transport;
import dev.assay.gateway.TransportFactory;
import dev.assay.journal.Journal;
import dev.assay.journal.JournalSummary;
import dev.assay.money.Usd;
import dev.assay.plan.PlannedCall;
import dev.assay.usage.AnswerRow;
import dev.assay.usage.RowReader;
import dev.assay.usage.RunFolder;
import dev.assay.usage.RunManifest;
import dev.assay.usage.RunManifest.Parts;
import dev.assay.usage.Samples;
import dev.assay.usage.ScoreRow;
import dev.assay.usage.UsageEvent;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs on the direct runner; few, since each pipeline costs a good part of a second. */
class EvaluationTest {
  private static final int CALLS = 500;

  @TempDir Path warehouse;

  /**
   * Of every ten calls the third fails for good, the sixth is turned away once and then answered,
   * and the ninth is answered without a cost; a call costs its index in millionths of a dollar.
   */
  record EveryTen() implements TransportFactory {
    @Override
    public Transport open() {
      return new Answers() {
        @Override
        public Outcome answer(PlannedCall call, int attempt) {
          int kind = (int) (call.index() % 10);
          if (kind == 3) {
            return Samples.turnedAway(call, attempt, FailureKind.BAD_REQUEST, null);
          }
          if (kind == 6 && attempt == 1) {
            return Samples.turnedAway(call, attempt, FailureKind.RATE_LIMITED, Duration.ZERO);
          }
          return Samples.answer(call, attempt, kind == 9 ? null : cost(call.index()));
        }
      };
    }
  }

  /** Answers until call 40, where it breaks as only a bug can. */
  record BreaksAtForty() implements TransportFactory {
    @Override
    public Transport open() {
      return new Answers() {
        @Override
        public Outcome answer(PlannedCall call, int attempt) {
          if (call.index() == 40) {
            throw new IllegalStateException("broken at 40");
          }
          return Samples.answer(call, attempt, cost(call.index()));
        }
      };
    }
  }

  abstract static class Answers implements Transport {
    abstract Outcome answer(PlannedCall call, int attempt);

    @Override
    public CompletableFuture<Outcome> ask(PlannedCall call, int attempt, Consumer<String> named) {
      return CompletableFuture.completedFuture(answer(call, attempt));
    }

    @Override
    public void close() {}
  }

  private static Usd cost(long index) {
    return new Usd(BigDecimal.valueOf(index, 6));
  }

  @Test
  void whatIsPublishedAddsUpToWhatHappened() throws IOException {
    RunSpec spec = spec(CALLS, Usd.of("10"), new EveryTen());
    Progress progress;
    Finished finished;
    try (Evaluation evaluation = Evaluation.open(spec)) {
      assertThat(evaluation.progress().done()).isZero();
      finished = evaluation.run(3);
      progress = evaluation.progress();
    }
    RunFolder folder = spec.folder();
    List<UsageEvent> events = RowReader.read(folder.events(), UsageEvent.class);

    // 50 of 500 fail for good, 50 take a second attempt, 50 have no cost and 100 attempts were
    // turned away without one
    assertThat(finished.manifest().parts()).isEqualTo(new Parts(500, 450, 50, 0, 550, 150));
    assertThat(events).hasSize(550);
    assertThat(events.stream().map(event -> event.callId() + "/" + event.attempt()))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, CALLS)
                .boxed()
                .flatMap(
                    i ->
                        i % 10 == 6
                            ? Stream.of("call-" + i + "/1", "call-" + i + "/2")
                            : Stream.of("call-" + i + "/1"))
                .toList());
    BigDecimal billed =
        IntStream.range(0, CALLS)
            .filter(i -> i % 10 != 3 && i % 10 != 9)
            .mapToObj(i -> cost(i).amount())
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(sum(events)).isEqualByComparingTo(billed);
    assertThat(finished.manifest().billedUsd()).isEqualByComparingTo(billed);
    assertThat(progress.billed().amount()).isEqualByComparingTo(billed);

    assertThat(RowReader.read(folder.answers(), AnswerRow.class)).hasSize(450);
    List<ScoreRow> scores = RowReader.read(folder.scores("scoring-1"), ScoreRow.class);
    assertThat(scores).hasSize(900);
    assertThat(scores.stream().filter(score -> score.unscoredReason() != null)).hasSize(450);

    assertThat(progress.planned()).isEqualTo(CALLS);
    assertThat(progress.done()).isEqualTo(CALLS);
    assertThat(progress.failed()).isEqualTo(50);
    assertThat(progress.inFlight()).isZero();
    assertThat(progress.arms()).extracting(Progress.Arm::name).containsExactly("large", "small");

    RunManifest manifest = folder.manifest();
    assertThat(manifest).isEqualTo(finished.manifest());
    assertThat(manifest.ended()).isEqualTo("complete");
    assertThat(manifest.scoring()).isEqualTo("scoring-1");
    assertThat(manifest.policyHashes()).isEqualTo(Map.of("cheapest", "policy-hash"));
    assertThat(manifest.arms()).containsExactly("large", "small");
    assertThat(finished.hasTooManyFailed()).isTrue();
    assertThat(Journal.summary(folder.journal())).isEqualTo(new JournalSummary(550, 0, 0));
    assertThat(filesOf(folder.events()))
        .containsExactly("lane-00000.parquet", "lane-00001.parquet", "lane-00002.parquet");
  }

  @Test
  void aRunThatReachesItsBudgetIsCommittedWithTheRestNotSent() throws IOException {
    RunSpec spec = spec(200, Usd.of("0.01"), new EveryTen());
    Finished finished;
    try (Evaluation evaluation = Evaluation.open(spec)) {
      finished = evaluation.run(1);
    }
    List<UsageEvent> events = RowReader.read(spec.folder().events(), UsageEvent.class);
    Parts parts = finished.manifest().parts();

    assertThat(finished.stoppedAtTheBudget()).isTrue();
    assertThat(finished.manifest().ended()).isEqualTo("budget");
    assertThat(parts.answered() + parts.failed() + parts.notSent()).isEqualTo(200);
    assertThat(parts.answered()).isPositive();
    assertThat(parts.notSent())
        .isPositive()
        .isEqualTo(events.stream().filter(event -> event.attempt() == 0).count());
    assertThat(sum(events)).isLessThanOrEqualTo(new BigDecimal("0.01"));
  }

  @Test
  void aRunThatBreaksLeavesNothingForReadersAndItsJournalForTheNext() throws IOException {
    RunSpec spec = spec(100, Usd.of("10"), new BreaksAtForty());
    try (Evaluation evaluation = Evaluation.open(spec)) {
      assertThatThrownBy(() -> evaluation.run(1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("broken at 40");
    }
    assertThat(spec.folder().isCommitted()).isFalse();
    assertThat(RunFolder.committed(warehouse)).isEmpty();
    assertThat(RunFolder.all(warehouse)).containsExactly(spec.folder());
    assertThat(filesOf(spec.folder().events())).noneMatch(name -> name.endsWith(".parquet"));
    Outcome first = Journal.read(spec.folder().journal()).recorded().get(0).outcome();
    assertThat(first).isEqualTo(Samples.answer(Samples.call(0), 1, Usd.ZERO));
    // the broken one, and those whose outcome was there but not yet looked at
    JournalSummary summary = Journal.summary(spec.folder().journal());
    assertThat(summary.recorded() + summary.inFlight()).isEqualTo(41);
  }

  @Test
  void oneBrokenLaneFailsTheWholeRun() throws IOException {
    RunSpec spec = spec(100, Usd.of("10"), new BreaksAtForty());
    try (Evaluation evaluation = Evaluation.open(spec)) {
      assertThatThrownBy(() -> evaluation.run(3)).hasMessage("broken at 40");
    }
    assertThat(spec.folder().isCommitted()).isFalse();
  }

  private RunSpec spec(int calls, Usd budget, TransportFactory transports) {
    return RunSpecs.of(
        warehouse, new RunSpecs.ManyCalls(calls), Samples.job(budget, 8, 3), transports);
  }

  private static BigDecimal sum(List<UsageEvent> events) {
    return events.stream()
        .map(UsageEvent::billedUsd)
        .filter(Objects::nonNull)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static List<String> filesOf(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
