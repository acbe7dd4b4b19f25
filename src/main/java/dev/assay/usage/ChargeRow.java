package dev.assay.usage;

import com.jerolba.carpet.annotation.NotNull;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * A movement of money as somebody's books state it: a line of a bill, a purchase of credits, a fee,
 * a tax, a refund. {@link UsageSchema} says what each column holds.
 */
public record ChargeRow(
    @NotNull String runId,
    @NotNull String chargeKey,
    @NotNull String source,
    @NotNull String system,
    boolean simulated,
    @NotNull String kind,
    @NotNull Instant chargedAt,
    Instant periodStart,
    Instant periodEnd,
    String invoiceId,
    String reference,
    String description,
    String organization,
    String workspace,
    String model,
    String provider,
    String method,
    @NotNull BigDecimal amountUsd,
    Instant expiresAt,
    @NotNull String originFile,
    long originRow) {}
