package dev.assay.stats;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Intervals of a mean, for cases that stand alone and for cases that share a source. */
public final class Means {
  /** Fewer clusters than this give no interval at all. */
  public static final int LEAST_CLUSTERS = 6;

  /** Fewer clusters than this give an interval to be read with care. */
  public static final int FEW_CLUSTERS = 20;

  private Means() {}

  public static double mean(double[] sample) {
    double sum = 0;
    for (double value : sample) {
      sum += value;
    }
    return sum / sample.length;
  }

  /** The sample's standard deviation, with n - 1. */
  public static double deviation(double[] sample) {
    double mean = mean(sample);
    double squares = 0;
    for (double value : sample) {
      squares += (value - mean) * (value - mean);
    }
    return Math.sqrt(squares / (sample.length - 1));
  }

  /** Student's t interval over cases that share nothing. */
  public static Estimate ofSample(double[] sample, double confidence) {
    int n = sample.length;
    if (n < 2) {
      return Estimate.withoutInterval(n == 0 ? Double.NaN : sample[0], n, "fewer than 2 cases");
    }
    double error = deviation(sample) / Math.sqrt(n);
    return around(mean(sample), error, n - 1, n, confidence, "t over cases");
  }

  /**
   * The cluster-robust interval (CR1, t with clusters - 1 degrees of freedom): cases of one cluster
   * may move together.
   *
   * @param clusters the cluster of each case, in the order of the sample
   */
  public static Estimate clustered(double[] sample, List<String> clusters, double confidence) {
    int n = sample.length;
    if (clusters.size() != n) {
      throw new IllegalArgumentException(
          "Invalid clusters: %d for %d cases".formatted(clusters.size(), n));
    }
    double mean = mean(sample);
    Map<String, Double> deviations = new LinkedHashMap<>();
    for (int i = 0; i < n; i++) {
      deviations.merge(clusters.get(i), sample[i] - mean, Double::sum);
    }
    int groups = deviations.size();
    if (groups < LEAST_CLUSTERS) {
      return Estimate.withoutInterval(mean, n, "fewer than %d clusters".formatted(LEAST_CLUSTERS));
    }
    double squares = deviations.values().stream().mapToDouble(each -> each * each).sum();
    double error = Math.sqrt((double) groups / (groups - 1) * squares) / n;
    String care = groups < FEW_CLUSTERS ? ", few" : "";
    return around(
        mean, error, groups - 1, n, confidence, "CR1 t, %d clusters%s".formatted(groups, care));
  }

  private static Estimate around(
      double mean, double error, int freedom, int n, double confidence, String method) {
    double reach = Quantiles.twoSidedT(confidence, freedom) * error;
    return new Estimate(mean, new Interval(mean - reach, mean + reach), n, method);
  }
}
