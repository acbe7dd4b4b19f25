package dev.assay.twin;

import dev.assay.catalog.TokenUse;
import dev.assay.money.Usd;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * One request that reached an endpoint, as the twin bills it. It holds hashes and sizes, never what
 * was said.
 *
 * @param requestId the client's X-Request-ID; null when none was sent
 * @param keyHash SHA-256 of the key, in hex
 * @param appName as the client called itself; null when it did not
 * @param requestedModel as it was asked for, suffix included; model is the one that answered
 * @param region the gateway's region that was asked: global, europe or us
 * @param preset with its version; null when none was named
 * @param promptHash by which equal prompts can be told, in hex
 * @param promptBytes the length of the prompt in UTF-8
 * @param sessionId null when none was sent; user likewise
 * @param tokens as counted by the twin's rule
 * @param costUsd what the account is charged
 * @param upstreamUsd what the provider charges for the inference itself
 * @param finishReason null where the provider never finished
 * @param responseCacheSource the generation whose kept answer this is; null for a fresh one
 * @param status the HTTP status the client saw
 * @param clock when things happened on this machine's monotonic clock
 */
public record LedgerRow(
    String generationId,
    String requestId,
    String keyHash,
    String keyName,
    String appName,
    Instant createdAt,
    String requestedModel,
    String model,
    String provider,
    String endpointTag,
    String region,
    String preset,
    String promptHash,
    int promptBytes,
    String sessionId,
    String user,
    TokenUse tokens,
    Usd costUsd,
    Usd upstreamUsd,
    boolean byok,
    boolean streamed,
    boolean cancelled,
    String finishReason,
    String nativeFinishReason,
    String responseCacheSource,
    int status,
    Clock clock) {

  /** The day in UTC on which it is billed. */
  public LocalDate day() {
    return LocalDate.ofInstant(createdAt, ZoneOffset.UTC);
  }

  /**
   * Readings of {@link System#nanoTime}, which on one machine can be compared between processes; 0
   * where it never came to that.
   */
  public record Clock(long receivedNanos, long firstTokenNanos, long finishedNanos) {
    public long latencyMillis() {
      return millisTo(finishedNanos);
    }

    public long firstTokenMillis() {
      return millisTo(firstTokenNanos);
    }

    private long millisTo(long nanos) {
      return nanos == 0 ? 0 : Math.max(0, (nanos - receivedNanos) / 1_000_000);
    }
  }
}
