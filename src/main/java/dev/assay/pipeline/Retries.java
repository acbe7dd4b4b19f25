package dev.assay.pipeline;

import dev.assay.gateway.FailureKind;
import dev.assay.gateway.FailurePhase;
import dev.assay.gateway.Outcome;
import dev.assay.plan.PlannedCall;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * When a failed attempt is followed by another: only where that can help and, unless the job says
 * otherwise, before the first token; at most so many times, and after a random wait whose bound
 * doubles with each failure, unless the gateway said how long.
 */
final class Retries {
  static final Duration FIRST_BOUND = Duration.ofMillis(500);
  static final Duration LAST_BOUND = Duration.ofSeconds(30);

  /** A gateway that asks for more than this has told us not to come back tonight. */
  static final Duration LONGEST_TOLD = Duration.ofMinutes(5);

  /** Worth another try where a second payment is accepted. */
  private static final Set<FailureKind> BROKEN_OFF =
      EnumSet.of(FailureKind.STREAM_INTERRUPTED, FailureKind.IDLE_TIMEOUT);

  private final int maxAttempts;
  private final boolean midStream;
  private final long seed;
  private final boolean waits;

  /**
   * @param maxAttempts how often a call is tried in all
   * @param midStream whether an answer that broke off after its first token is asked for again
   * @param seed two runs with the same seed wait alike
   */
  Retries(int maxAttempts, boolean midStream, long seed) {
    this(maxAttempts, midStream, seed, true);
  }

  private Retries(int maxAttempts, boolean midStream, long seed, boolean waits) {
    this.maxAttempts = maxAttempts;
    this.midStream = midStream;
    this.seed = seed;
    this.waits = waits;
  }

  /** The same attempts one after the other, as there is no one to be spared. */
  static Retries atOnce(int maxAttempts) {
    return new Retries(maxAttempts, false, 0, false);
  }

  static Retries of(RunSpec run) {
    return new Retries(
        run.job().maxAttempts(), run.job().terms().retriesMidStream(), run.runId().hashCode());
  }

  /**
   * How long to wait before the next attempt, where another one can help; nothing where this was
   * the last.
   */
  Optional<Duration> waitAfter(Outcome.Failure failure) {
    return waitAfter(failure, failure.kind().retryable());
  }

  /** The same for a call whose policy may allow fewer attempts than the job. */
  Optional<Duration> waitAfter(PlannedCall call, Outcome.Failure failure, boolean mayHelp) {
    return policyAllowsAnother(call, failure.exchange().attempt())
        ? waitAfter(failure, mayHelp)
        : Optional.empty();
  }

  static boolean policyAllowsAnother(PlannedCall call, int attempt) {
    Integer most = call.question().policy().rules().maxAttempts();
    return most == null || attempt < most;
  }

  /**
   * The same, where the transport knows better whether another attempt can help.
   *
   * @param mayHelp what it says
   */
  Optional<Duration> waitAfter(Outcome.Failure failure, boolean mayHelp) {
    Optional<Duration> wait = politeWaitAfter(failure, mayHelp);
    return waits ? wait : wait.map(skipped -> Duration.ZERO);
  }

  private Optional<Duration> politeWaitAfter(Outcome.Failure failure, boolean mayHelp) {
    int attempt = failure.exchange().attempt();
    if (!isWorthAnother(failure, mayHelp) || attempt >= maxAttempts) {
      return Optional.empty();
    }
    if (failure.retryAfter() != null) {
      return Optional.of(failure.retryAfter()).filter(told -> told.compareTo(LONGEST_TOLD) <= 0);
    }
    // full jitter: many calls that failed together do not come back together
    long bound = bound(attempt).toNanos();
    return Optional.of(Duration.ofNanos(random(failure).nextLong(bound + 1)));
  }

  /** What came after the first token is paid, so asking again is paid twice. */
  private boolean isWorthAnother(Outcome.Failure failure, boolean mayHelp) {
    boolean begun =
        failure.phase() == FailurePhase.MID_STREAM
            || failure.kind() == FailureKind.STREAM_INTERRUPTED;
    return begun ? midStream && (mayHelp || BROKEN_OFF.contains(failure.kind())) : mayHelp;
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
