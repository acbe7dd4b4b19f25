package dev.assay.stats;

import java.util.function.DoubleUnaryOperator;

/**
 * Two shares over the same cases.
 *
 * @param n cases
 * @param onlyFirst cases in which only the first is a success
 * @param onlySecond cases in which only the second is
 */
public record PairedProportions(int n, int onlyFirst, int onlySecond) {
  private static final double NARROW_ENOUGH = 1e-12;

  public PairedProportions {
    if (onlyFirst < 0 || onlySecond < 0 || n < 1 || onlyFirst + onlySecond > n) {
      throw new IllegalArgumentException(
          "Invalid pairs: %d and %d of %d differ".formatted(onlyFirst, onlySecond, n));
    }
  }

  /** The first share less the second. */
  public double difference() {
    return (double) (onlyFirst - onlySecond) / n;
  }

  /** Tango's score interval of the difference: sound for few cases and few that differ. */
  public Estimate tango(double confidence) {
    double z = Quantiles.twoSidedNormal(confidence);
    double low = crossing(-1, difference(), l -> tangoStatistic(l) - z);
    double high = crossing(difference(), 1, l -> tangoStatistic(l) + z);
    return new Estimate(difference(), new Interval(low, high), n, "Tango");
  }

  /**
   * Tango's score statistic for the hypothesis that the difference is the given one; positive where
   * the data lie above it.
   */
  public double tangoStatistic(double tested) {
    double a = 2.0 * n;
    double b = -onlyFirst - onlySecond + (2.0 * n - onlyFirst + onlySecond) * tested;
    double c = -onlySecond * tested * (1 - tested);
    double q = (Math.sqrt(Math.max(0, b * b - 4 * a * c)) - b) / (2 * a);
    double variance = n * (2 * q + tested * (1 - tested));
    double distance = onlyFirst - onlySecond - n * tested;
    return distance == 0 ? 0 : distance / Math.sqrt(Math.max(0, variance));
  }

  /** Where a falling function passes zero. */
  private static double crossing(double from, double to, DoubleUnaryOperator falling) {
    double low = from;
    double high = to;
    while (high - low > NARROW_ENOUGH) {
      double middle = (low + high) / 2;
      if (falling.applyAsDouble(middle) > 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  /** The two-sided p-value of Tango's test that the difference is the given one. */
  public double tangoTest(double tested) {
    return Quantiles.twoSidedNormalTail(tangoStatistic(tested));
  }

  /** McNemar's exact p-value: how likely a split this uneven is where neither is better. */
  public double mcNemar() {
    return Proportions.signTest(onlyFirst, onlySecond);
  }

  /** McNemar's mid-p value: less timid than the exact one. */
  public double mcNemarMidP() {
    return Proportions.midSignTest(onlyFirst, onlySecond);
  }
}
