package dev.assay.pipeline;

/**
 * How many attempts may be in flight at one place: a moderate number at first, more as long as that
 * makes more of them end per second, and half as many when the place says that it is too much.
 *
 * <p>Nothing else lowers it. A slow answer is no sign of too many questions: models take their
 * time.
 */
final class AdaptiveLimit {
  static final int START = 32;

  /** So little more throughput, for a limit twice as high, is worth nothing. */
  private static final double WORTHWHILE = 0.05;

  private static final int ENDINGS_A_ROUND = 2;
  private static final int ROUNDS_OF_REST = 8;

  private final int most;
  private int limit;
  private int inFlight;
  private boolean wasCut;
  private long cutAt = Long.MIN_VALUE;

  private boolean measuring;
  private boolean reached;
  private long roundStart;
  private int endings;
  private int resting;

  /** The limit and the endings per nanosecond before the last step; 0 where none was measured. */
  private int before;

  private double rateBefore;

  AdaptiveLimit(int most) {
    this.most = most;
    this.limit = Math.min(START, most);
  }

  boolean hasRoom() {
    return inFlight < limit;
  }

  int now() {
    return limit;
  }

  void sent() {
    inFlight++;
    reached |= inFlight >= limit;
  }

  /** An attempt ended in a way that says nothing of the load, or that it is fine. */
  void ended(long ticks) {
    inFlight--;
    if (limit == most) {
      measuring = false;
    } else if (!measuring) {
      startRound(ticks);
    } else if (++endings >= limit * ENDINGS_A_ROUND) {
      // endings come in bursts, so a moment with room says nothing; a round without a full one does
      if (reached) {
        endRound((double) endings / Math.max(1, ticks - roundStart));
      }
      startRound(ticks);
    }
  }

  /**
   * An attempt was turned away because there are too many.
   *
   * @param sentTicks when it was sent: those sent before the last cut know nothing of it
   */
  void turnedAway(long sentTicks, long ticks) {
    inFlight--;
    if (sentTicks >= cutAt) {
      limit = Math.max(1, limit / 2);
      cutAt = ticks;
      wasCut = true;
      rateBefore = 0;
      resting = 0;
      measuring = false;
    }
  }

  private void startRound(long ticks) {
    measuring = true;
    roundStart = ticks;
    endings = 0;
    reached = false;
  }

  private void endRound(double rate) {
    if (resting > 0) {
      resting--;
      return;
    }
    double gainWanted = rateBefore == 0 ? 0 : WORTHWHILE * ((double) limit / before - 1);
    if (rate < rateBefore * (1 + gainWanted)) {
      limit = before;
      rateBefore = 0;
      resting = ROUNDS_OF_REST;
    } else {
      before = limit;
      rateBefore = rate;
      limit = Math.min(most, wasCut ? limit + Math.max(1, limit / 8) : limit * 2);
    }
  }
}
