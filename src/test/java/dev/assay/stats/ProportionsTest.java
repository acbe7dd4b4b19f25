package dev.assay.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.apache.commons.statistics.distribution.BinomialDistribution;
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

  /** Fagerland, Lydersen and Laake 2013: airway reactivity, 1 against 7 of 21 children. */
  @Test
  void mcNemarHasThePublishedExactAndMidP() {
    PairedProportions pairs = new PairedProportions(21, 1, 7);
    assertThat(pairs.mcNemar()).isCloseTo(0.070, within(5e-4));
    assertThat(pairs.mcNemarMidP()).isCloseTo(0.039, within(5e-4));
    // theirs is the asymptotic test at no difference, (b - c) / sqrt(b + c)
    assertThat(pairs.tangoTest(0)).isCloseTo(0.034, within(5e-4));
  }

  @Test
  void midPOfAnEvenSplitLeavesOutHalfOfIt() {
    // 1 - C(4, 2) / 16
    assertThat(Proportions.midSignTest(2, 2)).isCloseTo(1 - 6 / 16.0, within(1e-12));
    assertThat(Proportions.midSignTest(0, 0)).isEqualTo(1);
    assertThat(Proportions.midSignTest(3, 1)).isEqualTo(Proportions.midSignTest(1, 3));
  }

  /** Newcombe 1998, table I, method 5. */
  @ParameterizedTest
  @CsvSource({
    "81, 263, 0.2527, 0.3676",
    "15, 148, 0.0578, 0.1617",
    " 0,  20, 0.0000, 0.1684",
    " 1,  29, 0.0009, 0.1776"
  })
  void clopperAndPearsonGiveThePublishedIntervals(int successes, int n, double low, double high) {
    Estimate estimate = Proportions.clopperPearson(successes, n, 0.95);
    assertThat(estimate.interval().low()).isCloseTo(low, within(5e-5));
    assertThat(estimate.interval().high()).isCloseTo(high, within(5e-5));
    assertThat(estimate.method()).isEqualTo("Clopper-Pearson");
  }

  /** Newcombe 1998, Statistics in Medicine 17, 873-890, table II, method 10. */
  @ParameterizedTest
  @CsvSource({
    "56, 70, 48, 80,  0.0524, 0.3339",
    " 9, 10,  3, 10,  0.1705, 0.8090",
    " 6,  7,  2,  7,  0.0582, 0.8062",
    " 5, 56,  0, 29, -0.0381, 0.1926",
    " 0, 10,  0, 20, -0.1611, 0.2775",
    " 0, 10,  0, 10, -0.2775, 0.2775",
    "10, 10,  0, 20,  0.6791, 1.0000",
    "10, 10,  0, 10,  0.6075, 1.0000"
  })
  void newcombeGivesThePublishedIntervals(int a, int n, int b, int m, double low, double high) {
    Estimate estimate = Proportions.newcombe(a, n, b, m, 0.95);
    assertThat(estimate.interval().low()).isCloseTo(low, within(5e-5));
    assertThat(estimate.interval().high()).isCloseTo(high, within(5e-5));
  }

  @Test
  void turningTheSidesTurnsNewcombesIntervalAround() {
    Interval one = Proportions.newcombe(9, 40, 17, 50, 0.95).interval();
    Interval other = Proportions.newcombe(17, 50, 9, 40, 0.95).interval();
    assertThat(one.low()).isCloseTo(-other.high(), within(1e-12));
    assertThat(one.high()).isCloseTo(-other.low(), within(1e-12));
    assertThat(Proportions.newcombe(0, 0, 1, 2, 0.95).hasInterval()).isFalse();
  }

  /** Failures are successes of the other kind. */
  @ParameterizedTest
  @CsvSource({"0, 20", "3, 20", "10, 20", "199, 400"})
  void countingFailuresTurnsTheIntervalOfAShareAround(int successes, int n) {
    for (boolean exact : new boolean[] {false, true}) {
      Interval won = share(exact, successes, n);
      Interval lost = share(exact, n - successes, n);
      assertThat(won.low()).isCloseTo(1 - lost.high(), within(1e-9));
      assertThat(won.high()).isCloseTo(1 - lost.low(), within(1e-9));
    }
  }

  private static Interval share(boolean exact, int successes, int n) {
    return (exact
            ? Proportions.clopperPearson(successes, n, 0.95)
            : Proportions.wilson(successes, n, 0.95))
        .interval();
  }

  @ParameterizedTest
  @CsvSource({"0.0", "0.1", "0.5", "0.9"})
  void moreCasesOfTheSameKindNarrowEveryInterval(double rate) {
    double wilson = 2;
    double exact = 2;
    double tango = 3;
    double newcombe = 3;
    for (int n = 10; n <= 10_000; n *= 10) {
      int successes = (int) Math.round(rate * n);
      assertThat(share(false, successes, n).width()).isLessThan(wilson);
      assertThat(share(true, successes, n).width()).isLessThan(exact);
      wilson = share(false, successes, n).width();
      exact = share(true, successes, n).width();
      Interval paired = new PairedProportions(n, successes, 0).tango(0.95).interval();
      assertThat(paired.width()).isLessThan(tango);
      tango = paired.width();
      Interval apart = Proportions.newcombe(successes, n, n / 2, n, 0.95).interval();
      assertThat(apart.width()).isLessThan(newcombe);
      newcombe = apart.width();
    }
  }

  /** Exactly, by adding up the binomial probabilities of all counts whose interval covers. */
  @ParameterizedTest
  @CsvSource({"0.02", "0.1", "0.3", "0.5", "0.77"})
  void clopperAndPearsonNeverCoverLessThanTheySayAndWilsonDoesSoOnAverage(double truth) {
    int n = 60;
    var counts = BinomialDistribution.of(n, truth);
    double exact = 0;
    double wilson = 0;
    for (int successes = 0; successes <= n; successes++) {
      double probability = counts.probability(successes);
      exact += share(true, successes, n).contains(truth) ? probability : 0;
      wilson += share(false, successes, n).contains(truth) ? probability : 0;
    }
    assertThat(exact).isGreaterThanOrEqualTo(0.95);
    assertThat(wilson).isBetween(0.915, 0.99);
  }

  @ParameterizedTest
  @CsvSource({"100, 0.06, 0.02", "40, 0.2, 0.1", "300, 0.01, 0.01"})
  void tangosIntervalCoversTheTrueDifference(int n, double first, double second) {
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(n);
    int covered = 0;
    int rounds = 2000;
    for (int round = 0; round < rounds; round++) {
      int onlyFirst = 0;
      int onlySecond = 0;
      for (int i = 0; i < n; i++) {
        double u = random.nextDouble();
        onlyFirst += u < first ? 1 : 0;
        onlySecond += u >= first && u < first + second ? 1 : 0;
      }
      covered +=
          new PairedProportions(n, onlyFirst, onlySecond)
                  .tango(0.95)
                  .interval()
                  .contains(first - second)
              ? 1
              : 0;
    }
    // four standard errors of the simulation are 2 %
    assertThat((double) covered / rounds).isBetween(0.93, 0.99);
  }

  @ParameterizedTest
  @CsvSource({"50, 0.3, 40, 0.5", "200, 0.05, 100, 0.1"})
  void newcombesIntervalCoversTheTrueDifference(int n, double p, int m, double q) {
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(n);
    int covered = 0;
    int rounds = 2000;
    for (int round = 0; round < rounds; round++) {
      int first = (int) random.doubles(n).filter(u -> u < p).count();
      int second = (int) random.doubles(m).filter(u -> u < q).count();
      covered += Proportions.newcombe(first, n, second, m, 0.95).interval().contains(p - q) ? 1 : 0;
    }
    assertThat((double) covered / rounds).isBetween(0.93, 0.985);
  }
}
