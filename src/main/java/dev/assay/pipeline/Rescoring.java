package dev.assay.pipeline;

import static java.util.Objects.requireNonNull;

import dev.assay.gateway.Outcome;
import dev.assay.journal.JournalRecord.Recorded;
import dev.assay.journal.RecordedCalls;
import dev.assay.plan.CallId;
import dev.assay.score.Judgement;
import dev.assay.usage.MonthFiles;
import dev.assay.usage.RowFile;
import dev.assay.usage.RunFolder;
import dev.assay.usage.RunManifest;
import dev.assay.usage.ScoreRow;
import dev.assay.usage.UsageEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/**
 * Judges the recorded answers of a committed run anew, without a call: the scores go into a folder
 * of their own, and the manifest then names it. The earlier scoring stays where it is.
 */
public final class Rescoring {
  private final RunFolder run;
  private final SuiteJudge judge;

  /** What it wrote. */
  public record Scored(String scoring, long answers, long judgements) {}

  private Rescoring(RunFolder run, SuiteJudge judge) {
    this.run = requireNonNull(run, "run");
    this.judge = requireNonNull(judge, "judge");
  }

  /** For a run whose prompts are known to be those of the judge's suites. */
  public static Rescoring of(RunFolder run, SuiteJudge judge) {
    return new Rescoring(run, judge);
  }

  /**
   * Returns when readers see the new scores.
   *
   * @param scoring names what they were judged by
   * @param suiteHashes of the suites as they are now, suite name to content hash
   */
  public Scored into(String scoring, Map<String, String> suiteHashes) throws IOException {
    RunManifest manifest = run.manifest();
    long[] answers = {0};
    long[] judgements = {0};
    try (RecordedCalls recorded = RecordedCalls.in(run.journal(), each -> {})) {
      for (Path events : eventFiles(manifest)) {
        Path place = run.scores(scoring).resolve(scoresOf(events, manifest));
        Path aside = place.resolveSibling(place.getFileName() + LaneFiles.ASIDE);
        try (RowFile<ScoreRow> scores = RowFile.create(aside, ScoreRow.class)) {
          RowFile.read(
              events,
              UsageEvent.class,
              event -> {
                if (event.runId().equals(run.runId())
                    && event.outcome().equals(UsageEvent.ANSWERED)) {
                  answers[0]++;
                  judgements[0] += score(event, recorded, scores);
                }
              });
        }
        CommitRun.bringToDisk(aside);
        Files.move(aside, place, StandardCopyOption.ATOMIC_MOVE);
      }
    }
    run.commit(manifest.scoredBy(scoring, suiteHashes));
    return new Scored(scoring, answers[0], judgements[0]);
  }

  /** The run's own, or the one of its month, which has other runs' events too. */
  private List<Path> eventFiles(RunManifest manifest) throws IOException {
    return manifest.compactedInto() == null
        ? RunFolder.parquet(run.events(), manifest.sitting())
        : List.of(
            MonthFiles.named(run.warehouse(), manifest.compactedInto()).table("usage_events"));
  }

  private static String scoresOf(Path events, RunManifest manifest) {
    return manifest.compactedInto() == null
        ? events.getFileName().toString()
        : RunFolder.parquetName("rescored", manifest.sitting());
  }

  private int score(UsageEvent event, RecordedCalls recorded, RowFile<ScoreRow> scores) {
    try {
      List<Judgement> judgements =
          judge.judge(event.suite(), event.caseId(), answerTo(event, recorded));
      for (Judgement judgement : judgements) {
        scores.write(ScoreRow.of(run.runId(), event.callId(), judgement));
      }
      return judgements.size();
    } catch (IOException cause) {
      throw new UncheckedIOException(
          "Cannot score run %s anew: %s".formatted(run.runId(), cause.getMessage()), cause);
    }
  }

  private Outcome.Answer answerTo(UsageEvent event, RecordedCalls recorded) throws IOException {
    List<Recorded> attempts = recorded.attemptsOf(new CallId(event.callId()));
    if (!attempts.isEmpty()
        && attempts.get(attempts.size() - 1).outcome() instanceof Outcome.Answer answer) {
      return answer;
    }
    throw new IOException(
        "the journal in %s has no answer to call %s".formatted(run.journal(), event.callId()));
  }
}
