package dev.assay.gateway;

import java.time.Duration;

/**
 * Until when an attempt may go on as things stand.
 *
 * @param kind what it has failed of after that
 * @param atNanos on the monotonic clock
 */
record Deadline(FailureKind kind, String awaited, Duration limit, long atNanos) {

  /** The phase the attempt is in has its own limit, and all phases together have one. */
  static Deadline of(Timeouts timeouts, ResponseReader reader, Delivery delivery) {
    Deadline total =
        new Deadline(
            FailureKind.TOTAL_TIMEOUT,
            "the answer",
            timeouts.total(),
            reader.startedNanos() + timeouts.total().toNanos());
    if (reader.hasBegun()) {
      return total.orEarlier(
          new Deadline(
              FailureKind.IDLE_TIMEOUT,
              "the next piece of the answer",
              timeouts.idle(),
              reader.lastProgressNanos() + timeouts.idle().toNanos()));
    }
    return switch (delivery) {
      case STREAMED ->
          total.orEarlier(
              new Deadline(
                  FailureKind.FIRST_TOKEN_TIMEOUT,
                  "the first token",
                  timeouts.firstToken(),
                  reader.startedNanos() + timeouts.firstToken().toNanos()));
      // an answer in one piece says nothing until it is there
      case WHOLE -> total;
    };
  }

  private Deadline orEarlier(Deadline other) {
    return other.atNanos - atNanos < 0 ? other : this;
  }

  String missed() {
    return "%s did not come within %d ms".formatted(awaited, limit.toMillis());
  }
}
