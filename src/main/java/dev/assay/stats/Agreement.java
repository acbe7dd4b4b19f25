package dev.assay.stats;

import java.util.Arrays;

/** How far two judges, or one judge twice, agree beyond what chance would give. */
public final class Agreement {
  private Agreement() {}

  /**
   * Cohen's kappa with its simple interval.
   *
   * @param counts by the first's label the second's, in the same order of labels
   * @return without an interval where one label takes all, so that chance already agrees
   */
  public static Estimate kappa(long[][] counts, double confidence) {
    double n = Arrays.stream(counts).flatMapToLong(Arrays::stream).sum();
    double agreed = 0;
    double byChance = 0;
    for (int label = 0; label < counts.length; label++) {
      agreed += counts[label][label] / n;
      double second = 0;
      for (long[] row : counts) {
        second += row[label];
      }
      byChance += Arrays.stream(counts[label]).sum() / n * (second / n);
    }
    if (!(byChance < 1)) {
      return Estimate.withoutInterval(Double.NaN, (int) n, "one label takes all");
    }
    double kappa = (agreed - byChance) / (1 - byChance);
    double error = Math.sqrt(agreed * (1 - agreed) / n) / (1 - byChance);
    double reach = Quantiles.twoSidedNormal(confidence) * error;
    return new Estimate(
        kappa, new Interval(kappa - reach, kappa + reach).within(-1, 1), (int) n, "simple kappa");
  }
}
