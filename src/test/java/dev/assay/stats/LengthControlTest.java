package dev.assay.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.stats.LengthControl.Duel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LengthControlTest {
  private static final Offset<Double> TINY = within(1e-9);

  private static Duel alone(double score, double difference, int times) {
    return new Duel(score, difference, times, null);
  }

  private static Estimate of(Duel... duels) {
    return new LengthControl(List.of(duels)).winRate(0.95);
  }

  /** 20 longer answers and 20 shorter ones, by as much: of each half so many won. */
  private static Estimate halves(int wonLonger, int wonShorter) {
    return of(
        alone(1, 70, wonLonger),
        alone(0, 70, 20 - wonLonger),
        alone(1, -70, wonShorter),
        alone(0, -70, 20 - wonShorter));
  }

  /**
   * Two places and two figures fit exactly, so logit p is the mean of both halves' logits. Odds of
   * 9 and 1 make odds of 3; odds of 4 and 1/4 are even; where length has no part nothing changes.
   */
  @ParameterizedTest
  @CsvSource({"18, 10, 0.75", "10, 18, 0.75", "16, 4, 0.5", "12, 12, 0.6", "4, 10, 0.333333333333"})
  void ofTwoHalvesTheOddsAreTheGeometricMean(int longer, int shorter, double rate) {
    assertThat(halves(longer, shorter).value()).isCloseTo(rate, within(1e-11));
  }

  /** A logit of k of n has the variance 1 / (n p (1 - p)); two halves, two fitted figures. */
  @Test
  void theIntervalOfTwoHalvesIsThatOfTheirLogits() {
    double variance = (1 / (20 * 0.9 * 0.1) + 1 / (20 * 0.5 * 0.5)) / 4 * 40 / 38;
    // t of 39 degrees of freedom
    double reach = 2.0226909 * Math.sqrt(variance);
    Estimate estimate = halves(18, 10);
    assertThat(estimate.interval().low())
        .isCloseTo(1 / (1 + Math.exp(reach - Math.log(3))), within(1e-7));
    assertThat(estimate.interval().high())
        .isCloseTo(1 / (1 + Math.exp(-reach - Math.log(3))), within(1e-7));
    assertThat(estimate.n()).isEqualTo(40);
    assertThat(estimate.method()).isEqualTo("logit with length, robust t over prompts");
  }

  /** Two won and two tied of four is the same share of wins as three won and one lost. */
  @Test
  void aTieIsHalfAWin() {
    Estimate tied = of(alone(1, 9, 10), alone(0.5, 9, 10), alone(0, -9, 8), alone(0.5, -9, 12));
    // 0.75 and 0.3
    double odds = Math.sqrt(3 * 0.3 / 0.7);
    assertThat(tied.value()).isCloseTo(odds / (1 + odds), TINY);
    Estimate graded = of(alone(0.75, 9, 20), alone(0.3, -9, 20));
    assertThat(graded.value()).isCloseTo(tied.value(), TINY);
    assertThat(graded.method()).isEqualTo("none: all prompts alike");
  }

  /** At the maximum the residuals add up to nothing, alone and weighed by the measure of length. */
  @Test
  void theLineThroughManyLengthsIsWhereTheLikelihoodIsFlat() {
    List<Duel> duels = drawn(300, 0.4, 0.9, 11);
    double[] differences = duels.stream().mapToDouble(Duel::lengthDifference).toArray();
    double deviation = Means.deviation(differences);
    double[] x =
        IntStream.range(0, 300).mapToDouble(i -> Math.tanh(differences[i] / deviation)).toArray();
    double[] scores = duels.stream().mapToDouble(Duel::score).toArray();
    double[] best = climbed(x, scores);
    assertThat(new LengthControl(duels).winRate(0.95).value())
        .isCloseTo(1 / (1 + Math.exp(-best[0])), within(1e-6));
  }

  /** The maximum by halving steps along either axis, without a derivative. */
  private static double[] climbed(double[] x, double[] scores) {
    ToDoubleBiFunction<Double, Double> likelihood =
        (level, slope) ->
            IntStream.range(0, x.length)
                .mapToDouble(
                    i -> {
                      double p = 1 / (1 + Math.exp(-(level + slope * x[i])));
                      return scores[i] * Math.log(p) + (1 - scores[i]) * Math.log(1 - p);
                    })
                .sum();
    double level = 0;
    double slope = 0;
    double best = likelihood.applyAsDouble(level, slope);
    for (double step = 1; step > 1e-8; ) {
      boolean climbed = false;
      for (double[] way : new double[][] {{step, 0}, {-step, 0}, {0, step}, {0, -step}}) {
        double value = likelihood.applyAsDouble(level + way[0], slope + way[1]);
        if (value > best) {
          best = value;
          level += way[0];
          slope += way[1];
          climbed = true;
        }
      }
      step = climbed ? step : step / 2;
    }
    return new double[] {level, slope};
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "3"})
  void theOtherModelHasTheRest(int seed) {
    List<Duel> duels = drawn(80, 0.7, -0.5, seed);
    List<Duel> swapped =
        duels.stream().map(each -> alone(1 - each.score(), -each.lengthDifference(), 1)).toList();
    Estimate model = new LengthControl(duels).winRate(0.9);
    Estimate other = new LengthControl(swapped).winRate(0.9);
    assertThat(other.value()).isCloseTo(1 - model.value(), TINY);
    assertThat(other.interval().low()).isCloseTo(1 - model.interval().high(), TINY);
    assertThat(other.interval().high()).isCloseTo(1 - model.interval().low(), TINY);
  }

  @Test
  void theUnitOfLengthAndTheWayPromptsAreCountedDoNotMatter() {
    List<Duel> duels = drawn(60, 0.2, 1, 5);
    List<Duel> inTokens =
        duels.stream().map(each -> alone(each.score(), each.lengthDifference() / 4, 1)).toList();
    List<Duel> twice =
        duels.stream().map(each -> alone(each.score(), each.lengthDifference(), 2)).toList();
    List<Duel> written = new ArrayList<>(duels);
    written.addAll(duels);
    assertThat(new LengthControl(inTokens).winRate(0.95).value())
        .isCloseTo(new LengthControl(duels).winRate(0.95).value(), TINY);
    Estimate counted = new LengthControl(twice).winRate(0.95);
    Estimate said = new LengthControl(written).winRate(0.95);
    assertThat(counted.value()).isCloseTo(said.value(), TINY);
    assertThat(counted.interval().low()).isCloseTo(said.interval().low(), TINY);
  }

  /** A judge that looks at nothing but length finds the models equal at equal lengths. */
  @Test
  void aWinRateThatIsAllLengthIsEven() {
    Estimate estimate =
        of(alone(1, 100, 45), alone(0, 100, 15), alone(1, -100, 5), alone(0, -100, 15));
    assertThat(estimate.value()).isCloseTo(0.5, TINY);
  }

  @Test
  void promptsOfOneSourceCountTogether() {
    List<Duel> copies = new ArrayList<>();
    List<Duel> once = drawn(40, 0.3, 0.6, 8);
    for (int i = 0; i < once.size(); i++) {
      copies.add(new Duel(once.get(i).score(), once.get(i).lengthDifference(), 5, "doc-" + i));
    }
    Estimate clustered = new LengthControl(copies).winRate(0.95);
    Estimate honest = new LengthControl(once).winRate(0.95);
    assertThat(clustered.method()).isEqualTo("logit with length, CR1 t, 40 clusters");
    // five copies tell nothing new; only the scale of length and the corrections differ a little
    assertThat(clustered.interval().width()).isCloseTo(honest.interval().width(), within(0.01));
  }

  @Test
  void whereNoLineFitsBestNoRateIsClaimed() {
    String separable = "none: separable, a difference in length parts wins from losses";
    assertThat(of(alone(1, 10, 20), alone(1, -10, 20)).method()).isEqualTo(separable);
    assertThat(of(alone(0, 10, 20), alone(0, -10, 20)).method()).isEqualTo(separable);
    assertThat(of(alone(1, 10, 20), alone(0, -10, 20)).method()).isEqualTo(separable);
    assertThat(of(alone(1, 10, 20), alone(0, 10, 5), alone(0, -10, 20)).method())
        .isEqualTo(separable);
    Estimate one = of(alone(1, 10, 20), alone(0.5, 0, 9), alone(0, -10, 20));
    assertThat(one.method()).isEqualTo(separable);
    assertThat(one.value()).isNaN();
    assertThat(of(alone(1, 10, 20), alone(0, 10, 20)).method())
        .isEqualTo("none: all length differences alike");
    assertThat(of().method()).isEqualTo("none: lengths unknown");
  }

  @Test
  void tooFewPromptsOrClustersGiveARateWithoutAnInterval() {
    Estimate few = of(alone(1, 3, 9), alone(0, 3, 5), alone(1, -3, 5), alone(0, -3, 10));
    assertThat(few.method()).isEqualTo("none: fewer than 30 prompts");
    assertThat(few.value()).isBetween(0.0, 1.0);
    List<Duel> five = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      five.add(new Duel(i % 3 / 2.0, i % 7 - 3, 1, "doc-" + i % 5));
    }
    assertThat(new LengthControl(five).winRate(0.95).method())
        .isEqualTo("none: fewer than 6 clusters");
  }

  @Test
  void allTiedIsEvenWithoutAClaimOfCertainty() {
    Estimate tied = of(alone(0.5, 3, 20), alone(0.5, -2, 20));
    assertThat(tied.value()).isCloseTo(0.5, TINY);
    assertThat(tied.method()).isEqualTo("none: all prompts alike");
  }

  @Test
  void aDuelWithoutAScoreOrALengthIsRefused() {
    assertThatThrownBy(() -> alone(Double.NaN, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid duel: score NaN, length difference 1.0, 1 times");
  }

  /** In 4,000 worlds a 95 % interval misses 200 times, give or take three standard errors. */
  @ParameterizedTest
  @CsvSource({"120, 0.0, 0.0", "120, 0.5, 1.0", "400, -0.8, 0.7"})
  void theIntervalHoldsTheTruthAsOftenAsItSays(int n, double level, double slope) {
    double truth = 1 / (1 + Math.exp(-level));
    int worlds = 4_000;
    int held = 0;
    for (int world = 0; world < worlds; world++) {
      Estimate estimate = new LengthControl(drawn(n, level, slope, 1_000 + world)).winRate(0.95);
      held += estimate.interval().contains(truth) ? 1 : 0;
    }
    assertThat(held / (double) worlds).isCloseTo(0.95, within(3 * Math.sqrt(0.95 * 0.05 / worlds)));
  }

  /**
   * Duels whose outcomes follow the model: a third of the less likely outcome's share are ties.
   * Lengths are the quantiles of a normal, so that every world has the same.
   */
  private static List<Duel> drawn(int n, double level, double slope, long seed) {
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
    NormalDistribution normal = NormalDistribution.of(40, 200);
    double[] differences =
        IntStream.range(0, n)
            .mapToDouble(i -> Math.rint(normal.inverseCumulativeProbability((i + 0.5) / n)))
            .toArray();
    double deviation = Means.deviation(differences);
    List<Duel> duels = new ArrayList<>();
    for (double difference : differences) {
      double p = 1 / (1 + Math.exp(-(level + slope * Math.tanh(difference / deviation))));
      double ties = 2 * Math.min(p, 1 - p) / 3;
      double roll = random.nextDouble();
      double score = roll < p - ties / 2 ? 1 : roll < p + ties / 2 ? 0.5 : 0;
      duels.add(alone(score, difference, 1));
    }
    return duels;
  }
}
