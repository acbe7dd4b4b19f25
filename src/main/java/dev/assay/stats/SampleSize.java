package dev.assay.stats;

import java.util.OptionalInt;

/** How many cases a question needs, and what the present number can tell. */
public final class SampleSize {
  /** How likely a true difference is found. */
  public static final double POWER = 0.80;

  private SampleSize() {}

  private static double factor(double confidence) {
    return Quantiles.twoSidedNormal(confidence) + Quantiles.normal(POWER);
  }

  /**
   * Cases in all that show a mean to lie beyond a limit.
   *
   * @param deviation of one case
   * @param distance from the mean, as far as it is known, to the limit
   * @return nothing where the mean is not on the hoped-for side: more cases are not expected to
   *     help
   */
  public static OptionalInt toShow(double deviation, double distance, double confidence) {
    if (!(distance > 0) || !Double.isFinite(deviation)) {
      return OptionalInt.empty();
    }
    double root = factor(confidence) * deviation / distance;
    double cases = Math.ceil(root * root);
    return cases <= Integer.MAX_VALUE
        ? OptionalInt.of(Math.max(2, (int) cases))
        : OptionalInt.empty();
  }

  /** The smallest true difference that so many cases are likely to find. */
  public static double detectable(double deviation, int n, double confidence) {
    return factor(confidence) * deviation / Math.sqrt(n);
  }
}
