package dev.assay.twin;

import java.time.Duration;
import java.time.Instant;

/** How many requests came in the minute that runs; it begins with its first request. */
final class RequestRate {
  private final int limit;
  private final Duration minute;
  private Instant start = Instant.EPOCH;
  private int used;

  RequestRate(int limit, Duration minute) {
    this.limit = limit;
    this.minute = minute;
  }

  /** Counts a request, or refuses it until the minute is over. */
  synchronized void count(Instant now) {
    if (!now.isBefore(start.plus(minute))) {
      start = now;
      used = 0;
    }
    if (used >= limit) {
      throw Refusals.tooManyRequests(limit, Duration.between(now, start.plus(minute)), now);
    }
    used++;
  }
}
