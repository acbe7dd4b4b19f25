package dev.assay.twin;

import dev.assay.catalog.Endpoint;
import java.time.Duration;

/** How long one answer takes: until its first token, and for each token after it. */
record Pacing(double firstTokenMillis, double millisPerToken) {
  static final Pacing AT_ONCE = new Pacing(0, 0);

  private static final double SPREAD_OF_FIRST_TOKEN = 0.35;
  private static final double SPREAD_OF_SPEED = 0.15;

  static Pacing of(Endpoint.Pace pace, double clockScale, Dice dice) {
    return new Pacing(
        pace.firstTokenMillis()
            * clockScale
            * dice.about("first token").spread(SPREAD_OF_FIRST_TOKEN),
        1000.0
            / Math.max(1, pace.tokensPerSecond())
            * clockScale
            * dice.about("speed").spread(SPREAD_OF_SPEED));
  }

  Pacing delayedBy(Duration delay) {
    return new Pacing(firstTokenMillis + delay.toNanos() / 1e6, millisPerToken);
  }

  /** When a token leaves, counted from the start; the first one is token 0. */
  double millisUntil(int token) {
    return firstTokenMillis + token * millisPerToken;
  }
}
