package dev.assay.usage;

/** What one call brought back. The key is (run_id, call_id); a failed call has none. */
public record AnswerRow(
    String runId, String callId, String text, String reasoning, String toolCalls) {}
