package dev.assay.stats;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Intervals by drawing the cases again, for statistics whose distribution nobody has worked out.
 * The same seed gives the same interval.
 */
public final class Bootstrap {
  public static final int REPLICATES = 10_000;

  /** Fewer independent cases than this are too few to draw from. */
  public static final int LEAST_UNITS = 10;

  private Bootstrap() {}

  /** The mean of a sample with its BCa interval. */
  public static Estimate bcaOfMean(double[] sample, double confidence, long seed) {
    return bca(
        sample.length,
        drawn -> {
          double sum = 0;
          for (int each : drawn) {
            sum += sample[each];
          }
          return sum / drawn.length;
        },
        confidence,
        seed);
  }

  /**
   * Efron's bias-corrected and accelerated interval: its ends follow a skewed statistic.
   *
   * @param n how many cases, or whole clusters, there are to draw
   * @param statistic its value over the cases with the given numbers, of which some may come twice
   */
  public static Estimate bca(
      int n, ToDoubleFunction<int[]> statistic, double confidence, long seed) {
    double value = n == 0 ? Double.NaN : statistic.applyAsDouble(IntStream.range(0, n).toArray());
    if (n < LEAST_UNITS) {
      return Estimate.withoutInterval(
          value, n, "fewer than %d independent cases".formatted(LEAST_UNITS));
    }
    double[] replicates = replicates(n, statistic, seed);
    double bias = bias(replicates, value);
    if (Double.isNaN(value)
        || !Double.isFinite(bias)
        || replicates[0] == replicates[REPLICATES - 1]) {
      return Estimate.withoutInterval(value, n, "all cases alike");
    }
    double acceleration = acceleration(n, statistic);
    double z = Quantiles.twoSidedNormal(confidence);
    return new Estimate(
        value,
        new Interval(
            Quantiles.ofSorted(replicates, corrected(bias, acceleration, -z)),
            Quantiles.ofSorted(replicates, corrected(bias, acceleration, z))),
        n,
        "BCa bootstrap, B = %d, seed %d".formatted(REPLICATES, seed));
  }

  private static double[] replicates(int n, ToDoubleFunction<int[]> statistic, long seed) {
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
    double[] replicates = new double[REPLICATES];
    int[] drawn = new int[n];
    for (int replicate = 0; replicate < REPLICATES; replicate++) {
      for (int i = 0; i < n; i++) {
        drawn[i] = random.nextInt(n);
      }
      replicates[replicate] = statistic.applyAsDouble(drawn);
    }
    Arrays.sort(replicates);
    return replicates;
  }

  /** How far the replicates lie to one side of the value, as a normal quantile. */
  private static double bias(double[] replicates, double value) {
    double below = 0;
    for (double replicate : replicates) {
      below += replicate < value ? 1 : replicate == value ? 0.5 : 0;
    }
    return Quantiles.normal(below / REPLICATES);
  }

  /** How fast the error changes with the value, from leaving out each case in turn. */
  private static double acceleration(int n, ToDoubleFunction<int[]> statistic) {
    double[] without = new double[n];
    for (int left = 0; left < n; left++) {
      int gap = left;
      without[left] =
          statistic.applyAsDouble(
              IntStream.range(0, n - 1).map(i -> i < gap ? i : i + 1).toArray());
    }
    double mean = Means.mean(without);
    double squares = 0;
    double cubes = 0;
    for (double each : without) {
      double distance = mean - each;
      squares += distance * distance;
      cubes += distance * distance * distance;
    }
    return squares == 0 ? 0 : cubes / (6 * Math.pow(squares, 1.5));
  }

  private static double corrected(double bias, double acceleration, double z) {
    double shifted = bias + z;
    return Quantiles.normalShare(bias + shifted / (1 - acceleration * shifted));
  }
}
