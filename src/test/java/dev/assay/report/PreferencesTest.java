package dev.assay.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.stats.Means;
import dev.assay.usage.PreferenceRow;
import dev.assay.usage.RowFile;
import dev.assay.usage.RunFolder;
import dev.assay.warehouse.TinyWarehouse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What judges chose, on imports so small that each figure can be worked out beside it. */
class PreferencesTest {
  private static final Offset<Double> TINY = within(1e-9);

  @TempDir Path folder;

  private final List<PreferenceRow> choices = new ArrayList<>();

  private void choose(String item, String first, String second, Double preference) {
    choose(item, item, first, second, preference, null, null);
  }

  private void choose(
      String item,
      String cluster,
      String first,
      String second,
      Double preference,
      Long firstLength,
      Long secondLength) {
    choices.add(
        new PreferenceRow(
            "r",
            "chat",
            item,
            cluster,
            "judge-1",
            1,
            first,
            second,
            preference,
            preference == null ? "unparsable" : null,
            firstLength,
            secondLength));
  }

  private Answers answers(String report) throws IOException {
    Path file = RunFolder.of(folder, "r").preferences().resolve("part-0.parquet");
    try (RowFile<PreferenceRow> rows = RowFile.create(file, PreferenceRow.class)) {
      for (PreferenceRow choice : choices) {
        rows.write(choice);
      }
    }
    TinyWarehouse.run(folder, "r").commit();
    return Answers.of("comparison/" + report, folder, Scope.newest(), Map.of());
  }

  /** 22 won, 14 lost, 4 tied: 24 of 40. */
  @Test
  void theWinRateCountsATieAsHalfAndHasTheStandardErrorOfTheMean() throws IOException {
    double[] scores =
        IntStream.range(0, 40).mapToDouble(i -> i < 22 ? 1 : i < 36 ? 0 : 0.5).toArray();
    for (int i = 0; i < 40; i++) {
      choose("i" + i, "b", "a", 1 - scores[i]);
    }
    Answers.Row row = answers("preferences").where("model", "a");
    assertThat(row.values("against", "n", "wins", "losses", "ties", "method", "caution"))
        .containsExactly("b", 40L, 22L, 14L, 4L, "t over prompts", "one order only");
    assertThat(row.number("win_rate")).isCloseTo(0.6, TINY);
    // 22 * 0.16 + 14 * 0.36 + 4 * 0.01 = 8.6
    assertThat(row.number("standard_error")).isCloseTo(Math.sqrt(8.6 / 39 / 40), TINY);
    var student = Means.ofSample(scores, 0.95).interval();
    assertThat(row.number("win_rate_low")).isCloseTo(student.low(), TINY);
    assertThat(row.number("win_rate_high")).isCloseTo(student.high(), TINY);
    assertThat(row.values("both_orders", "consistency", "position_bias_p"))
        .containsExactly(0L, null, null);
  }

  /**
   * 6 won and 3 lost in both orders; 3 went to whichever came first, 1 to whichever came second.
   */
  @Test
  void aVerdictThatFollowsTheOrderIsATieAndTellsTheBias() throws IOException {
    for (int i = 0; i < 13; i++) {
      boolean won = i < 6;
      boolean lost = i >= 6 && i < 9;
      boolean first = i >= 9 && i < 12;
      choose("i" + i, "a", "b", won || first ? 1.0 : 0);
      choose("i" + i, "b", "a", lost || first ? 1.0 : 0);
    }
    Answers.Row row = answers("preferences").where("model", "a");
    assertThat(row.values("n", "wins", "losses", "ties", "both_orders"))
        .containsExactly(13L, 6L, 3L, 4L, 13L);
    assertThat(row.number("win_rate")).isCloseTo(8 / 13.0, TINY);
    assertThat(row.number("consistency")).isCloseTo(9 / 13.0, TINY);
    assertThat(row.values("first_shown_wins", "second_shown_wins", "caution"))
        .containsExactly(3L, 1L, "inconsistent");
    // 2 (1 + 4) / 16
    assertThat(row.number("position_bias_p")).isCloseTo(0.625, TINY);
    // agreed 9 / 13, by chance (9 * 7 + 4 * 6) / 169
    assertThat(row.number("kappa")).isCloseTo(30 / 82.0, TINY);
    assertThat((String) row.value("method")).startsWith("BCa bootstrap, B = 10000, seed 1");
  }

  @Test
  void anAbstentionIsCountedAndLeavesTheOtherOrderAlone() throws IOException {
    for (int i = 0; i < 10; i++) {
      choose("i" + i, "a", "b", 1.0);
      choose("i" + i, "b", "a", i == 0 ? null : 0.0);
    }
    choose("never", "a", "b", null);
    Answers.Row row = answers("preferences").where("model", "a");
    assertThat(row.values("n", "wins", "abstained", "both_orders", "caution"))
        .containsExactly(10L, 10L, 2L, 9L, "abstains too often");
    assertThat(row.number("abstain_rate")).isCloseTo(2 / 21.0, TINY);
    // ten of ten is not certainty
    assertThat(row.value("method")).isEqualTo("Wilson");
    assertThat(row.number("win_rate_low")).isCloseTo(10 / (10 + 1.959964 * 1.959964), within(1e-6));
  }

  @Test
  void theLengthEffectIsACorrelationWithTheRatioOfLengths() throws IOException {
    // twice as long wins, half as long loses, as long ties
    for (int i = 0; i < 12; i++) {
      double score = i % 3 / 2.0;
      choose("i" + i, "i" + i, "a", "b", score, score == 1 ? 200L : 100L, score == 0 ? 200L : 100L);
    }
    Answers.Row row = answers("preferences").where("model", "a");
    assertThat(row.number("length_correlation")).isCloseTo(1, TINY);
    assertThat(row.number("mean_length")).isCloseTo(400 / 3.0, TINY);
    assertThat(row.number("mean_against_length")).isCloseTo(400 / 3.0, TINY);
  }

