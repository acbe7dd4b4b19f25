package dev.assay.usage;

import com.jerolba.carpet.annotation.NotNull;
import dev.assay.score.Judgement;

/**
 * One scorer's judgement of one answer. The key is (run_id, call_id, scorer).
 *
 * @param score 0 to 1; null where unscored
 * @param passed null where unscored
 * @param unscoredReason null where scored
 */
public record ScoreRow(
    @NotNull String runId,
    @NotNull String callId,
    @NotNull String scorer,
    @NotNull String scorerHash,
    Double score,
    Boolean passed,
    String unscoredReason,
    String detail) {

  /** A judgement of the answer to a call. */
  public static ScoreRow of(String runId, String callId, Judgement judgement) {
    return judgement
        .score()
        .fold(
            scored ->
                new ScoreRow(
                    runId,
                    callId,
                    judgement.scorer(),
                    judgement.scorerHash(),
                    scored.value(),
                    scored.passed(),
                    null,
                    scored.detail()),
            unscored ->
                new ScoreRow(
                    runId,
                    callId,
                    judgement.scorer(),
                    judgement.scorerHash(),
                    null,
                    null,
                    unscored.reason(),
                    null));
  }
}
