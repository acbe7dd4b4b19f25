package dev.assay.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class BootstrapTest {
  /** Efron and Tibshirani 1993, table 14.1: the first of the two spatial tests of 26 children. */
  private static final double[] SPATIAL = {
    48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6, 0, 33, 28, 34, 4, 32, 24, 47, 41, 24, 26, 30,
    41
  };

  private static double varianceOf(int[] drawn) {
    double mean = Arrays.stream(drawn).mapToDouble(i -> SPATIAL[i]).average().orElseThrow();
    return Arrays.stream(drawn)
        .mapToDouble(i -> (SPATIAL[i] - mean) * (SPATIAL[i] - mean))
        .average()
        .orElseThrow();
  }

  /**
   * Their BCa interval at 90 % is (115.8, 259.6), of 2,000 draws; the percentile one (100.8,
   * 233.9).
   */
  @Test
  void theVarianceOfTheSpatialTestHasThePublishedInterval() {
    Estimate estimate = Bootstrap.bca(SPATIAL.length, BootstrapTest::varianceOf, 0.90, 1);
    assertThat(estimate.value()).isCloseTo(171.5, within(0.05));
    assertThat(estimate.interval().low()).isCloseTo(115.8, within(3.0));
    assertThat(estimate.interval().high()).isCloseTo(259.6, within(5.0));
    assertThat(estimate.method()).isEqualTo("BCa bootstrap, B = 10000, seed 1");
  }

  @Test
  void theSameSeedGivesTheSameIntervalAndAnotherNearlyThat() {
    Interval once = Bootstrap.bcaOfMean(SPATIAL, 0.95, 7).interval();
    assertThat(Bootstrap.bcaOfMean(SPATIAL, 0.95, 7).interval()).isEqualTo(once);
    Interval other = Bootstrap.bcaOfMean(SPATIAL, 0.95, 8).interval();
    assertThat(other).isNotEqualTo(once);
    assertThat(other.low()).isCloseTo(once.low(), within(0.5));
  }

  @Test
  void aSampleTurnedAroundTurnsItsIntervalAround() {
    double[] turned = Arrays.stream(SPATIAL).map(each -> -each).toArray();
    Interval one = Bootstrap.bcaOfMean(SPATIAL, 0.95, 7).interval();
    Interval other = Bootstrap.bcaOfMean(turned, 0.95, 7).interval();
    assertThat(other.low()).isCloseTo(-one.high(), within(0.01));
    assertThat(other.high()).isCloseTo(-one.low(), within(0.01));
  }

  @Test
  void fewerThanTenCasesAndCasesAllAlikeGiveNoInterval() {
    assertThat(Bootstrap.bcaOfMean(new double[9], 0.95, 1).method())
        .isEqualTo("none: fewer than 10 independent cases");
    assertThat(Bootstrap.bcaOfMean(new double[0], 0.95, 1).value()).isNaN();
    double[] alike = new double[20];
    Arrays.fill(alike, 0.3);
    assertThat(Bootstrap.bcaOfMean(alike, 0.95, 1).method()).isEqualTo("none: all cases alike");
  }

  /** Means of 25 exponential values: skewed, where a symmetric interval misses on one side. */
  @Test
  void itCoversTheMeanOfSkewedValues() {
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(17);
    int rounds = 300;
    int covered = 0;
    for (int round = 0; round < rounds; round++) {
      double[] sample = random.doubles(25).map(u -> -Math.log(1 - u)).toArray();
      covered += Bootstrap.bcaOfMean(sample, 0.95, round).interval().contains(1) ? 1 : 0;
    }
    // it is known to cover about 93 % here; four standard errors of the simulation are 6 %
    assertThat((double) covered / rounds).isBetween(0.87, 0.99);
  }
}
