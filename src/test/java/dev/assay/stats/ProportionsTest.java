package dev.assay.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProportionsTest {
  /** Newcombe 1998, Statistics in Medicine 17, 857-872, table I, method 3. */
  @ParameterizedTest
  @CsvSource({
    "81, 263, 0.2553, 0.3662",
    "15, 148, 0.0624, 0.1605",
    " 0,  20, 0.0000, 0.1611",
    " 1,  29, 0.0061, 0.1718",
    "29,  29, 0.8830, 1.0000"
  })
  void wilsonGivesThePublishedIntervals(int successes, int n, double low, double high) {
    Estimate estimate = Proportions.wilson(successes, n, 0.95);
    assertThat(estimate.interval().low()).isCloseTo(low, within(5e-5));
    assertThat(estimate.interval().high()).isCloseTo(high, within(5e-5));
    assertThat(estimate.method()).isEqualTo("Wilson");
  }

  @Test
  void noCaseGivesNoInterval() {
    assertThat(Proportions.wilson(0, 0, 0.95).hasInterval()).isFalse();
  }

  /** Tango 1998: the statistic at the margin, as statistics.md states it. */
  @Test
  void tangoGivesThePublishedStatistic() {
    assertThat(new PairedProportions(44, 0, 1).tangoStatistic(-0.1))
        .isCloseTo(1.7086, within(5e-5));
  }

  @ParameterizedTest
  @CsvSource({"44, 0, 1", "100, 5, 5", "50, 10, 2", "30, 0, 0", "20, 20, 0", "500, 3, 9"})
  void theEndsOfTangosIntervalAreWhereTheTestJustRejects(int n, int first, int second) {
    PairedProportions pairs = new PairedProportions(n, first, second);
    Interval interval = pairs.tango(0.95).interval();
    double z = 1.959963984540054;
    assertThat(pairs.tangoStatistic(interval.low())).isCloseTo(z, within(1e-4));
    if (interval.high() < 0.999999) {
      assertThat(pairs.tangoStatistic(interval.high())).isCloseTo(-z, within(1e-4));
    }
    assertThat(interval.contains(pairs.difference())).isTrue();
  }

  @Test
  void swappingTheArmsTurnsTangosIntervalAround() {
    Interval one = new PairedProportions(60, 9, 4).tango(0.95).interval();
    Interval other = new PairedProportions(60, 4, 9).tango(0.95).interval();
    assertThat(one.low()).isCloseTo(-other.high(), within(1e-9));
    assertThat(one.high()).isCloseTo(-other.low(), within(1e-9));
  }

  /** Where nothing differs the interval has the closed form z²/(n + z²). */
  @Test
  void noDifferingCaseIsNotCertainty() {
    double square = 1.959963984540054 * 1.959963984540054;
    Interval interval = new PairedProportions(100, 0, 0).tango(0.95).interval();
    assertThat(interval.high()).isCloseTo(square / (100 + square), within(1e-9));
    assertThat(interval.low()).isCloseTo(-square / (100 + square), within(1e-9));
  }

  /** At a true difference of exactly -margin, a pass of non-inferiority is false. */
  @Test
  void tangoSeldomPassesACandidateThatIsWorseByTheMargin() {
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(7);
    int passes = 0;
    int rounds = 4000;
    for (int round = 0; round < rounds; round++) {
      int first = 0;
      int second = 0;
      for (int i = 0; i < 200; i++) {
        double u = random.nextDouble();
        if (u < 0.02) {
          first++;
        } else if (u < 0.02 + 0.07) {
          second++;
        }
      }
      if (new PairedProportions(200, first, second).tangoStatistic(-0.05) > 1.959963984540054) {
        passes++;
      }
    }
    // nominal 2.5 %; four standard errors of the simulation are 1 %
    assertThat((double) passes / rounds).isBetween(0.010, 0.035);
  }

  /** 2 (1 + 12 + 66) / 4096 for ten against two. */
  @Test
  void mcNemarIsTheExactBinomialTest() {
    assertThat(new PairedProportions(50, 10, 2).mcNemar()).isCloseTo(158 / 4096.0, within(1e-12));
    assertThat(new PairedProportions(50, 2, 10).mcNemar()).isCloseTo(158 / 4096.0, within(1e-12));
    assertThat(new PairedProportions(50, 6, 6).mcNemar()).isEqualTo(1);
    assertThat(new PairedProportions(50, 0, 0).mcNemar()).isEqualTo(1);
  }
}
