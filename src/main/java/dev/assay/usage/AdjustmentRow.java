package dev.assay.usage;

import com.jerolba.carpet.annotation.NotNull;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * What became known of an attempt after its run was committed. The key is (run_id, call_id,
 * attempt, adjusted_at); of several the newest holds.
 *
 * @param reason why there is one, e.g. {@code lookup}
 * @param promptTokens null where nothing more is known than the event says; likewise the others
 */
public record AdjustmentRow(
    @NotNull String runId,
    @NotNull String callId,
    int attempt,
    @NotNull Instant adjustedAt,
    @NotNull String reason,
    BigDecimal billedUsd,
    BigDecimal upstreamUsd,
    BigDecimal byokFeeUsd,
    Long promptTokens,
    Long completionTokens) {}
