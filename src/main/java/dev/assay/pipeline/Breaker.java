package dev.assay.pipeline;

import java.time.Duration;
import java.util.Optional;

/**
 * Keeps an arm whose provider is dead from eating the night. After so many failures in a row, all
 * of the other side's making, nothing more is sent for a while; then one attempt alone tries
 * whether it is back, a few times with longer waits between, and after the last of them the arm is
 * given up.
 */
final class Breaker {
  static final int FAILURES_IN_A_ROW = 20;
  static final int PROBES = 4;
  static final Duration FIRST_WAIT = Duration.ofSeconds(5);

  private int failuresInARow;
  private int probesFailed;
  private boolean open;
  private boolean probing;
  private long closedUntil;
  private String lastFailure = "";

  /** The tick from which something may be sent; nothing while a probe is on its way. */
  Optional<Long> readyAt() {
    if (!open) {
      return Optional.of(Long.MIN_VALUE);
    }
    return probing ? Optional.empty() : Optional.of(closedUntil);
  }

  /** Why nothing will be sent any more, once that is so. */
  Optional<String> givenUp() {
    return probesFailed < PROBES
        ? Optional.empty()
        : Optional.of(
            "the arm was given up after %d failures in a row and %d more tries (%s)"
                .formatted(FAILURES_IN_A_ROW, PROBES, lastFailure));
  }

  void sent() {
    probing = open;
  }

  void ended(Ending ending, long ticks) {
    switch (ending.sign()) {
      case FINE -> {
        open = false;
        probing = false;
        failuresInARow = 0;
        probesFailed = 0;
      }
      case DOWN -> failed(ending, ticks);
      case TOO_MUCH, KEY_REFUSED, NOTHING -> probing = false;
    }
  }

  private void failed(Ending ending, long ticks) {
    failuresInARow++;
    lastFailure = ending.what();
    if (open && probing) {
      probing = false;
      probesFailed++;
      closedUntil = ticks + FIRST_WAIT.multipliedBy(1L << probesFailed).toNanos();
    } else if (!open && failuresInARow >= FAILURES_IN_A_ROW) {
      open = true;
      closedUntil = ticks + FIRST_WAIT.toNanos();
    }
  }
}
