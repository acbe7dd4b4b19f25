package dev.assay.stats;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * P-values of tests that were made together, each raised for the others: the more tests, the more
 * likely one of them looks good by chance.
 */
public final class Family {
  private Family() {}

  /** Holm: the chance of any false claim stays under the level. For decisions. */
  public static double[] holm(double... p) {
    int[] order = ascending(p);
    double[] adjusted = new double[p.length];
    double highest = 0;
    for (int i = 0; i < order.length; i++) {
      highest = Math.max(highest, Math.min(1, (order.length - i) * p[order[i]]));
      adjusted[order[i]] = highest;
    }
    return adjusted;
  }

  /**
   * Benjamini and Hochberg: the share of false ones among all claims stays under the level. For
   * exploring.
   */
  public static double[] benjaminiHochberg(double... p) {
    int[] order = ascending(p);
    double[] adjusted = new double[p.length];
    double lowest = 1;
    for (int i = order.length - 1; i >= 0; i--) {
      lowest = Math.min(lowest, p[order[i]] * order.length / (i + 1));
      adjusted[order[i]] = lowest;
    }
    return adjusted;
  }

  private static int[] ascending(double[] p) {
    if (Arrays.stream(p).anyMatch(each -> !(each >= 0 && each <= 1))) {
      throw new IllegalArgumentException(
          "Invalid p-values %s: expected 0 to 1".formatted(Arrays.toString(p)));
    }
    return IntStream.range(0, p.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> p[i]))
        .mapToInt(i -> i)
        .toArray();
  }
}
