package dev.assay.gateway;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;

/**
 * When things happened, by this client's clock.
 *
 * @param startedAt when the request was handed to the connection (wall clock)
 * @param firstToken from start to the first content token; null for a plain answer, or where none
 *     came
 * @param firstReasoning likewise for the first reasoning token
 * @param total from start to the end of the answer or to the failure
 * @param gatewayOverhead the part of it that the gateway added itself, by its own clock; null where
 *     it does not say
 */
public record Timing(
    Instant startedAt,
    Duration firstToken,
    Duration firstReasoning,
    Duration total,
    Duration gatewayOverhead)
    implements Serializable {
  public Timing {
    requireNonNull(startedAt, "startedAt");
    requireNonNull(total, "total");
  }

  /** By our clock alone: the gateway did not say what it added. */
  public Timing(Instant startedAt, Duration firstToken, Duration firstReasoning, Duration total) {
    this(startedAt, firstToken, firstReasoning, total, null);
  }
}
