package dev.assay.stats;

import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/** Quantiles of the reference distributions and of a sample. */
public final class Quantiles {
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  private Quantiles() {}

  public static double normal(double probability) {
    return NORMAL.inverseCumulativeProbability(probability);
  }

  /** How likely a standard normal value is at most this one. */
  public static double normalShare(double value) {
    return NORMAL.cumulativeProbability(value);
  }

  public static double t(double probability, double degreesOfFreedom) {
    return TDistribution.of(degreesOfFreedom).inverseCumulativeProbability(probability);
  }

  /** The smallest count whose cumulative probability reaches the given one. */
  public static int binomial(double probability, int trials, double success) {
    return BinomialDistribution.of(trials, success).inverseCumulativeProbability(probability);
  }

  /** The normal factor of a two-sided interval, 1.96 at 95 %. */
  public static double twoSidedNormal(double confidence) {
    return normal(upperTail(confidence));
  }

  /** The t factor of a two-sided interval. */
  public static double twoSidedT(double confidence, double degreesOfFreedom) {
    return t(upperTail(confidence), degreesOfFreedom);
  }

  /** How likely a standard normal value is at least this far from 0. */
  public static double twoSidedNormalTail(double distance) {
    return 2 * NORMAL.survivalProbability(Math.abs(distance));
  }

  /** How likely a value of Student's distribution is at least this far from 0. */
  public static double twoSidedTTail(double distance, double degreesOfFreedom) {
    return 2 * TDistribution.of(degreesOfFreedom).survivalProbability(Math.abs(distance));
  }

  /** How likely a value of Student's distribution is at least this one. */
  public static double upperTTail(double value, double degreesOfFreedom) {
    return TDistribution.of(degreesOfFreedom).survivalProbability(value);
  }

  private static double upperTail(double confidence) {
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException(
          "Invalid confidence %s: expected more than 0 and less than 1".formatted(confidence));
    }
    return (1 + confidence) / 2;
  }

  /**
   * The quantile of values in ascending order by linear interpolation (R-7, what quantile_cont of
   * SQL gives).
   */
  public static double ofSorted(double[] ascending, double probability) {
    double position = (ascending.length - 1) * probability;
    int below = (int) Math.floor(position);
    int above = Math.min(below + 1, ascending.length - 1);
    return ascending[below] + (position - below) * (ascending[above] - ascending[below]);
  }
}
