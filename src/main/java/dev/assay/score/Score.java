package dev.assay.score;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.function.Function;

/**
 * A scorer's judgement of one answer: scored, or unscored with the reason. Unscored is not zero.
 */
public sealed interface Score extends Serializable {
  <T> T fold(Function<Scored, T> onScored, Function<Unscored, T> onUnscored);

  /**
   * The answer was judged.
   *
   * @param value 0 to 1
   * @param detail why, in a few words; empty where there is nothing to say
   */
  record Scored(double value, boolean passed, String detail) implements Score {
    public Scored {
      requireNonNull(detail, "detail");
      if (!(value >= 0 && value <= 1)) {
        throw new IllegalArgumentException("Invalid score %s: expected 0 to 1".formatted(value));
      }
    }

    static Scored pass() {
      return new Scored(1, true, "");
    }

    static Scored fail(String detail) {
      return new Scored(0, false, detail);
    }

    @Override
    public <T> T fold(Function<Scored, T> onScored, Function<Unscored, T> onUnscored) {
      return onScored.apply(this);
    }
  }

  /** The answer could not be judged, through no fault of its own. */
  record Unscored(String reason) implements Score {
    public Unscored {
      requireNonNull(reason, "reason");
    }

    @Override
    public <T> T fold(Function<Scored, T> onScored, Function<Unscored, T> onUnscored) {
      return onUnscored.apply(this);
    }
  }
}
