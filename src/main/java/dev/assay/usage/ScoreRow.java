package dev.assay.usage;

import com.jerolba.carpet.annotation.NotNull;

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
    String detail) {}
