package dev.assay.pipeline;

import dev.assay.gateway.Outcome;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * When a failed attempt that may be mended is followed by another: at most so many times, and after
 * a random wait whose bound doubles with each failure, unless the gateway said how long.
 */
final class Retries {
  static final Duration FIRST_BOUND = Duration.ofMillis(500);
  static final Duration LAST_BOUND = Duration.ofSeconds(30);

  /** A gateway that asks for more than this has told us not to come back tonight. */
  static final Duration LONGEST_TOLD = Duration.ofMinutes(5);

  private final int maxAttempts;
  private final long seed;
  private final boolean waits;

  /**
   * @param maxAttempts how often a call is tried in all
   * @param seed two runs with the same seed wait alike
   */
  Retries(int maxAttempts, long seed) {
    this(maxAttempts, seed, true);
  }

  private Retries(int maxAttempts, long seed, boolean waits) {
    this.maxAttempts = maxAttempts;
    this.seed = seed;
    this.waits = waits;
  }

  /** The same attempts one after the other, as there is no one to be spared. */
  static Retries atOnce(int maxAttempts) {
    return new Retries(maxAttempts, 0, false);
  }

  static Retries of(RunSpec run) {
    return new Retries(run.job().maxAttempts(), run.runId().hashCode());
  }

  /**
   * How long to wait before the next attempt, where another one can help; nothing where this was
   * the last.
   */
  Optional<Duration> waitAfter(Outcome.Failure failure) {
    Optional<Duration> wait = politeWaitAfter(failure);
    return waits ? wait : wait.map(skipped -> Duration.ZERO);
  }

  private Optional<Duration> politeWaitAfter(Outcome.Failure failure) {
    int attempt = failure.exchange().attempt();
    if (attempt >= maxAttempts) {
      return Optional.empty();
    }
    if (failure.retryAfter() != null) {
      return Optional.of(failure.retryAfter()).filter(told -> told.compareTo(LONGEST_TOLD) <= 0);
    }
    // full jitter: many calls that failed together do not come back together
    long bound = bound(attempt).toNanos();
    return Optional.of(Duration.ofNanos(random(failure).nextLong(bound + 1)));
  }

  /** The longest wait after an attempt. */
  static Duration bound(int attempt) {
    int doublings = Math.min(attempt - 1, 30);
    Duration doubled = FIRST_BOUND.multipliedBy(1L << doublings);
    return doubled.compareTo(LAST_BOUND) < 0 ? doubled : LAST_BOUND;
  }

  private SplittableRandom random(Outcome.Failure failure) {
    long call = failure.exchange().call().value().hashCode();
    return new SplittableRandom(seed + (call << Integer.SIZE) + failure.exchange().attempt());
  }
}
