package dev.assay.stats;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** What two arms got on the same cases, case by case. */
public final class PairedSample {
  /** Graded outcomes of fewer cases than this are too few for a t interval to be trusted. */
  public static final int LEAST_GRADED = PairedDifferences.LEAST_GRADED;

  private final double[] first;
  private final double[] second;
  private final List<String> clusters;

  /**
   * Pairs what stands at the same place.
   *
   * @param clusters what each case shares a source with; all different where none does
   */
  public PairedSample(double[] first, double[] second, List<String> clusters) {
    if (first.length != second.length || first.length != clusters.size()) {
      throw new IllegalArgumentException(
          "Invalid pairs: %d, %d and %d clusters"
              .formatted(first.length, second.length, clusters.size()));
    }
    this.first = first.clone();
    this.second = second.clone();
    this.clusters = List.copyOf(clusters);
  }

  public double[] first() {
    return first.clone();
  }

  public double[] second() {
    return second.clone();
  }

  public int n() {
    return first.length;
  }

  /** First less second, case by case. */
  public double[] differences() {
    return IntStream.range(0, n()).mapToDouble(i -> first[i] - second[i]).toArray();
  }

  public boolean isClustered() {
    return clusters.stream().distinct().count() < n();
  }

  /**
   * The mean difference, first less second: Tango's interval for one 0/1 outcome a case, a
   * cluster-robust one where cases share a source, else Student's.
   *
   * @param oneOutcomeEach whether each case was asked once, so that 0 and 1 are outcomes and not
   *     means
   */
  public Estimate difference(double confidence, Outcomes oneOutcomeEach) {
    if (n() == 0) {
      return Estimate.withoutInterval(Double.NaN, 0, "no common case");
    }
    return differences(oneOutcomeEach)
        .difference(
            confidence,
            () ->
                Estimate.withoutInterval(
                    Means.mean(differences()),
                    n(),
                    "fewer than %d graded cases".formatted(LEAST_GRADED)));
  }

  private PairedDifferences differences(Outcomes oneOutcomeEach) {
    double[] differences = differences();
    int units = (int) clusters.stream().distinct().count();
    boolean binary =
        Arrays.stream(first).allMatch(PairedSample::isBinary)
            && Arrays.stream(second).allMatch(PairedSample::isBinary);
    return new PairedDifferences(
        n(),
        (int) Arrays.stream(differences).filter(each -> each > 0).count(),
        (int) Arrays.stream(differences).filter(each -> each < 0).count(),
        Means.mean(differences),
        Means.deviation(differences),
        units,
        Means.cr1Error(differences, clusters),
        binary && oneOutcomeEach == Outcomes.ONE_A_CASE);
  }

  /** Whether a case has one outcome or the mean of several. */
  public enum Outcomes {
    ONE_A_CASE,
    AVERAGED
  }

  private static boolean isBinary(double value) {
    return value == 0 || value == 1;
  }

  /**
   * Mean of first / mean of second by the delta method on its logarithm.
   *
   * @return without an interval where a mean is zero
   */
  public Estimate ratioOfMeans(double confidence) {
    double meanFirst = Means.mean(first);
    double meanSecond = Means.mean(second);
    if (n() < 2 || !(meanFirst > 0 && meanSecond > 0)) {
      return Estimate.withoutInterval(meanFirst / meanSecond, n(), "a mean that is not above 0");
    }
    // what each case adds to the logarithm of the ratio, to first order
    double[] influence =
        IntStream.range(0, n())
            .mapToDouble(i -> first[i] / meanFirst - second[i] / meanSecond)
            .toArray();
    Estimate logarithm =
        isClustered()
            ? Means.clustered(influence, clusters, confidence)
            : Means.ofSample(influence, confidence);
    double ratio = meanFirst / meanSecond;
    if (!logarithm.hasInterval()) {
      return new Estimate(ratio, null, n(), logarithm.method());
    }
    return new Estimate(
        ratio,
        new Interval(
            ratio * Math.exp(logarithm.interval().low()),
            ratio * Math.exp(logarithm.interval().high())),
        n(),
        "delta on log ratio, " + logarithm.method());
  }
}
