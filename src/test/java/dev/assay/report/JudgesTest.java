package dev.assay.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.intake.Import;
import dev.assay.intake.ImportRequest;
import dev.assay.stats.Bootstrap;
import dev.assay.stats.Means;
import dev.assay.stats.Proportions;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A null answer among the models shows which judges look at what they judge. */
class JudgesTest {
  private static final Offset<Double> TINY = within(1e-9);

  @TempDir Path folder;

  private final StringBuilder votes =
      new StringBuilder("item_id,cluster,judge,model_a,model_b,preference\n");

  private void vote(String item, String judge, String first, String second, Object preference) {
    vote(item, item, judge, first, second, preference);
  }

  private void vote(
      String item, String cluster, String judge, String first, String second, Object preference) {
    votes.append("%s,%s,%s,%s,%s,%s\n".formatted(item, cluster, judge, first, second, preference));
  }

  /** In both orders, the same model winning in either. */
  private void voteTwice(String item, String judge, String winner, String loser) {
    vote(item, judge, winner, loser, 1);
    vote(item, judge, loser, winner, 0);
  }

  private void importVotes(String... controls) throws IOException {
    Path file = Files.writeString(folder.resolve("votes.csv"), votes);
    Import.into(folder.resolve("warehouse"), "test")
        .of(
            new ImportRequest(
                List.of(file),
                null,
                null,
                Map.of(),
                null,
                null,
                null,
                BigDecimal.ZERO,
                BigDecimal.ONE,
                BigDecimal.ONE,
                List.of(controls)),
            Instant.parse("2026-11-21T08:00:00Z"));
  }

  private Answers answers(String report, String... settings) throws IOException {
    return Answers.of(
        "comparison/" + report,
        folder.resolve("warehouse"),
        Scope.newest(),
        settings.length == 0 ? Map.of() : Map.of(settings[0], settings[1]));
  }

  /** 40 prompts: the strict judge gives the control 1 and the lax one 9 of them. */
  private void twoJudges() {
    for (int i = 0; i < 40; i++) {
      voteTwice("i" + i, "strict", i < 1 ? "null" : "good", i < 1 ? "good" : "null");
      voteTwice("i" + i, "lax", i < 9 ? "null" : "good", i < 9 ? "good" : "null");
      for (String judge : List.of("strict", "lax")) {
        voteTwice("i" + i, judge, i % 3 == 0 ? "fair" : "good", i % 3 == 0 ? "good" : "fair");
      }
    }
  }

  @Test
  void aJudgeWhomANullAnswerBeatsMoreThanOnceInTenFails() throws IOException {
    twoJudges();
    importVotes("null");
    Answers judges = answers("judges");
    Answers.Row strict = judges.where("judge", "strict");
    assertThat(strict.values("prompts", "control", "control_duels", "abstained", "n", "method"))
        .containsExactly(40L, "null", 40L, 0L, 40L, "Wilson");
    assertThat(strict.value("judge_check")).isEqualTo("passed");
    assertThat(strict.number("control_win_rate")).isCloseTo(1 / 40.0, TINY);
    var wilson = Proportions.wilson(1, 40, 0.95).interval();
    assertThat(strict.number("control_low")).isCloseTo(wilson.low(), TINY);
    assertThat(strict.number("control_high")).isCloseTo(wilson.high(), TINY);
    assertThat(judges.where("judge", "lax").value("judge_check"))
        .isEqualTo("failed: the control wins 22.5 % (limit 10 %)");
  }

  @Test
  void theCheckStandsBesideEveryFigureOfTheJudge() throws IOException {
    twoJudges();
    importVotes("null");
    for (String report : List.of("preferences", "ratings")) {
      Answers answers = answers(report);
      assertThat(answers.column("model")).as(report).doesNotContain("null");
      assertThat(answers.column("judge_check"))
          .as(report)
          .containsOnly("passed", "failed: the control wins 22.5 % (limit 10 %)");
    }
    Answers.Row lax = answers("preferences").where("judge", "lax");
    assertThat(lax.values("model", "against", "n", "caution"))
        .containsExactly("fair", "good", 40L, "prefers a null answer");
    assertThat(answers("preferences").where("judge", "strict").value("caution")).isNull();
  }

  @Test
  void aControlIsRankedOnlyWhereItIsAskedFor() throws IOException {
    twoJudges();
    importVotes("null");
    assertThat(answers("ratings").rows()).hasSize(4);
    Answers rated = answers("ratings", "controls", "true");
    assertThat(rated.where("judge", "lax", "model", "null").number("win_rate"))
        .isCloseTo(9 / 40.0, TINY);
    assertThat(answers("preferences", "controls", "true").rows()).hasSize(4);
  }

