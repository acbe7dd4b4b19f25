package dev.assay.usage;

import com.jerolba.carpet.annotation.NotNull;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * One attempt of one call, billed or not; a call never sent has one row with attempt 0. The key is
 * (run_id, call_id, attempt). Null is unknown. Component names are the column names in camel case;
 * the column names are the contract, and {@link UsageSchema} says what each holds.
 */
public record UsageEvent(
    @NotNull String runId,
    @NotNull String callId,
    int attempt,
    String traceId,
    @NotNull String purpose,
    @NotNull String source,
    boolean simulated,
    @NotNull String suite,
    String suiteVersion,
    @NotNull String caseId,
    @NotNull String clusterId,
    int repeat,
    @NotNull List<String> tags,
    String category,
    @NotNull String arm,
    String sessionId,
    String reusedFromRun,
    String organization,
    String workspace,
    String environment,
    String team,
    String costCenter,
    String member,
    String customer,
    String behaviour,
    String apiKeyName,
    String apiKeyHash,
    String app,
    String requestedModel,
    String routePolicy,
    String preset,
    String presetVersion,
    String transport,
    String gatewayUrl,
    String region,
    Boolean streamed,
    String serviceTier,
    String deploymentContext,
    List<String> askedCapabilities,
    List<String> claimedCapabilities,
    String servedModel,
    String provider,
    String endpointTag,
    String quantization,
    Integer fallbackDepth,
    String generationId,
    String cacheStatus,
    Boolean isByok,
    String finishReason,
    String nativeFinishReason,
    Instant startedAt,
    Double queueMs,
    Double retryWaitMs,
    Double ttftMs,
    Double ttfReasoningMs,
    Double latencyMs,
    Double gatewayMs,
    Long promptTokens,
    Long cachedTokens,
    Long cacheWriteTokens,
    Long completionTokens,
    Long reasoningTokens,
    Long totalTokens,
    BigDecimal billedUsd,
    String billedAsSent,
    BigDecimal upstreamUsd,
    BigDecimal byokFeeUsd,
    BigDecimal toolsUsd,
    BigDecimal cacheUsd,
    BigDecimal computedUsd,
    BigDecimal estimatedUsd,
    BigDecimal cheapestUsd,
    BigDecimal capUsd,
    String costSource,
    String priceVersion,
    @NotNull String outcome,
    Boolean toolCallsValid,
    Boolean jsonValid,
    String failureKind,
    String failurePhase,
    String attribution,
    String failureDetail,
    Integer httpStatus,
    boolean cancelled,
    String firstScoring,
    Double firstScore,
    Boolean firstPassed,
    String originFile,
    Long originRow) {

  public static final String ANSWERED = "answered";
  public static final String FAILED = "failed";
  public static final String NOT_SENT = "not_sent";

  /** The kind of a call that the job's cost guard kept from being sent. */
  public static final String COST_GUARD = "cost_guard";
}
