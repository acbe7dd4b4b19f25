package dev.assay.stats;

import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.interval.BinomialConfidenceInterval;

/** Intervals and tests of shares. */
public final class Proportions {
  private Proportions() {}

  /** Wilson's score interval: sound near 0 and 1 and for few cases. */
  public static Estimate wilson(int successes, int n, double confidence) {
    return share(BinomialConfidenceInterval.WILSON_SCORE, "Wilson", successes, n, confidence);
  }

  /** Clopper and Pearson's interval: never covers less often than it says, and is wider for it. */
  public static Estimate clopperPearson(int successes, int n, double confidence) {
    return share(
        BinomialConfidenceInterval.CLOPPER_PEARSON, "Clopper-Pearson", successes, n, confidence);
  }

  private static Estimate share(
      BinomialConfidenceInterval kind, String method, int successes, int n, double confidence) {
    if (n == 0) {
      return Estimate.withoutInterval(Double.NaN, 0, "no case");
    }
    var interval = kind.fromErrorRate(n, successes, 1 - confidence);
    // the published formulas give 0 and 1 there, their rounding a hair beside them
    double low = successes == 0 ? 0 : interval.getLowerBound();
    double high = successes == n ? 1 : interval.getUpperBound();
    return new Estimate((double) successes / n, new Interval(low, high), n, method);
  }

  /**
   * Newcombe's hybrid score interval of the first share less the second, of two samples that have
   * no case in common.
   */
  public static Estimate newcombe(
      int firstSuccesses, int firstN, int secondSuccesses, int secondN, double confidence) {
    if (firstN == 0 || secondN == 0) {
      return Estimate.withoutInterval(Double.NaN, firstN + secondN, "no case on one side");
    }
    Estimate first = wilson(firstSuccesses, firstN, confidence);
    Estimate second = wilson(secondSuccesses, secondN, confidence);
    double difference = first.value() - second.value();
    double down =
        Math.hypot(
            first.value() - first.interval().low(), second.interval().high() - second.value());
    double up =
        Math.hypot(
            first.interval().high() - first.value(), second.value() - second.interval().low());
    return new Estimate(
        difference,
        new Interval(difference - down, difference + up).within(-1, 1),
        firstN + secondN,
        "Newcombe");
  }

  /** The exact two-sided sign test: how likely a split this uneven is where both are as likely. */
  public static double signTest(int first, int second) {
    if (first + second == 0) {
      return 1;
    }
    return Math.min(1, 2 * evenSplit(first, second).cumulativeProbability(Math.min(first, second)));
  }

  /**
   * The sign test that counts only half of the split observed: less timid than the exact one, and
   * seldom above its level.
   */
  public static double midSignTest(int first, int second) {
    int differing = first + second;
    if (differing == 0) {
      return 1;
    }
    int fewer = Math.min(first, second);
    BinomialDistribution even = evenSplit(first, second);
    double atOnce = even.probability(fewer);
    return first == second ? 1 - atOnce : 2 * even.cumulativeProbability(fewer) - atOnce;
  }

  private static BinomialDistribution evenSplit(int first, int second) {
    return BinomialDistribution.of(first + second, 0.5);
  }
}
