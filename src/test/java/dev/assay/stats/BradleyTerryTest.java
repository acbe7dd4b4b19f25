package dev.assay.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.stats.Tournament.Meeting;
import dev.assay.stats.Tournament.Prompts;
import dev.assay.stats.Tournament.Rating;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BradleyTerryTest {
  /**
   * Agresti, Categorical Data Analysis: the American League East of 1987. Wins of Milwaukee,
   * Detroit, Toronto, New York, Boston, Cleveland and Baltimore over each other.
   */
  private static final double[][] BASEBALL = {
    {0, 7, 9, 7, 7, 9, 11},
    {6, 0, 7, 5, 11, 9, 9},
    {4, 6, 0, 7, 7, 8, 12},
    {6, 8, 6, 0, 6, 7, 10},
    {6, 2, 6, 7, 0, 7, 12},
    {4, 4, 5, 6, 6, 0, 6},
    {2, 4, 1, 3, 1, 7, 0}
  };

  @Test
  void theTeamsOf1987HaveThePublishedStrengths() {
    double[] strengths = BradleyTerry.strengths(BASEBALL).orElseThrow();
    double[] published = {1.5814, 1.4364, 1.2945, 1.2476, 1.1077, 0.6839, 0};
    for (int team = 0; team < published.length; team++) {
      assertThat(strengths[team] - strengths[6])
          .as("team %d", team)
          .isCloseTo(published[team], within(5e-5));
    }
    double sum = 0;
    for (double each : strengths) {
      sum += each;
    }
    assertThat(sum).isCloseTo(0, within(1e-9));
  }

  @Test
  void expectedWinsAreThoseObserved() {
    double[] strengths = BradleyTerry.strengths(BASEBALL).orElseThrow();
    for (int i = 0; i < BASEBALL.length; i++) {
      double expected = 0;
      double observed = 0;
      for (int j = 0; j < BASEBALL.length; j++) {
        double odds = Math.exp(strengths[i] - strengths[j]);
        expected += (BASEBALL[i][j] + BASEBALL[j][i]) * odds / (1 + odds);
        observed += BASEBALL[i][j];
      }
      // a game against oneself has been counted as nothing on both sides
      assertThat(expected).isCloseTo(observed, within(1e-6));
    }
  }

  @Test
  void whoNeverLostOrNeverMetHasNoStrength() {
    assertThat(BradleyTerry.strengths(new double[][] {{0, 3}, {0, 0}})).isEmpty();
    // two islands
    assertThat(
            BradleyTerry.strengths(
                new double[][] {{0, 1, 0, 0}, {1, 0, 0, 0}, {0, 0, 0, 1}, {0, 0, 1, 0}}))
        .isEmpty();
    // a tie is half a win for both
    assertThat(BradleyTerry.strengths(new double[][] {{0, 3.5}, {0.5, 0}})).isPresent();
    assertThat(BradleyTerry.strengths(new double[][] {{0}})).isEmpty();
  }

  @Test
  void oddsOfTenToOneAreFourHundredPoints() {
    assertThat(BradleyTerry.elo(Math.log(10))).isCloseTo(400, within(1e-9));
  }

  private static Prompts once(String first, String second, double firstWins) {
    return new Prompts(1, List.of(new Meeting(first, second, 1, firstWins)));
  }

  @Test
  void theSameSeedGivesTheSameIntervalsHoweverPromptsAreFolded() {
    List<Prompts> single = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      single.add(once("a", "b", i < 7 ? 1 : 0));
    }
    List<Prompts> folded =
        List.of(
            new Prompts(7, List.of(new Meeting("a", "b", 1, 1))),
            new Prompts(5, List.of(new Meeting("a", "b", 1, 0))));
    List<Rating> ratings = new Tournament(single).ratings(0.95, 4);
    assertThat(new Tournament(folded).ratings(0.95, 4)).isEqualTo(ratings);
    assertThat(ratings).extracting(Rating::model).containsExactly("a", "b");
    assertThat(ratings.get(0).elo().value()).isCloseTo(200 * Math.log10(7 / 5.0), within(1e-6));
    // what one wins the other loses
    assertThat(ratings.get(1).elo().interval().low())
        .isCloseTo(-ratings.get(0).elo().interval().high(), within(1e-6));
  }

  @Test
  void tooFewPromptsOrTooFewDrawsWithARatingGiveNoInterval() {
    List<Prompts> nine =
        List.of(
            new Prompts(5, List.of(new Meeting("a", "b", 1, 1))),
            new Prompts(4, List.of(new Meeting("a", "b", 1, 0))));
    assertThat(new Tournament(nine).ratings(0.95, 1).get(0).elo().method())
        .isEqualTo("none: fewer than 10 independent prompts");
    List<Prompts> nearlyAll =
        List.of(
            new Prompts(19, List.of(new Meeting("a", "b", 1, 1))),
            new Prompts(1, List.of(new Meeting("a", "b", 1, 0))));
    // a draw leaves the one loss out more than once in three
    assertThat(new Tournament(nearlyAll).ratings(0.95, 1).get(0).elo().method())
        .matches("none: 3\\d\\d\\d of 10000 draws give no rating");
  }

  @Test
  void moreWinsThanGamesAreRefused() {
    assertThatThrownBy(() -> new Meeting("a", "b", 1, 2))
        .hasMessage("Invalid meeting of a and b: 2.0 wins in 1.0 games");
  }

  /** Three models a hundred points apart that each meet a hundred times. */
  @Test
  @Tag("proof")
  void theIntervalsCoverTheTrueRatings() {
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(21);
    double[] truth = {100, 0, -100};
    String[] names = {"a", "b", "c"};
    int rounds = 60;
    int covered = 0;
    for (int round = 0; round < rounds; round++) {
      List<Prompts> prompts = new ArrayList<>();
      for (int game = 0; game < 300; game++) {
        int i = game % 3 == 2 ? 1 : 0;
        int j = game % 3 == 0 ? 1 : 2;
        double odds = Math.pow(10, (truth[i] - truth[j]) / 400);
        boolean won = random.nextDouble() < odds / (1 + odds);
        prompts.add(once(names[i], names[j], won ? 1 : 0));
      }
      covered +=
          new Tournament(prompts).ratings(0.95, round).get(0).elo().interval().contains(100)
              ? 1
              : 0;
    }
    // four standard errors of the simulation are 11 %
    assertThat((double) covered / rounds).isGreaterThan(0.84);
  }
}
