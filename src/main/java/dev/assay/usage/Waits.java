package dev.assay.usage;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.Duration;

/**
 * What an attempt waited for on our side, before it was sent; no part of its latency.
 *
 * @param queued for a free slot and for the budget
 * @param retry since the attempt before it; zero for the first
 */
public record Waits(Duration queued, Duration retry) implements Serializable {
  public static final Waits NONE = new Waits(Duration.ZERO, Duration.ZERO);

  public Waits {
    requireNonNull(queued, "queued");
    requireNonNull(retry, "retry");
  }
}
