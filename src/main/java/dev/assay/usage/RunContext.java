package dev.assay.usage;

import static java.util.Objects.requireNonNull;

import dev.assay.job.Payer;
import java.io.Serializable;
import java.time.Instant;

/**
 * What all rows of a run have in common.
 *
 * @param simulated whether the embedded gateway answers, so that no figure is real
 * @param apiKeyHashes which key paid for an attempt
 * @param deploymentContext where the run runs, as its operator says; null where nobody said
 * @param replayedRun the run whose recorded answers stand in for the gateway's; null where the
 *     gateway is asked
 */
public record RunContext(
    String runId,
    Instant startedAt,
    String toolVersion,
    boolean simulated,
    Payer payer,
    ApiKeyHashes apiKeyHashes,
    String deploymentContext,
    String replayedRun)
    implements Serializable {
  public RunContext {
    requireNonNull(runId, "runId");
    requireNonNull(startedAt, "startedAt");
    requireNonNull(toolVersion, "toolVersion");
    requireNonNull(payer, "payer");
    requireNonNull(apiKeyHashes, "apiKeyHashes");
  }

  /** A run that asks its gateway. */
  public RunContext(
      String runId,
      Instant startedAt,
      String toolVersion,
      boolean simulated,
      Payer payer,
      ApiKeyHashes apiKeyHashes,
      String deploymentContext) {
    this(runId, startedAt, toolVersion, simulated, payer, apiKeyHashes, deploymentContext, null);
  }

  public boolean isReplay() {
    return replayedRun != null;
  }
}
