package dev.assay.usage;

/**
 * One scorer's judgement of one answer. The key is (run_id, call_id, scorer).
 *
 * @param score 0 to 1; null where unscored
 * @param passed null where unscored
 * @param unscoredReason null where scored
 */
public record ScoreRow(
    String runId,
    String callId,
    String scorer,
    String scorerHash,
    Double score,
    Boolean passed,
    String unscoredReason,
    String detail) {}