  @Test
  void aJudgeWithoutAControlIsNoted() throws IOException {
    twoJudges();
    importVotes();
    assertThat(answers("judges").where("judge", "lax").values("control", "n", "control_win_rate"))
        .containsExactly(null, 0L, null);
    for (String report : List.of("judges", "preferences", "ratings")) {
      assertThat(answers(report).column("judge_check")).as(report).containsOnly("no control");
    }
    assertThat(answers("preferences").column("model")).contains("good");
  }

  /** A tenth is not more than a tenth; whichever is shown first wins is half a win. */
  @Test
  void theLimitItselfPassesAndAVerdictThatFollowsTheOrderIsATie() throws IOException {
    for (int i = 0; i < 10; i++) {
      voteTwice("i" + i, "tenth", i == 0 ? "null" : "good", i == 0 ? "good" : "null");
      vote("i" + i, "first", "good", "null", 1);
      vote("i" + i, "first", "null", "good", 1);
    }
    importVotes("null");
    Answers judges = answers("judges");
    assertThat(judges.where("judge", "tenth").value("judge_check")).isEqualTo("passed");
    assertThat(judges.where("judge", "first").values("judge_check", "method"))
        .containsExactly("failed: the control wins 50 % (limit 10 %)", "none: all prompts alike");
  }

  @Test
  void aJudgeThatAlwaysAbstainedFromTheControlIsNotJudged() throws IOException {
    for (int i = 0; i < 12; i++) {
      vote("i" + i, "shy", "good", "null", "neither");
      vote("i" + i, "shy", "good", "fair", 1);
    }
    importVotes("null");
    assertThat(
            answers("judges")
                .where("judge", "shy")
                .values("control_duels", "abstained", "n", "control_win_rate", "judge_check"))
        .containsExactly(0L, 12L, 0L, null, "not judged: the judge always abstained");
  }

  /** The worse of two controls decides. */
  @Test
  void everyControlHasItsRowAndTheWorstDecides() throws IOException {
    for (int i = 0; i < 20; i++) {
      voteTwice("i" + i, "lax", "good", "empty");
      voteTwice("i" + i, "lax", i < 5 ? "flattery" : "good", i < 5 ? "good" : "flattery");
      voteTwice("i" + i, "lax", "flattery", "empty");
      voteTwice("i" + i, "lax", "good", "fair");
    }
    importVotes("empty", "flattery");
    Answers judges = answers("judges");
    assertThat(judges.where("control", "empty").values("n", "judge_check"))
        .containsExactly(20L, "passed");
    assertThat(judges.where("control", "flattery").values("n", "judge_check"))
        .containsExactly(20L, "failed: the control wins 25 % (limit 10 %)");
    assertThat(answers("preferences").column("judge_check"))
        .containsExactly("failed: the control wins 25 % (limit 10 %)");
  }

  /** Against two models on one prompt, and on two prompts of a source, it is one unit. */
  @Test
  void opponentsAndPromptsOfOneSourceAreAveragedFirst() throws IOException {
    for (int i = 0; i < 24; i++) {
      String source = "doc-" + i / 2;
      vote("i" + i, source, "judge", "null", "good", i == 0 ? 1 : 0);
      vote("i" + i, source, "judge", "null", "fair", i <= 2 ? 1 : 0);
    }
    importVotes("null");
    // (1 + 0.5) / 2 of the first source and (0.5 + 0) / 2 of the second
    double[] units =
        IntStream.range(0, 12).mapToDouble(i -> i == 0 ? 0.75 : i == 1 ? 0.25 : 0).toArray();
    Answers.Row row = answers("judges").where("judge", "judge");
    assertThat(row.values("n", "control_duels")).containsExactly(12L, 48L);
    assertThat(row.number("control_win_rate")).isCloseTo(Means.mean(units), TINY);
    assertThat((String) row.value("method")).startsWith("BCa bootstrap");
    // in the order of the names of the sources, doc-0, doc-1, doc-10, doc-11, doc-2, ...
    var expected = Bootstrap.bcaOfMean(units, 0.95, 1).interval();
    assertThat(row.number("control_high")).isCloseTo(expected.high(), TINY);
  }

  @Test
  void aRunOfOursHasNoJudge() throws IOException {
    assertThat(answers("judges").rows()).isEmpty();
  }
}
