package dev.assay.usage;

import com.jerolba.carpet.annotation.NotNull;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * A sum of usage or of cost as a system states it of a time: a day of an activity export, a bucket
 * of an administration interface. It is no attempt and stands beside those; {@link UsageSchema}
 * says what each column holds. Of several rows of one statement_key the newest import's holds.
 */
public record StatementRow(
    @NotNull String runId,
    @NotNull String statementKey,
    @NotNull String source,
    @NotNull String system,
    boolean simulated,
    String organization,
    String workspace,
    String member,
    String apiKeyName,
    String apiKeyHash,
    String model,
    String provider,
    String endpoint,
    String serviceTier,
    String lineItem,
    @NotNull Instant periodStart,
    @NotNull Instant periodEnd,
    Long requests,
    Long promptTokens,
    Long cachedTokens,
    Long cacheWriteTokens,
    Long completionTokens,
    Long reasoningTokens,
    BigDecimal billedUsd,
    BigDecimal upstreamUsd,
    @NotNull String originFile,
    long originRow) {}
