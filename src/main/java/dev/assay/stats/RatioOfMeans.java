package dev.assay.stats;

/**
 * The ratio of two means over the same units, neither ever negative, e.g. the cost of one success,
 * from the moments of both.
 *
 * @param units independent cases, or clusters with the sums of their cases
 * @param top mean of what is divided
 * @param bottom mean of what it is divided by
 * @param topVariance with n - 1, likewise the other and the covariance
 */
public record RatioOfMeans(
    int units,
    double top,
    double bottom,
    double topVariance,
    double bottomVariance,
    double covariance) {
  /** Fewer successes than this leave the divisor too unsure for a straight line. */
  public static final int LEAST_SUCCESSES = 30;

  /** The interval that suits so many successes: delta, or Fieller's where they are few. */
  public Estimate perSuccess(int successes, double confidence) {
    return successes < LEAST_SUCCESSES ? fieller(confidence) : delta(confidence);
  }

  public double ratio() {
    return top / bottom;
  }

  /** The interval by the delta method: a straight line in place of the ratio. */
  public Estimate delta(double confidence) {
    if (cannotBeBounded()) {
      return unbounded();
    }
    double r = ratio();
    double variance = topVariance + r * r * bottomVariance - 2 * r * covariance;
    double reach =
        Quantiles.twoSidedT(confidence, units - 1)
            * Math.sqrt(Math.max(0, variance) / units)
            / bottom;
    return new Estimate(r, new Interval(Math.max(0, r - reach), r + reach), units, "delta");
  }

  /**
   * Fieller's interval: every ratio that a t test of {@code top - ratio * bottom} does not reject.
   * There is none where the divisor itself may be 0.
   */
  public Estimate fieller(double confidence) {
    if (cannotBeBounded()) {
      return unbounded();
    }
    double t = Quantiles.twoSidedT(confidence, units - 1);
    double scale = t * t / units;
    // a r^2 - 2 b r + c = 0 at both ends
    double a = bottom * bottom - scale * bottomVariance;
    double b = top * bottom - scale * covariance;
    double c = top * top - scale * topVariance;
    if (!(a > 0)) {
      return Estimate.withoutInterval(
          ratio(), units, "no upper bound");
    }
    double reach = Math.sqrt(Math.max(0, b * b - a * c));
    return new Estimate(
        ratio(), new Interval(Math.max(0, (b - reach) / a), (b + reach) / a), units, "Fieller");
  }

  private boolean cannotBeBounded() {
    return units < 2 || !(bottom > 0);
  }

  private Estimate unbounded() {
    return Estimate.withoutInterval(
        ratio(), units, bottom > 0 ? "fewer than 2 units" : "nothing to divide by");
  }
}
