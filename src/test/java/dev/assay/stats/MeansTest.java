package dev.assay.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;

class MeansTest {
  /** 1 to 5: mean 3, deviation sqrt(2.5), t of 4 degrees 2.776445. */
  @Test
  void studentsIntervalIsTheOneOfTheTables() {
    Estimate estimate = Means.ofSample(new double[] {1, 2, 3, 4, 5}, 0.95);
    double reach = 2.7764451 * Math.sqrt(2.5 / 5);
    assertThat(estimate.value()).isEqualTo(3);
    assertThat(estimate.interval().low()).isCloseTo(3 - reach, within(1e-6));
    assertThat(estimate.interval().high()).isCloseTo(3 + reach, within(1e-6));
  }

  @Test
  void oneCaseGivesNoInterval() {
    assertThat(Means.ofSample(new double[] {1}, 0.95).hasInterval()).isFalse();
  }

  @Test
  void askingEveryCaseTwiceDoesNotNarrowAClusteredInterval() {
    double[] once = {0.1, 0.5, 0.9, 0.2, 0.7, 0.4, 0.8};
    double[] twice = IntStream.range(0, 14).mapToDouble(i -> once[i / 2]).toArray();
    List<String> clusters = IntStream.range(0, 14).mapToObj(i -> "c" + i / 2).toList();
    Interval alone = Means.ofSample(once, 0.95).interval();
    Interval clustered = Means.clustered(twice, clusters, 0.95).interval();
    assertThat(clustered.low()).isCloseTo(alone.low(), within(1e-12));
    assertThat(clustered.high()).isCloseTo(alone.high(), within(1e-12));
  }

  /** Six clusters of two: the cluster sums of deviations are +-0.2, +-0.4 and +-0.6 by hand. */
  @Test
  void clusteredErrorIsTheOneComputedByHand() {
    double[] sample = {0.6, 0.6, 0.4, 0.4, 0.7, 0.7, 0.3, 0.3, 0.8, 0.8, 0.2, 0.2};
    List<String> clusters = IntStream.range(0, 12).mapToObj(i -> "c" + i / 2).toList();
    Estimate estimate = Means.clustered(sample, clusters, 0.95);
    double squares = 2 * (0.2 * 0.2 + 0.4 * 0.4 + 0.6 * 0.6);
    double reach = 2.5705818 * Math.sqrt(6 / 5.0 * squares) / 12;
    assertThat(estimate.interval().high() - 0.5).isCloseTo(reach, within(1e-7));
    assertThat(estimate.method()).isEqualTo("CR1 t, 6 clusters, few");
  }

  @Test
  void fewerThanSixClustersGiveNoInterval() {
    Estimate estimate =
        Means.clustered(
            new double[] {1, 0, 1, 0, 1, 0}, List.of("a", "a", "b", "c", "d", "e"), 0.95);
    assertThat(estimate.hasInterval()).isFalse();
    assertThat(estimate.method()).isEqualTo("none: fewer than 6 clusters");
  }

  @Test
  void clusteredIntervalCoversWhereANaiveOneDoesNot() {
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(11);
    var normal = NormalDistribution.of(0, 1).createSampler(random);
    int rounds = 1500;
    int clustered = 0;
    int naive = 0;
    List<String> clusters = IntStream.range(0, 120).mapToObj(i -> "c" + i / 4).toList();
    for (int round = 0; round < rounds; round++) {
      double[] sample = new double[120];
      for (int cluster = 0; cluster < 30; cluster++) {
        double shared = normal.sample();
        for (int i = 0; i < 4; i++) {
          sample[cluster * 4 + i] = shared + normal.sample();
        }
      }
      clustered += Means.clustered(sample, clusters, 0.95).interval().contains(0) ? 1 : 0;
      naive += Means.ofSample(sample, 0.95).interval().contains(0) ? 1 : 0;
    }
    assertThat((double) clustered / rounds).isBetween(0.925, 0.975);
    assertThat((double) naive / rounds).isLessThan(0.88);
  }

  @Test
  void zeroOneOutcomesAskedOnceAreJudgedByTango() {
    PairedSample sample =
        new PairedSample(
            new double[] {1, 1, 0, 1}, new double[] {1, 0, 0, 0}, List.of("a", "b", "c", "d"));
    Estimate estimate = sample.difference(0.95, PairedSample.Outcomes.ONE_A_CASE);
    assertThat(estimate.method()).isEqualTo("Tango");
    assertThat(estimate.interval())
        .isEqualTo(new PairedProportions(4, 2, 0).tango(0.95).interval());
  }

  @Test
  void gradedDifferencesNeedThirtyCases() {
    assertThat(graded(29).hasInterval()).isFalse();
    assertThat(graded(30).hasInterval()).isTrue();
    assertThat(graded(30).method()).isEqualTo("t over cases");
  }

  private static Estimate graded(int n) {
    double[] first = IntStream.range(0, n).mapToDouble(i -> i % 3 / 2.0).toArray();
    return new PairedSample(first, new double[n], names(n))
        .difference(0.95, PairedSample.Outcomes.AVERAGED);
  }

  private static List<String> names(int n) {
    return IntStream.range(0, n).mapToObj(i -> "c" + i).toList();
  }

