package dev.assay.report.cutover;

import dev.assay.stats.Estimate;
import dev.assay.stats.Means;
import dev.assay.stats.PairedSample;
import dev.assay.stats.Quantiles;
import dev.assay.stats.SampleSize;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * What would settle an open criterion: how many cases, and at what price.
 *
 * @param usdPerCase what asking one more case of both arms costs on average; not a number where
 *     unknown
 */
record Advice(double confidence, double usdPerCase) {

  /**
   * For a mean difference.
   *
   * @param distance from the estimate to the limit, more than 0 on the hoped-for side
   * @param distanceAtNone the same if there were no difference at all
   */
  String forMean(PairedSample sample, Estimate estimate, double distance, double distanceAtNone) {
    if (!estimate.hasInterval()) {
      return atLeast(estimate, PairedSample.LEAST_GRADED);
    }
    if (Arrays.stream(sample.differences()).allMatch(each -> each == 0)) {
      return whileNothingDiffers(estimate, distanceAtNone);
    }
    double deviation = deviation(sample, estimate);
    return "%s %s Smallest difference that %d cases can find: %s."
        .formatted(
            more(
                estimate, SampleSize.toShow(deviation, distance, confidence), "at this difference"),
            more(
                estimate,
                SampleSize.toShow(deviation, distanceAtNone, confidence),
                "if there is no difference"),
            estimate.n(),
            figure(SampleSize.detectable(deviation, estimate.n(), confidence)));
  }

  /** A score interval around nothing closes with the number of cases, not with its root. */
  private String whileNothingDiffers(Estimate estimate, double limit) {
    double reach = estimate.interval().high();
    double times = (1 - limit) / limit * (reach / (1 - reach));
    return more(
        estimate,
        limit > 0 ? OptionalInt.of((int) Math.ceil(estimate.n() * times)) : OptionalInt.empty(),
        "while nothing differs");
  }

  /** For a ratio, whose interval is symmetric in its logarithm. */
  String forRatio(Estimate ratio, double limit) {
    if (!ratio.hasInterval()) {
      return atLeast(ratio, PairedSample.LEAST_GRADED);
    }
    double reach = Math.log(ratio.interval().high() / ratio.interval().low()) / 2;
    double deviation = reach / Quantiles.twoSidedNormal(confidence) * Math.sqrt(ratio.n());
    return "%s Smallest ratio that %d cases can tell from 1: %s."
        .formatted(
            more(
                ratio,
                SampleSize.toShow(deviation, Math.log(limit / ratio.value()), confidence),
                "at this ratio"),
            ratio.n(),
            figure(Math.exp(SampleSize.detectable(deviation, ratio.n(), confidence))));
  }

  /** For a figure that fewer cases cannot bound at all. */
  String atLeast(Estimate estimate, int cases) {
    return estimate.n() < cases
        ? "Needs at least %d cases, %d more%s."
            .formatted(cases, cases - estimate.n(), price(cases - estimate.n()))
        : "No interval can be claimed (%s).".formatted(estimate.method());
  }

  private String more(Estimate estimate, OptionalInt needed, String supposed) {
    String condition = supposed.substring(0, 1).toUpperCase(Locale.ROOT) + supposed.substring(1);
    if (needed.isEmpty()) {
      return condition + " more cases are not expected to help.";
    }
    int more = Math.max(1, needed.getAsInt() - estimate.n());
    return "%s about %d more cases%s.".formatted(condition, more, price(more));
  }

  private String price(int cases) {
    return Double.isFinite(usdPerCase) ? " (%s USD)".formatted(figure(cases * usdPerCase)) : "";
  }

  private static String figure(double value) {
    return String.format(Locale.ROOT, "%.3g", value);
  }

  /** Of one case as it counts here: of clusters through the interval. */
  private double deviation(PairedSample sample, Estimate estimate) {
    return !sample.isClustered()
        ? Means.deviation(sample.differences())
        : estimate.interval().width()
            / 2
            / Quantiles.twoSidedNormal(confidence)
            * Math.sqrt(estimate.n());
  }
}
