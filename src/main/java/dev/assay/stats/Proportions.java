package dev.assay.stats;

import org.apache.commons.statistics.interval.BinomialConfidenceInterval;

/** Intervals of one share. */
public final class Proportions {
  private Proportions() {}

  /** Wilson's score interval: sound near 0 and 1 and for few cases. */
  public static Estimate wilson(int successes, int n, double confidence) {
    if (n == 0) {
      return Estimate.withoutInterval(Double.NaN, 0, "no case");
    }
    var interval =
        BinomialConfidenceInterval.WILSON_SCORE.fromErrorRate(n, successes, 1 - confidence);
    // the published formula gives 0 and 1 there, its rounding a hair beside them
    double low = successes == 0 ? 0 : interval.getLowerBound();
    double high = successes == n ? 1 : interval.getUpperBound();
    return new Estimate((double) successes / n, new Interval(low, high), n, "Wilson");
  }
}
