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
 */
public record RunContext(
    String runId,
    Instant startedAt,
    String toolVersion,
    boolean simulated,
    Payer payer,
    ApiKeyHashes apiKeyHashes,
    String deploymentContext)
    implements Serializable {
  public RunContext {
    requireNonNull(runId, "runId");
    requireNonNull(startedAt, "startedAt");
    requireNonNull(toolVersion, "toolVersion");
    requireNonNull(payer, "payer");
    requireNonNull(apiKeyHashes, "apiKeyHashes");
  }
}