  @Test
  void differencesThatAreAllAlikeClaimNoCertainty() {
    PairedSample alike = new PairedSample(filled(40, 0.75), filled(40, 0.25), names(40));
    assertThat(alike.difference(0.95, PairedSample.Outcomes.AVERAGED).hasInterval()).isFalse();
    PairedSample same = new PairedSample(filled(40, 0.5), filled(40, 0.5), names(40));
    Interval interval = same.difference(0.95, PairedSample.Outcomes.AVERAGED).interval();
    assertThat(interval).isEqualTo(new PairedProportions(40, 0, 0).tango(0.95).interval());
  }

  private static double[] filled(int n, double value) {
    return Collections.nCopies(n, value).stream().mapToDouble(each -> each).toArray();
  }

  @Test
  void costRatioCoversTheTrueRatio() {
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(13);
    var normal = NormalDistribution.of(0, 1).createSampler(random);
    int rounds = 1500;
    int covered = 0;
    for (int round = 0; round < rounds; round++) {
      double[] first = new double[150];
      double[] second = new double[150];
      for (int i = 0; i < 150; i++) {
        double length = normal.sample() * 0.5;
        first[i] = 0.7 * Math.exp(length + 0.2 * normal.sample());
        second[i] = Math.exp(length + 0.2 * normal.sample());
      }
      Estimate ratio = new PairedSample(first, second, names(150)).ratioOfMeans(0.95);
      covered += ratio.interval().contains(0.7) ? 1 : 0;
    }
    assertThat((double) covered / rounds).isBetween(0.925, 0.97);
  }

  @Test
  void aFixedShareOfTheCostIsThatShareExactly() {
    double[] second = {1, 2, 3, 4};
    double[] first = {0.5, 1, 1.5, 2};
    Estimate ratio = new PairedSample(first, second, names(4)).ratioOfMeans(0.95);
    assertThat(ratio.value()).isEqualTo(0.5);
    assertThat(ratio.interval().width()).isCloseTo(0, within(1e-12));
  }

  @Test
  void aMeanOfZeroHasNoRatio() {
    List<String> names = new ArrayList<>(names(3));
    assertThat(
            new PairedSample(new double[3], new double[] {1, 1, 1}, names)
                .ratioOfMeans(0.95)
                .hasInterval())
        .isFalse();
  }

  /**
   * Miller 2024: the plain squared error and what pairs of one cluster have in common. Deviations
   * 0.5, 0.5, -0.5, -0.5 in two clusters of two: 1/12 and 2 (0.25 + 0.25) / 16.
   */
  @Test
  void millersClusteredErrorAddsTheProductsWithinAClusterToThePlainOne() {
    double[] sample = {1, 1, 0, 0};
    assertThat(Means.standardError(sample)).isCloseTo(Math.sqrt(1 / 12.0), within(1e-12));
    assertThat(Means.clusteredError(sample, List.of("a", "a", "b", "b")))
        .isCloseTo(Math.sqrt(1 / 12.0 + 1 / 16.0), within(1e-12));
    // alone in their clusters there is nothing in common
    assertThat(Means.clusteredError(sample, List.of("a", "b", "c", "d")))
        .isCloseTo(Math.sqrt(1 / 12.0), within(1e-12));
    // opposites in one cluster balance each other
    assertThat(Means.clusteredError(sample, List.of("a", "b", "a", "b")))
        .isCloseTo(Math.sqrt(1 / 12.0 - 1 / 16.0), within(1e-12));
  }

  @Test
  void turningASampleAroundTurnsItsIntervalAroundAndMoreCasesNarrowIt() {
    double[] sample = {0.1, 0.5, 0.9, 0.2, 0.7, 0.4, 0.8};
    Interval one = Means.ofSample(sample, 0.95).interval();
    Interval other =
        Means.ofSample(Arrays.stream(sample).map(each -> -each).toArray(), 0.95).interval();
    assertThat(other.low()).isCloseTo(-one.high(), within(1e-12));
    double[] twice = IntStream.range(0, 14).mapToDouble(i -> sample[i % 7]).toArray();
    assertThat(Means.ofSample(twice, 0.95).interval().width()).isLessThan(one.width());
    assertThat(Means.ofSample(sample, 0.99).interval().width()).isGreaterThan(one.width());
  }

  /** The test and the interval of one sample agree: p is 0.05 where an end of it is 0. */
  @Test
  void theTestOfADifferenceIsThatOfItsInterval() {
    double error = 0.1;
    double mean = Quantiles.twoSidedT(0.95, 49) * error;
    PairedDifferences sums =
        new PairedDifferences(50, 30, 20, mean, error * Math.sqrt(50), 50, Double.NaN, false);
    assertThat(sums.difference(0.95, () -> null).interval().low()).isCloseTo(0, within(1e-12));
    assertThat(sums.test().p()).isCloseTo(0.05, within(1e-12));
    assertThat(sums.test().name()).isEqualTo("paired t");
    PairedDifferences clustered =
        new PairedDifferences(50, 30, 20, Quantiles.twoSidedT(0.95, 9) * error, 1, 10, error, true);
    assertThat(clustered.difference(0.95, () -> null).interval().low()).isCloseTo(0, within(1e-12));
    assertThat(clustered.test().p()).isCloseTo(0.05, within(1e-12));
    PairedDifferences fiveClusters = new PairedDifferences(50, 30, 20, 0.1, 1, 5, error, true);
    assertThat(fiveClusters.test().p()).isNaN();
    assertThat(fiveClusters.difference(0.95, () -> null).hasInterval()).isFalse();
  }
}
