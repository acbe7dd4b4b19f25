package dev.assay.stats;

import static java.util.Objects.requireNonNull;

/**
 * A figure with its evidence.
 *
 * @param interval null where the sample allows no claim; the method then says why
 * @param n how many units it rests on: prompts, never prompts times repeats
 * @param method how the interval was made, in the words of a report
 */
public record Estimate(double value, Interval interval, int n, String method) {
  public Estimate {
    requireNonNull(method, "method");
  }

  public static Estimate withoutInterval(double value, int n, String reason) {
    return new Estimate(value, null, n, "none: " + reason);
  }

  public boolean hasInterval() {
    return interval != null;
  }
}
