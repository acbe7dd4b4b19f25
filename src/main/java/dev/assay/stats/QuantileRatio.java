package dev.assay.stats;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * The ratio of a quantile of two arms over the same cases, by a percentile bootstrap that draws
 * whole cases, or whole clusters of them. The same seed gives the same interval.
 */
public final class QuantileRatio {
  public static final int REPLICATES = 10_000;

  private static final int LEAST_UNITS = 10;

  private final Arm first;
  private final Arm second;
  private final int units;
  private final int cases;
  private final double probability;

  private QuantileRatio(Arm first, Arm second, int units, int cases, double probability) {
    this.first = first;
    this.second = second;
    this.units = units;
    this.cases = cases;
    this.probability = probability;
  }

  /**
   * Pairs what stands at the same place.
   *
   * @param first all measurements of each case
   * @param clusters what each case shares a source with; whole clusters are drawn
   */
  public static QuantileRatio of(
      List<double[]> first, List<double[]> second, List<String> clusters, double probability) {
    Map<String, Integer> units = new HashMap<>();
    clusters.forEach(cluster -> units.putIfAbsent(cluster, units.size()));
    int[] unitOfCase = clusters.stream().mapToInt(units::get).toArray();
    return new QuantileRatio(
        Arm.of(first, unitOfCase),
        Arm.of(second, unitOfCase),
        units.size(),
        first.size(),
        probability);
  }

  /** All values of an arm in ascending order, each with the unit it is drawn with. */
  private static final class Arm {
    private final double[] values;
    private final int[] unit;

    private Arm(double[] values, int[] unit) {
      this.values = values;
      this.unit = unit;
    }

    static Arm of(List<double[]> cases, int[] unitOfCase) {
      record Value(double value, int unit) {}
      List<Value> sorted =
          IntStream.range(0, cases.size())
              .boxed()
              .flatMap(
                  i ->
                      Arrays.stream(cases.get(i))
                          .mapToObj(value -> new Value(value, unitOfCase[i])))
              .sorted(Comparator.comparingDouble(Value::value))
              .toList();
      return new Arm(
          sorted.stream().mapToDouble(Value::value).toArray(),
          sorted.stream().mapToInt(Value::unit).toArray());
    }

    /** The R-7 quantile where each value counts as often as its unit was drawn. */
    double quantile(int[] drawn, double probability) {
      int total = 0;
      for (int each : unit) {
        total += drawn[each];
      }
      double position = (total - 1) * probability;
      int below = (int) Math.floor(position);
      double share = position - below;
      int seen = total;
      double above = Double.NaN;
      // from the top, since a high quantile is near it
      for (int i = values.length - 1; i >= 0; i--) {
        seen -= drawn[unit[i]];
        if (drawn[unit[i]] > 0) {
          if (seen <= below + 1 && Double.isNaN(above)) {
            above = values[i];
          }
          if (seen <= below) {
            return share == 0 ? values[i] : values[i] + share * (above - values[i]);
          }
        }
      }
      return Double.NaN;
    }
  }

  /** The quantile of the first over that of the second. */
  public Estimate estimate(double confidence, long seed) {
    int[] once = new int[units];
    Arrays.fill(once, 1);
    double ratio = ratio(once);
    if (units < LEAST_UNITS) {
      return Estimate.withoutInterval(
          ratio, cases, "fewer than %d independent cases".formatted(LEAST_UNITS));
    }
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
    double[] replicates = new double[REPLICATES];
    int[] drawn = new int[units];
    for (int replicate = 0; replicate < REPLICATES; replicate++) {
      Arrays.fill(drawn, 0);
      for (int i = 0; i < units; i++) {
        drawn[random.nextInt(units)]++;
      }
      replicates[replicate] = ratio(drawn);
    }
    Arrays.sort(replicates);
    double tail = (1 - confidence) / 2;
    return new Estimate(
        ratio,
        new Interval(
            Quantiles.ofSorted(replicates, tail), Quantiles.ofSorted(replicates, 1 - tail)),
        cases,
        "paired percentile bootstrap, B = %d, seed %d".formatted(REPLICATES, seed));
  }

  private double ratio(int[] drawn) {
    return first.quantile(drawn, probability) / second.quantile(drawn, probability);
  }
}
