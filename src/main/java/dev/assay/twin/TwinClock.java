package dev.assay.twin;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * The time of a twin: dates are real, while the seconds of a scenario run as fast as its clock
 * scale says.
 */
final class TwinClock {
  private static final double NANOS = 1e9;

  private final Clock clock;
  private final Instant start;
  private final double scale;

  TwinClock(Clock clock, double scale) {
    this.clock = clock;
    this.start = clock.instant();
    this.scale = scale;
  }

  Instant now() {
    return clock.instant();
  }

  /** The day in UTC, on which prices and budgets turn. */
  LocalDate today() {
    return LocalDate.ofInstant(now(), ZoneOffset.UTC);
  }

  /** Seconds of the scenario since the twin was started; with no scale they are real ones. */
  double second() {
    double real = Duration.between(start, now()).toNanos() / NANOS;
    return scale == 0 ? real : real / scale;
  }

  /** How long a span of the scenario really lasts. */
  Duration realSpan(double seconds) {
    return Duration.ofNanos((long) (seconds * NANOS * (scale == 0 ? 1 : scale)));
  }
}
