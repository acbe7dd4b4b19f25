package dev.assay.usage;

import com.jerolba.carpet.annotation.NotNull;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * An API key as a gateway listed it at a time: its limit and what it had spent, never the key
 * itself. {@link UsageSchema} says what each column holds.
 */
public record KeyCardRow(
    @NotNull String runId,
    @NotNull String system,
    boolean simulated,
    @NotNull Instant asOf,
    @NotNull String apiKeyHash,
    String apiKeyName,
    String workspace,
    String member,
    boolean disabled,
    BigDecimal limitUsd,
    BigDecimal limitRemainingUsd,
    String limitReset,
    Boolean byokInLimit,
    BigDecimal usageUsd,
    BigDecimal usageDailyUsd,
    BigDecimal usageWeeklyUsd,
    BigDecimal usageMonthlyUsd,
    BigDecimal byokUsageUsd,
    BigDecimal byokUsageMonthlyUsd,
    Instant createdAt,
    Instant expiresAt,
    @NotNull String originFile,
    long originRow) {}