  /** Of 20 longer answers 18 won and of 20 shorter ones 10: at equal lengths odds of 3. */
  @Test
  void theWinRateAtEqualLengthsStandsBesideThePlainOne() throws IOException {
    for (int i = 0; i < 40; i++) {
      boolean won = i < 18 || (i >= 20 && i < 30);
      // b is shown first, so the lengths turn with the models
      choose("i" + i, "i" + i, "b", "a", won ? 0.0 : 1, i < 20 ? 100L : 170L, i < 20 ? 170L : 100L);
    }
    Answers.Row row = answers("preferences").where("model", "a");
    assertThat(row.number("win_rate")).isCloseTo(0.7, TINY);
    assertThat(row.number("length_controlled_win_rate")).isCloseTo(0.75, TINY);
    assertThat(row.number("length_controlled_low")).isBetween(0.5, 0.75);
    assertThat(row.number("length_controlled_high")).isBetween(0.75, 0.95);
    assertThat(row.value("length_controlled_method"))
        .isEqualTo("logit with length, robust t over prompts");
  }

  @Test
  void whereLengthsCannotBeControlledTheReasonStandsThere() throws IOException {
    for (int i = 0; i < 40; i++) {
      choose("i" + i, "a", "b", i % 2 * 1.0);
      choose("i" + i, "i" + i, "a", "c", i % 2 * 1.0, 100L + i % 2, 100L);
      Long known = i < 35 ? (Long) (100L + i % 3) : null;
      choose("i" + i, "doc-" + i / 4, "a", "d", i % 2 * 1.0, known, 100L);
    }
    Answers answers = answers("preferences");
    assertThat(
            answers
                .where("against", "b")
                .values("length_controlled_win_rate", "length_controlled_method"))
        .containsExactly(null, "none: lengths unknown");
    assertThat(
            answers
                .where("against", "c")
                .values("length_controlled_win_rate", "length_controlled_method"))
        .containsExactly(null, "none: separable, a difference in length parts wins from losses");
    Answers.Row partly = answers.where("against", "d");
    assertThat(partly.value("length_controlled_method"))
        .isEqualTo("logit with length, CR1 t, 9 clusters, few; 35 of 40 prompts");
    assertThat(partly.number("length_controlled_win_rate")).isBetween(0.3, 0.7);
  }

  @Test
  void promptsThatShareASourceGetAClusteredInterval() throws IOException {
    double[] scores = {1, 1, 0, 0, 1, 0, 1, 1, 0, 1, 1, 1, 0, 0};
    for (int i = 0; i < scores.length; i++) {
      choose("i" + i, "doc-" + i / 2, "a", "b", scores[i], null, null);
    }
    var expected =
        Means.clustered(
            scores, IntStream.range(0, 14).mapToObj(i -> "doc-" + i / 2).toList(), 0.95);
    Answers.Row row = answers("preferences").where("model", "a");
    assertThat(row.value("method")).isEqualTo("CR1 t, 7 clusters, few");
    assertThat(row.number("win_rate_low")).isCloseTo(expected.interval().low(), TINY);
    assertThat(row.number("standard_error"))
        .isCloseTo((expected.interval().high() - expected.value()) / 2.4469118511, within(1e-8));
  }

  /** A meets b thirty times and wins twenty, b meets c thirty times and wins twenty. */
  @Test
  void ratingsAreThoseOfBradleyAndTerry() throws IOException {
    for (int i = 0; i < 30; i++) {
      choose("i" + i, "a", "b", i < 20 ? 1.0 : 0);
      choose("j" + i, "c", "b", i < 20 ? 0.0 : 1);
    }
    Answers answers = answers("ratings");
    double twoToOne = 400 * Math.log10(2);
    assertThat(answers.where("model", "a").number("elo")).isCloseTo(twoToOne, within(1e-6));
    assertThat(answers.where("model", "b").number("elo")).isCloseTo(0, within(1e-6));
    assertThat(answers.where("model", "c").number("elo")).isCloseTo(-twoToOne, within(1e-6));
    Answers.Row a = answers.where("model", "a");
    assertThat(a.values("n", "games", "method"))
        .containsExactly(30L, 30L, "percentile bootstrap over prompts, B = 10000, seed 1");
    assertThat(a.number("win_rate")).isCloseTo(20 / 30.0, TINY);
    assertThat(a.number("elo_low")).isBetween(0.0, twoToOne);
    assertThat(a.number("elo_high")).isGreaterThan(twoToOne);
    assertThat(answers.where("model", "b").values("n", "games")).containsExactly(60L, 60L);
  }

  @Test
  void aModelThatNeverLostHasNoRating() throws IOException {
    for (int i = 0; i < 12; i++) {
      choose("i" + i, "best", "b", 1.0);
      choose("i" + i, "b", "c", i % 2 * 1.0);
    }
    Answers.Row best = answers("ratings").where("model", "best");
    assertThat(best.values("elo", "elo_low", "method"))
        .containsExactly(
            null, null, "none: no chain of wins leads from every model to every other");
    assertThat(best.number("win_rate")).isEqualTo(1);
  }

  @Test
  void aWarehouseWithoutChoicesHasNoRow() throws IOException {
    assertThat(answers("preferences").rows()).isEmpty();
    assertThat(answers("ratings").rows()).isEmpty();
  }
}
