package dev.assay.pipeline;

import java.time.Duration;

/**
 * Spreads what a minute allows evenly over it. Whoever counts by the minute, from whenever, then
 * never counts too many, and no minute is left half unused.
 */
final class Throttle {
  /** Of the allowance; the rest is room for requests that travel faster than the one before. */
  private static final double USED = 0.975;

  /** What may be caught up after a delay, as a part of a minute. */
  private static final double CAUGHT_UP = 0.02;

  private static final double MINUTE = Duration.ofMinutes(1).toNanos();
  private static final long SLACK = (long) (MINUTE * CAUGHT_UP);

  private final double nanosPerUnit;
  private long paidUpTo;
  private boolean started;

  Throttle(long unitsPerMinute) {
    this.nanosPerUnit = MINUTE / (unitsPerMinute * USED);
  }

  /** The tick from which the next may go. */
  long readyAt() {
    return started ? paidUpTo : Long.MIN_VALUE;
  }

  void take(long units, long ticks) {
    paidUpTo =
        (started ? Math.max(paidUpTo, ticks - SLACK) : ticks) + Math.round(units * nanosPerUnit);
    started = true;
  }

  /** So many units more, or fewer where negative, than were taken turned out to be used. */
  void correct(long units) {
    paidUpTo += Math.round(units * nanosPerUnit);
  }
}
