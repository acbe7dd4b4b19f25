package dev.assay.pipeline;

import dev.assay.gateway.Outcome;
import dev.assay.money.Usd;
import dev.assay.pipeline.Written.AsideFile;
import dev.assay.plan.PlannedCall;
import dev.assay.score.Judgement;
import dev.assay.usage.AnswerRow;
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
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The three Parquet files of a lane, written aside while the lane is asked. An answer is scored as
 * it is written; one row is held at a time.
 */
final class LaneFiles implements Window.Sink, Closeable {
  static final String ASIDE = ".part";

  private final RunFolder run;
  private final Judge judge;
  private final UsageRows rows;
  private final List<AsideFile> files = new ArrayList<>();
  private final RowFile<UsageEvent> events;
  private final RowFile<ScoreRow> scores;
  private final RowFile<AnswerRow> answers;
  private long answered;
  private long failed;
  private long notSent;
  private long attempts;
  private long unknownCost;
  private Usd billed = Usd.ZERO;

  LaneFiles(RunSpec spec, Lane lane) throws IOException {
    this.run = spec.folder();
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
    Path place = folder.resolve(name + ".parquet");
    files.add(
        new AsideFile(
            run.path().relativize(aside).toString(), run.path().relativize(place).toString()));
    return RowFile.create(aside, rowType);
  }

  @Override
  public void attempted(PlannedCall call, Outcome outcome, Waits waits) {
    attempts++;
    Usd cost = outcome.exchange().charge().billed();
    if (cost == null) {
      unknownCost++;
    } else {
      billed = billed.plus(cost);
    }
    write(events, rows.attempted(call, outcome, waits));
  }

  @Override
  public void ended(PlannedCall call, Outcome last) {
    if (last instanceof Outcome.Answer answer) {
      answered++;
      if (call.purpose() == PlannedCall.Purpose.WARMUP) {
        return;
      }
      write(answers, rows.answer(answer));
      for (Judgement judgement : judge.judge(call, answer)) {
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
    return new Written(ended, files, answered, failed, notSent, attempts, unknownCost, billed);
  }

  @Override
  public void close() throws IOException {
    try (answers;
        scores) {
      events.close();
    }
  }
}
