package dev.assay.usage;

import com.jerolba.carpet.annotation.NotNull;

/**
 * What one call brought back. The key is (run_id, call_id); a failed call has none.
 *
 * @param reasoning null where the model told none
 * @param toolCalls a JSON array of id, name and arguments; null where it called none
 */
public record AnswerRow(
    @NotNull String runId,
    @NotNull String callId,
    @NotNull String text,
    String reasoning,
    String toolCalls) {}
