package dev.assay.pipeline;

import dev.assay.gateway.FailureKind;
import dev.assay.gateway.LateCharge;
import dev.assay.gateway.Outcome;
import dev.assay.money.Usd;
import dev.assay.pipeline.Written.AsideFile;
import dev.assay.plan.PlannedCall;
import dev.assay.score.Judgement;
import dev.assay.usage.AnswerRow;
import dev.assay.usage.FirstVerdict;
import dev.assay.usage.RowFile;
import dev.assay.usage.RunFolder;
import dev.assay.usage.ScoreRow;
import dev.assay.usage.UsageEvent;
import dev.assay.usage.UsageRows;
import dev.assay.usage.Waits;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * The three Parquet files of a lane, written aside while the lane is asked. An answer is scored as
 * it is written; one row is held at a time.
 */
final class LaneFiles implements Window.Sink, Closeable {
  static final String ASIDE = ".part";
  private static final String LOST = FailureKind.LOST.name().toLowerCase(Locale.ROOT);

  private final RunFolder run;
  private final int sitting;
  private final Judge judge;
  private final UsageRows rows;
  private final LateCosts lateCosts;
  private final Queue<Waiting> waiting = new ArrayDeque<>();
  private final List<AsideFile> files = new ArrayList<>();
  private final RowFile<UsageEvent> events;
  private final RowFile<ScoreRow> scores;
  private final RowFile<AnswerRow> answers;

  /** An attempt whose row waits for the gateway's record of what it cost. */
  private record Waiting(
      PlannedCall call,
      Outcome outcome,
      Waits waits,
      FirstVerdict verdict,
      CompletableFuture<LateCharge> late) {}

  /** An answer and what the judge said of it. */
  private record Judged(Outcome.Answer answer, List<Judgement> judgements) {}

  // its event is written before its scores are
  private Judged lastJudged = new Judged(null, List.of());

  private long answered;
  private long failed;
  private long notSent;
  private long attempts;
  private long unknownCost;
  private long lost;
  private Usd billed = Usd.ZERO;

  LaneFiles(RunSpec spec, Lane lane, LateCosts lateCosts) throws IOException {
    this.lateCosts = lateCosts;
    this.run = spec.folder();
    this.sitting = spec.sitting();
    this.judge = spec.judge();
    this.rows = new UsageRows(spec.context(), spec.catalog());
    // a runner may try a lane twice: each try has files of its own, and one try's are committed
    String attempt = UUID.randomUUID().toString();
    this.events = open(run.events(), lane, attempt, UsageEvent.class);
    this.scores = open(run.scores(judge.scoring()), lane, attempt, ScoreRow.class);
    this.answers = open(run.answers(), lane, attempt, AnswerRow.class);
  }

  private <R extends Record> RowFile<R> open(
      Path folder, Lane lane, String attempt, Class<R> rowType) throws IOException {
    String name = "lane-%05d".formatted(lane.number());
    Path aside = folder.resolve("%s-%s%s".formatted(name, attempt, ASIDE));
    Path place = folder.resolve(RunFolder.parquetName(name, sitting));
    files.add(
        new AsideFile(
            run.path().relativize(aside).toString(), run.path().relativize(place).toString()));
    return RowFile.create(aside, rowType);
  }

  @Override
  public void attempted(PlannedCall call, Outcome outcome, Waits waits) {
    attempts++;
    FirstVerdict verdict = verdictOn(call, outcome);
    Optional<CompletableFuture<LateCharge>> late = lateCosts.of(outcome);
    if (late.isPresent()) {
      waiting.add(new Waiting(call, outcome, waits, verdict, late.get()));
    } else {
      publish(rows.attempted(call, outcome, waits, verdict));
    }
    while (!waiting.isEmpty() && waiting.peek().late().isDone()) {
      publish(found(waiting.remove()));
    }
  }

  private UsageEvent found(Waiting attempt) {
    return rows.lookedUp(
        attempt.call(),
        attempt.outcome(),
        attempt.waits(),
        attempt.verdict(),
        attempt.late().join());
  }

  private FirstVerdict verdictOn(PlannedCall call, Outcome outcome) {
    return outcome instanceof Outcome.Answer answer
        ? FirstVerdict.of(judge.scoring(), judged(call, answer))
        : FirstVerdict.NONE;
  }

  private List<Judgement> judged(PlannedCall call, Outcome.Answer answer) {
    if (call.purpose() == PlannedCall.Purpose.WARMUP) {
      return List.of();
    }
    if (!answer.equals(lastJudged.answer())) {
      lastJudged = new Judged(answer, judge.judge(call, answer));
    }
    return lastJudged.judgements();
  }

  private void publish(UsageEvent event) {
    if (event.billedUsd() == null && event.reusedFromRun() == null) {
      unknownCost++;
      if (LOST.equals(event.failureKind())) {
        lost++;
      }
    } else if (event.billedUsd() != null) {
      billed = billed.plus(new Usd(event.billedUsd()));
    }
    write(events, event);
  }

  /** A lane does not outlive its calls for the sake of a cost: the rest is corrected later. */
  private void publishWaiting() {
    for (Waiting attempt : waiting) {
      if (attempt.late().isDone()) {
        publish(found(attempt));
      } else {
        publish(
            rows.attempted(attempt.call(), attempt.outcome(), attempt.waits(), attempt.verdict()));
        lateCosts.leave(attempt.late());
      }
    }
    waiting.clear();
  }

  @Override
  public void reused(PlannedCall call, Outcome.Answer answer, String boughtBy) {
    write(events, rows.reused(call, answer, boughtBy, verdictOn(call, answer)));
    ended(call, answer);
  }

  @Override
  public void ended(PlannedCall call, Outcome last) {
    if (last instanceof Outcome.Answer answer) {
      answered++;
      if (call.purpose() == PlannedCall.Purpose.WARMUP) {
        return;
      }
      write(answers, rows.answer(answer));
      for (Judgement judgement : judged(call, answer)) {
        write(scores, rows.score(call, judgement));
      }
    } else {
      failed++;
    }
  }

  @Override
  public void notSent(PlannedCall call, String reason) {
    notSent++;
    write(events, rows.notSent(call, reason));
  }

  private <R extends Record> void write(RowFile<R> file, R row) {
    try {
      file.write(row);
    } catch (IOException cause) {
      throw new UncheckedIOException(
          "Cannot write the rows of run %s in %s: %s"
              .formatted(run.runId(), run.path(), cause.getMessage()),
          cause);
    }
  }

  /** What was written; whole once closed. */
  Written written(Ended ended) {
    return new Written(
        ended, files, answered, failed, notSent, attempts, unknownCost, lost, billed);
  }

  @Override
  public void close() throws IOException {
    try (answers;
        scores;
        events) {
      publishWaiting();
    }
  }
}
