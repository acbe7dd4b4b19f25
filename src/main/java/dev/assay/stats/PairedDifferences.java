package dev.assay.stats;

import java.util.function.Supplier;

/**
 * How two arms differ over the same cases, in the few sums that an interval and a test need.
 *
 * @param n cases with a valid outcome on both sides
 * @param wins cases in which the first is better
 * @param losses cases in which the second is
 * @param mean of first less second, case by case
 * @param deviation of these differences, with n - 1
 * @param clusters how many sources the cases have; n where each has its own
 * @param clusterError CR1 standard error of the mean; read only where cases share sources
 * @param isBinary whether each case has one outcome a side, and that is 0 or 1
 */
public record PairedDifferences(
    int n,
    int wins,
    int losses,
    double mean,
    double deviation,
    int clusters,
    double clusterError,
    boolean isBinary) {
  /** Graded outcomes of fewer cases than this are too few for a t interval to be trusted. */
  public static final int LEAST_GRADED = 30;

  /**
   * Whether chance alone makes a difference this large.
   *
   * @param p two-sided; NaN where there is no test
   * @param name of the test
   */
  public record Test(double p, String name) {}

  /**
   * The mean difference: Tango's interval for one 0/1 outcome a case, a cluster-robust one where
   * cases share a source, else Student's.
   *
   * @param ofFewGraded what is known of graded outcomes of fewer than {@link #LEAST_GRADED} cases
   */
  public Estimate difference(double confidence, Supplier<Estimate> ofFewGraded) {
    if (n == 0) {
      return Estimate.withoutInterval(Double.NaN, 0, "no common case");
    }
    if (isClustered() && clusters < Means.LEAST_CLUSTERS) {
      return Estimate.withoutInterval(
          mean, n, "fewer than %d clusters".formatted(Means.LEAST_CLUSTERS));
    }
    if (nothingDiffers()) {
      // nothing varies, but a score interval still knows how few units there are
      Estimate score = new PairedProportions(clusters, 0, 0).tango(confidence);
      return new Estimate(0, score.interval(), n, "Tango, nothing differs");
    }
    if (isBinary && !isClustered()) {
      return new PairedProportions(n, wins, losses).tango(confidence);
    }
    if (!isClustered() && n < LEAST_GRADED) {
      return ofFewGraded.get();
    }
    if (!(deviation > 0)) {
      // they say nothing about their spread, so claim no certainty
      return Estimate.withoutInterval(mean, n, "all differences alike");
    }
    return isClustered()
        ? Means.around(
            mean, clusterError, clusters - 1, n, confidence, Means.clusteredMethod(clusters))
        : Means.around(mean, deviation / Math.sqrt(n), n - 1, n, confidence, "t over cases");
  }

  /** The test that belongs to the interval; graded outcomes of few cases get the t test too. */
  public Test test() {
    if (n == 0 || (isClustered() && clusters < Means.LEAST_CLUSTERS)) {
      return new Test(Double.NaN, "none");
    }
    if (isBinary && !isClustered()) {
      return new Test(new PairedProportions(n, wins, losses).mcNemar(), "McNemar exact");
    }
    if (nothingDiffers()) {
      return new Test(1, "nothing differs");
    }
    double error = isClustered() ? clusterError : deviation / Math.sqrt(n);
    if (!(error > 0)) {
      return new Test(Double.NaN, "none");
    }
    return isClustered()
        ? new Test(Quantiles.twoSidedTTail(mean / error, clusters - 1.0), "CR1 t")
        : new Test(Quantiles.twoSidedTTail(mean / error, n - 1.0), "paired t");
  }

  private boolean isClustered() {
    return clusters < n;
  }

  private boolean nothingDiffers() {
    return wins == 0 && losses == 0;
  }
}
