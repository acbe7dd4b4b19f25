package dev.assay.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantilesTest {
  @Test
  void referenceQuantilesAreThoseOfTheTables() {
    assertThat(Quantiles.normal(0.975)).isCloseTo(1.959963984540054, within(1e-12));
    assertThat(Quantiles.t(0.975, 4)).isCloseTo(2.7764451, within(1e-6));
    assertThat(Quantiles.binomial(0.5, 10, 0.5)).isEqualTo(5);
  }

  @Test
  void aSampleQuantileInterpolates() {
    double[] values = {10, 20, 30, 40};
    assertThat(Quantiles.ofSorted(values, 0)).isEqualTo(10);
    assertThat(Quantiles.ofSorted(values, 0.5)).isEqualTo(25);
    assertThat(Quantiles.ofSorted(values, 0.95)).isCloseTo(38.5, within(1e-12));
    assertThat(Quantiles.ofSorted(values, 1)).isEqualTo(40);
  }

  @Test
  void eightHundredValuesBoundTheirP95ByThe748thAnd773rd() {
    assertThat(OrderStatistics.lowRank(800, 0.95, 0.95)).hasValue(748);
    assertThat(OrderStatistics.highRank(800, 0.95, 0.95)).hasValue(773);
    double[] values = IntStream.rangeClosed(1, 800).mapToDouble(i -> i).toArray();
    assertThat(OrderStatistics.quantile(values, 0.95, 0.95).interval())
        .isEqualTo(new Interval(748, 773));
  }

  @Test
  void p95NeedsSeventyTwoValuesAndP99ThreeHundredSixtyEight() {
    assertThat(OrderStatistics.leastSample(0.95, 0.95)).isEqualTo(72);
    assertThat(OrderStatistics.leastSample(0.99, 0.95)).isEqualTo(368);
    Estimate tooFew = OrderStatistics.quantile(new double[71], 0.95, 0.95);
    assertThat(tooFew.hasInterval()).isFalse();
    assertThat(tooFew.method()).isEqualTo("none: not estimable from 71 values");
  }

  private static final UniformRandomProvider RANDOM = RandomSource.XO_RO_SHI_RO_128_PP.create(3);

  private static List<double[]> cases(int n, int repeats, double scale) {
    return IntStream.range(0, n)
        .mapToObj(
            i ->
                IntStream.range(0, repeats)
                    .mapToDouble(repeat -> scale * (100 + 1000 * RANDOM.nextDouble()))
                    .toArray())
        .toList();
  }

  private static List<String> names(int n) {
    return IntStream.range(0, n).mapToObj(i -> "c" + i).toList();
  }

  @Test
  void theRatioItselfIsThatOfTheTwoSampleQuantiles() {
    List<double[]> first = cases(80, 3, 1);
    List<double[]> second = cases(80, 2, 1.3);
    double expected = pooled(first) / pooled(second);
    assertThat(QuantileRatio.of(first, second, names(80), 0.95).estimate(0.95, 1).value())
        .isCloseTo(expected, within(1e-12));
  }

  private static double pooled(List<double[]> cases) {
    double[] values = cases.stream().flatMapToDouble(Arrays::stream).sorted().toArray();
    return Quantiles.ofSorted(values, 0.95);
  }

  @Test
  void oneSeedGivesOneInterval() {
    List<double[]> first = cases(100, 1, 1);
    List<double[]> second = cases(100, 1, 1);
    QuantileRatio ratio = QuantileRatio.of(first, second, names(100), 0.95);
    assertThat(ratio.estimate(0.95, 42)).isEqualTo(ratio.estimate(0.95, 42));
    assertThat(ratio.estimate(0.95, 42)).isNotEqualTo(ratio.estimate(0.95, 43));
    assertThat(ratio.estimate(0.95, 42).interval().contains(ratio.estimate(0.95, 42).value()))
        .isTrue();
  }

  @Test
  void casesAreDrawnInPairs() {
    List<double[]> second = cases(100, 1, 1);
    List<double[]> first = second.stream().map(each -> new double[] {2 * each[0]}).toList();
    Interval interval =
        QuantileRatio.of(first, second, names(100), 0.95).estimate(0.95, 1).interval();
    assertThat(interval.low()).isCloseTo(2, within(1e-9));
    assertThat(interval.high()).isCloseTo(2, within(1e-9));
  }

  @Test
  void nineClustersAreTooFewToDrawFrom() {
    List<String> nine = IntStream.range(0, 90).mapToObj(i -> "c" + i % 9).toList();
    Estimate estimate =
        QuantileRatio.of(cases(90, 1, 1), cases(90, 1, 1), nine, 0.95).estimate(0.95, 1);
    assertThat(estimate.hasInterval()).isFalse();
  }

  /** ((1.959964 + 0.841621) 0.5 / 0.1)² = 196.2. */
  @Test
  void sampleSizeIsTheTextbooks() {
    assertThat(SampleSize.toShow(0.5, 0.1, 0.95)).hasValue(197);
    assertThat(SampleSize.toShow(0.5, 0, 0.95)).isEmpty();
    assertThat(SampleSize.toShow(0.5, -0.1, 0.95)).isEmpty();
    assertThat(SampleSize.detectable(0.5, 196, 0.95)).isCloseTo(0.10006, within(1e-5));
  }

  /** Exactly, by the binomial probability that so many values lie below the quantile. */
  @ParameterizedTest
  @CsvSource({"800, 0.95, 0.958", "20, 0.5, 0.959", "400, 0.99, 0.95", "100, 0.5, 0.95"})
  void theRanksCoverAtLeastAsOftenAsTheySayAndNoNarrowerOnesWould(
      int n, double probability, double coverage) {
    var below = BinomialDistribution.of(n, probability);
    int low = OrderStatistics.lowRank(n, probability, 0.95).orElseThrow();
    int high = OrderStatistics.highRank(n, probability, 0.95).orElseThrow();
    double covered = below.cumulativeProbability(high - 1) - below.cumulativeProbability(low - 1);
    assertThat(covered).isGreaterThanOrEqualTo(0.95).isCloseTo(coverage, within(0.025));
    assertThat(below.cumulativeProbability(low)).isGreaterThan(0.025);
    assertThat(below.cumulativeProbability(high - 2)).isLessThan(0.975);
  }

  @Test
  void theRanksOfTheMedianLieAlikeOnBothSides() {
    for (int n : new int[] {10, 25, 100, 999}) {
      assertThat(OrderStatistics.lowRank(n, 0.5, 0.95).orElseThrow())
          .isEqualTo(n + 1 - OrderStatistics.highRank(n, 0.5, 0.95).orElseThrow());
    }
  }
}
