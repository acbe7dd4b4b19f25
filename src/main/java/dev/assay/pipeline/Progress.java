package dev.assay.pipeline;

import dev.assay.money.Usd;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * How far a run is.
 *
 * @param planned all its calls
 * @param spent what counts against the budget: billed, and where the gateway names no cost the most
 *     it can have been
 * @param arms by name; an arm appears with its first call
 */
public record Progress(long planned, Usd spent, Usd budget, Instant startedAt, List<Arm> arms) {

  /**
   * How far one arm is.
   *
   * @param failed calls without an answer, after all their attempts
   * @param notSent calls that the run stopped before
   * @param inFlight attempts sent whose end has not been seen
   * @param billed what the gateway said its attempts cost; unknown costs are left out
   * @param outputTokens of all its attempts, reasoning included; unknown ones are left out
   */
  public record Arm(
      String name,
      long answered,
      long failed,
      long notSent,
      long inFlight,
      Usd billed,
      long outputTokens) {

    /** Calls that will not be asked again, however they ended. */
    public long done() {
      return answered + failed + notSent;
    }
  }

  public Progress {
    arms = List.copyOf(arms);
  }

  public long answered() {
    return sum(Arm::answered);
  }

  public long failed() {
    return sum(Arm::failed);
  }

  public long notSent() {
    return sum(Arm::notSent);
  }

  public long inFlight() {
    return sum(Arm::inFlight);
  }

  /** Calls that will not be asked again, however they ended. */
  public long done() {
    return answered() + failed() + notSent();
  }

  /** Output tokens per second since the run began; zero before its first second is over. */
  public double tokensPerSecond(Instant now) {
    long seconds = Duration.between(startedAt, now).toSeconds();
    return seconds == 0 ? 0 : (double) sum(Arm::outputTokens) / seconds;
  }

  /** How long the rest will take if it goes on as so far; nothing where that cannot be told. */
  public Optional<Duration> timeLeft(Instant now) {
    long done = done();
    return done == 0 || done == planned
        ? Optional.empty()
        : Optional.of(
            Duration.ofMillis(
                Math.round(
                    (double) Duration.between(startedAt, now).toMillis()
                        / done
                        * (planned - done))));
  }

  public Usd billed() {
    return arms.stream().map(Arm::billed).reduce(Usd.ZERO, Usd::plus);
  }

  private long sum(ToLongFunction<Arm> count) {
    return arms.stream().mapToLong(count).sum();
  }
}
