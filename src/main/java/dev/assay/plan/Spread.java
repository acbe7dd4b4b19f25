package dev.assay.plan;

import dev.assay.money.Usd;
import dev.assay.stats.Quantiles;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Map;

/**
 * How far a sum of costs may be from its mean: a part in which calls differ each for itself, which
 * a large sum averages out, and parts in which they all differ together, which nothing does.
 *
 * @param mean in US dollars
 * @param variance of what is independent, in dollars squared
 * @param together the standard deviation of each shared part, by what is shared
 */
record Spread(double mean, double variance, Map<String, Double> together) {
  static final Spread NOTHING = new Spread(0, 0, Map.of());

  private static final double TAIL = 0.95;

  /** A range is no measurement: digits beyond these would only look like one. */
  private static final MathContext DIGITS = new MathContext(6, RoundingMode.HALF_EVEN);

  Spread {
    together = Map.copyOf(together);
  }

  Spread plus(Spread other) {
    Map<String, Double> both = new HashMap<>(together);
    // what shares a cause moves together, so standard deviations add and not variances
    other.together.forEach((cause, deviation) -> both.merge(cause, deviation, Double::sum));
    return new Spread(mean + other.mean, variance + other.variance, both);
  }

  /**
   * The range, from a log-normal distribution of that mean and variance: costs are positive, and a
   * surprise is more often dear than cheap.
   *
   * @param atMost what can never be passed; null where nobody knows
   */
  Estimate.Range range(Usd atMost) {
    if (mean == 0) {
      return new Estimate.Range(Usd.ZERO, Usd.ZERO, Usd.ZERO);
    }
    double shared = together.values().stream().mapToDouble(each -> each * each).sum();
    double logVariance = Math.log1p((variance + shared) / (mean * mean));
    double median = Math.log(mean) - logVariance / 2;
    double reach = Quantiles.normal(TAIL) * Math.sqrt(logVariance);
    return new Estimate.Range(
        usd(median - reach, atMost), usd(median, atMost), usd(median + reach, atMost));
  }

  private static Usd usd(double logarithm, Usd atMost) {
    BigDecimal rounded = new BigDecimal(Math.exp(logarithm)).round(DIGITS);
    Usd usd =
        new Usd(rounded.setScale(Math.min(Usd.DECIMALS, rounded.scale()), RoundingMode.HALF_EVEN));
    return atMost != null && usd.isMoreThan(atMost) ? atMost : usd;
  }
}
