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

  /** The standard error of the mean of cases that share nothing. */
  public static double standardError(double[] sample) {
    return deviation(sample) / Math.sqrt(sample.length);
  }

  /**
   * Miller's clustered standard error of the mean: that of independent cases, and what cases of one
   * cluster have in common. With few clusters it is too small; {@link #clustered} corrects that.
   */
  public static double clusteredError(double[] sample, List<String> clusters) {
    double n = sample.length;
    double mean = mean(sample);
    double alone = 0;
    for (double value : sample) {
      alone += (value - mean) * (value - mean);
    }
    double together = squaredSums(deviations(sample, clusters));
    return Math.sqrt(alone / (n - 1) / n + (together - alone) / (n * n));
  }

  /** Student's t interval over cases that share nothing. */
  public static Estimate ofSample(double[] sample, double confidence) {
    int n = sample.length;
    if (n < 2) {
      return Estimate.withoutInterval(n == 0 ? Double.NaN : sample[0], n, "fewer than 2 cases");
    }
    return around(mean(sample), standardError(sample), n - 1, n, confidence, "t over cases");
  }

  /**
   * The cluster-robust interval (CR1, t with clusters - 1 degrees of freedom): cases of one cluster
   * may move together.
   *
   * @param clusters the cluster of each case, in the order of the sample
   */
  public static Estimate clustered(double[] sample, List<String> clusters, double confidence) {
    int n = sample.length;
    double mean = mean(sample);
    Map<String, Double> deviations = deviations(sample, clusters);
    int groups = deviations.size();
    if (groups < LEAST_CLUSTERS) {
      return Estimate.withoutInterval(mean, n, "fewer than %d clusters".formatted(LEAST_CLUSTERS));
    }
    return around(
        mean, cr1Error(sample, clusters), groups - 1, n, confidence, clusteredMethod(groups));
  }

  /** The CR1 standard error of the mean; NaN of fewer than 2 clusters. */
  static double cr1Error(double[] sample, List<String> clusters) {
    Map<String, Double> deviations = deviations(sample, clusters);
    double groups = deviations.size();
    return groups < 2
        ? Double.NaN
        : Math.sqrt(groups / (groups - 1) * squaredSums(deviations)) / sample.length;
  }

  static String clusteredMethod(int groups) {
    return "CR1 t, %d clusters%s".formatted(groups, groups < FEW_CLUSTERS ? ", few" : "");
  }

  /** By cluster, how far its cases together lie from the mean. */
  private static Map<String, Double> deviations(double[] sample, List<String> clusters) {
    if (clusters.size() != sample.length) {
      throw new IllegalArgumentException(
          "Invalid clusters: %d for %d cases".formatted(clusters.size(), sample.length));
    }
    double mean = mean(sample);
    Map<String, Double> deviations = new LinkedHashMap<>();
    for (int i = 0; i < sample.length; i++) {
      deviations.merge(clusters.get(i), sample[i] - mean, Double::sum);
    }
    return deviations;
  }

  private static double squaredSums(Map<String, Double> deviations) {
    return deviations.values().stream().mapToDouble(each -> each * each).sum();
  }

  static Estimate around(
      double mean, double error, int freedom, int n, double confidence, String method) {
    double reach = Quantiles.twoSidedT(confidence, freedom) * error;
    return new Estimate(mean, new Interval(mean - reach, mean + reach), n, method);
  }
}
