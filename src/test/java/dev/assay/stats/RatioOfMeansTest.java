package dev.assay.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RatioOfMeansTest {
  private static RatioOfMeans of(double[] top, double[] bottom) {
    int n = top.length;
    double meanTop = Means.mean(top);
    double meanBottom = Means.mean(bottom);
    double covariance = 0;
    for (int i = 0; i < n; i++) {
      covariance += (top[i] - meanTop) * (bottom[i] - meanBottom) / (n - 1);
    }
    return new RatioOfMeans(
        n,
        meanTop,
        meanBottom,
        Math.pow(Means.deviation(top), 2),
        Math.pow(Means.deviation(bottom), 2),
        covariance);
  }

  /** Costs 1, 2, 3 with successes 1, 0, 1: 6 for 2, and residuals 1 - 3, 2 - 0, 3 - 3. */
  @Test
  void deltaIsTheStandardErrorOfTheResiduals() {
    RatioOfMeans moments = of(new double[] {1, 2, 3}, new double[] {1, 0, 1});
    Estimate estimate = moments.delta(0.95);
    assertThat(estimate.value()).isCloseTo(3, within(1e-12));
    double error = Math.sqrt((4 + 4 + 0) / 2.0 / 3) / (2 / 3.0);
    assertThat(estimate.interval().high()).isCloseTo(3 + 4.3026527 * error, within(1e-6));
    // a cost is never negative
    assertThat(estimate.interval().low()).isZero();
  }

  /** Fieller 1954: at each end of the interval the t test of top - ratio x bottom just rejects. */
  @Test
  void atTheEndsOfFiellersIntervalTheTestJustRejects() {
    double[] costs = {0.02, 0.03, 0.01, 0.04, 0.02, 0.05, 0.03, 0.02, 0.02, 0.06, 0.01, 0.03};
    double[] successes = {1, 0, 1, 1, 1, 0, 1, 1, 0, 1, 1, 1};
    Estimate estimate = of(costs, successes).fieller(0.95);
    for (double end : new double[] {estimate.interval().low(), estimate.interval().high()}) {
      double[] residuals = new double[costs.length];
      for (int i = 0; i < costs.length; i++) {
        residuals[i] = costs[i] - end * successes[i];
      }
      double t = Math.abs(Means.mean(residuals)) / Means.standardError(residuals);
      assertThat(t).isCloseTo(Quantiles.twoSidedT(0.95, 11), within(1e-9));
    }
    assertThat(estimate.interval().contains(estimate.value())).isTrue();
  }

  @Test
  void aDivisorThatMayBeNothingLeavesTheRatioUnbounded() {
    double[] costs = {0.02, 0.03, 0.01, 0.04, 0.02, 0.05};
    Estimate estimate = of(costs, new double[] {1, 0, 0, 0, 0, 0}).fieller(0.95);
    assertThat(estimate.value()).isCloseTo(0.17, within(1e-12));
    assertThat(estimate.method())
        .isEqualTo("none: no upper bound");
    assertThat(of(costs, new double[6]).fieller(0.95).method())
        .isEqualTo("none: nothing to divide by");
    assertThat(of(costs, new double[6]).delta(0.95).hasInterval()).isFalse();
  }

  @Test
  void withManySuccessesTheTwoAgree() {
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(5);
    double[] costs = random.doubles(20_000).toArray();
    double[] successes = random.doubles(20_000).map(u -> u < 0.5 ? 1 : 0).toArray();
    RatioOfMeans moments = of(costs, successes);
    Interval delta = moments.delta(0.95).interval();
    Interval fieller = moments.fieller(0.95).interval();
    assertThat(fieller.low()).isCloseTo(delta.low(), within(2e-4));
    assertThat(fieller.high()).isCloseTo(delta.high(), within(2e-4));
    assertThat(moments.perSuccess(30, 0.95).method()).isEqualTo("delta");
    assertThat(moments.perSuccess(29, 0.95).method()).isEqualTo("Fieller");
  }

  /** Twenty successes expected of a hundred calls, and a failure costs half. */
  @ParameterizedTest
  @CsvSource({"100, 0.2, 0.92, 0.98", "400, 0.6, 0.93, 0.97"})
  void theIntervalThatIsUsedCoversTheTrueRatio(int n, double rate, double least, double most) {
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(n);
    int rounds = 1500;
    int covered = 0;
    double truth = (rate + (1 - rate) / 2) / rate;
    for (int round = 0; round < rounds; round++) {
      double[] costs = new double[n];
      double[] successes = new double[n];
      int sum = 0;
      for (int i = 0; i < n; i++) {
        successes[i] = random.nextDouble() < rate ? 1 : 0;
        sum += (int) successes[i];
        costs[i] = (0.5 + random.nextDouble()) * (successes[i] == 1 ? 1 : 0.5);
      }
      Estimate estimate = of(costs, successes).perSuccess(sum, 0.95);
      covered += estimate.hasInterval() && estimate.interval().contains(truth) ? 1 : 0;
    }
    assertThat((double) covered / rounds).isBetween(least, most);
  }
}
