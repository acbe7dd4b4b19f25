package dev.assay.stats;

import java.util.Arrays;
import java.util.OptionalInt;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/** Bounds of a quantile that assume nothing about the shape of the values. */
public final class OrderStatistics {
  private OrderStatistics() {}

  /**
   * Which value, counted from 1 in ascending order, bounds the quantile from below; nothing where n
   * is too small for one.
   */
  public static OptionalInt lowRank(int n, double probability, double confidence) {
    double tail = (1 - confidence) / 2;
    BinomialDistribution below = BinomialDistribution.of(n, probability);
    // the largest rank r with P(X <= r - 1) <= tail
    int rank = below.inverseCumulativeProbability(tail) + 1;
    while (rank > 0 && below.cumulativeProbability(rank - 1) > tail) {
      rank--;
    }
    return rank > 0 ? OptionalInt.of(rank) : OptionalInt.empty();
  }

  /** Which value bounds it from above; nothing where n is too small for one. */
  public static OptionalInt highRank(int n, double probability, double confidence) {
    double reach = 1 - (1 - confidence) / 2;
    BinomialDistribution below = BinomialDistribution.of(n, probability);
    // the smallest rank s with P(X <= s - 1) >= reach
    int rank = below.inverseCumulativeProbability(reach) + 1;
    return rank <= n ? OptionalInt.of(rank) : OptionalInt.empty();
  }

  /** The quantile of a sample with its bounds, both or none. */
  public static Estimate quantile(double[] sample, double probability, double confidence) {
    double[] sorted = sample.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    if (n == 0) {
      return Estimate.withoutInterval(Double.NaN, 0, "no value");
    }
    double quantile = Quantiles.ofSorted(sorted, probability);
    OptionalInt low = lowRank(n, probability, confidence);
    OptionalInt high = highRank(n, probability, confidence);
    if (low.isEmpty() || high.isEmpty()) {
      return Estimate.withoutInterval(quantile, n, "not estimable from %d values".formatted(n));
    }
    return new Estimate(
        quantile,
        new Interval(sorted[low.getAsInt() - 1], sorted[high.getAsInt() - 1]),
        n,
        "order statistics %d and %d".formatted(low.getAsInt(), high.getAsInt()));
  }

  /** The fewest values that bound the quantile on both sides. */
  public static int leastSample(double probability, double confidence) {
    int n = 1;
    while (lowRank(n, probability, confidence).isEmpty()
        || highRank(n, probability, confidence).isEmpty()) {
      n++;
    }
    return n;
  }
}
