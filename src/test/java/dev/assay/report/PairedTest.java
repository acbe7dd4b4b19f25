package dev.assay.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.stats.Bootstrap;
import dev.assay.stats.Family;
import dev.assay.stats.Means;
import dev.assay.stats.PairedProportions;
import dev.assay.stats.Quantiles;
import dev.assay.warehouse.TinyWarehouse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arms against the incumbent on runs so small that each figure can be worked out beside it. */
class PairedTest {
  private static final Offset<Double> TINY = within(1e-12);

  @TempDir Path folder;

  private Answers paired(String... settings) throws IOException {
    Map<String, String> set = new TreeMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      set.put(settings[i], settings[i + 1]);
    }
    return Answers.of("comparison/paired", folder, Scope.newest(), set);
  }

  private TinyWarehouse run() {
    return TinyWarehouse.run(folder, "r");
  }

  private static void ask(TinyWarehouse run, String arm, double... scores) {
    for (int i = 0; i < scores.length; i++) {
      run.event(arm, "c" + i).add().score(arm, "c" + i, 1, scores[i]);
    }
  }

  /** Of 12 prompts the arm wins c0 to c4 and loses c5; both are right on c6, both wrong after. */
  @Test
  void zeroOneOutcomesGetTangoAndMcNemar() throws IOException {
    TinyWarehouse run = run();
    ask(run, "new", 1, 1, 1, 1, 1, 0, 1, 0, 0, 0, 0, 0);
    ask(run, "old", 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0);
    run.commit();
    Answers answers = paired("incumbent", "old");
    assertThat(answers.rows()).hasSize(1);
    Answers.Row row = answers.where("arm", "new");
    var tango = new PairedProportions(12, 5, 1).tango(0.95).interval();
    assertThat(row.values("suite", "incumbent", "n", "wins", "losses", "ties", "method"))
        .containsExactly("refunds", "old", 12L, 5L, 1L, 6L, "Tango");
    assertThat(row.number("quality")).isCloseTo(6 / 12.0, TINY);
    assertThat(row.number("incumbent_quality")).isCloseTo(2 / 12.0, TINY);
    assertThat(row.number("difference")).isCloseTo(4 / 12.0, TINY);
    assertThat(row.number("difference_low")).isCloseTo(tango.low(), TINY);
    assertThat(row.number("difference_high")).isCloseTo(tango.high(), TINY);
    // 2 (1 + 6) / 64, and less the half of what was seen: 6 / 64
    assertThat(row.number("p")).isCloseTo(14 / 64.0, TINY);
    assertThat(row.number("mcnemar_mid_p")).isCloseTo(8 / 64.0, TINY);
    assertThat(row.values("test", "comparisons", "dropped", "incumbent_dropped"))
        .containsExactly("McNemar exact", 1L, 0L, 0L);
    assertThat(row.number("holm_p")).isCloseTo(14 / 64.0, TINY);
    assertThat(row.number("widened_low")).isEqualTo(row.number("difference_low"));
  }

  /** Wins of 5:0 and 5:1 give p of 2/32 and 14/64; an arm that answers alike gives 1. */
  @Test
  void theFamilyIsEveryComparisonOfTheTable() throws IOException {
    TinyWarehouse run = run();
    ask(run, "old", 0, 0, 0, 0, 0, 1, 1);
    ask(run, "five-none", 1, 1, 1, 1, 1, 1, 1);
    ask(run, "five-one", 1, 1, 1, 1, 1, 0, 1);
    ask(run, "alike", 0, 0, 0, 0, 0, 1, 1);
    run.commit();
    Answers answers = paired("incumbent", "old");
    double[] p = {2 / 32.0, 14 / 64.0, 1};
    double[] holm = Family.holm(p);
    double[] bh = Family.benjaminiHochberg(p);
    List<String> arms = List.of("five-none", "five-one", "alike");
    for (int i = 0; i < 3; i++) {
      Answers.Row row = answers.where("arm", arms.get(i));
      assertThat(row.number("p")).as(arms.get(i)).isCloseTo(p[i], TINY);
      assertThat(row.number("holm_p")).isCloseTo(holm[i], TINY);
      assertThat(row.number("bh_p")).isCloseTo(bh[i], TINY);
      assertThat(row.value("comparisons")).isEqualTo(3L);
    }
    var wide = new PairedProportions(7, 5, 0).tango(1 - 0.05 / 3).interval();
    assertThat(answers.where("arm", "five-none").number("widened_low")).isCloseTo(wide.low(), TINY);
    assertThat(answers.where("arm", "alike").value("method")).isEqualTo("Tango, nothing differs");
  }

  @Test
  void withoutANameTheIncumbentIsTheFirstArmOfTheJob() throws IOException {
    TinyWarehouse run = run();
    ask(run, "b", 1, 0);
    ask(run, "a", 0, 0);
    run.commit();
    assertThat(paired().where("arm", "b").value("incumbent")).isEqualTo("a");
  }

  @Test
  void aMisspeltIncumbentIsToldWithTheArmsThereAre() {
    TinyWarehouse run = run();
    ask(run, "b", 1, 0);
    ask(run, "a", 0, 0);
    run.commit();
    assertThatThrownBy(() -> paired("incumbent", "c"))
        .hasMessageContaining("there is no arm 'c' in these runs")
        .hasMessageContaining("Known arms: a, b. Name one with --param incumbent=ARM.");
  }

  @Test
  void armsWithoutACommonPromptAreSaidToHaveNone() throws IOException {
    TinyWarehouse run = run();
    ask(run, "old", 1, 0);
    run.event("new", "elsewhere").add().score("new", "elsewhere", 1, 1.0);
    run.commit();
    Answers.Row row = paired("incumbent", "old").where("arm", "new");
    assertThat(row.values("n", "method", "difference", "difference_low", "p", "holm_p"))
        .containsExactly(0L, "none: no common case", null, null, null, null);
    assertThat(row.values("dropped", "dropped_why", "incumbent_dropped", "incumbent_dropped_why"))
        .containsExactly(2L, "2 not asked", 1L, "1 not asked");
  }

  @Test
  void whatIsDroppedIsCountedOnEachSideWithItsReason() throws IOException {
    TinyWarehouse run = run();
    ask(run, "old", 1, 0, 1, 1, 1);
    ask(run, "new", 1);
    run.event("new", "c1").notSent().add();
    run.event("new", "c2").add().score("new", "c2", 1, null);
    run.event("new", "c3").failed("bad_request", "ours").add();
    // their failure is no missing outcome: it scores 0
    run.event("new", "c4").failed("overloaded", "upstream").add();
    run.event("old", "c5").cancelled().add();
    run.event("new", "c5").add().score("new", "c5", 1, 1.0);
    run.commit();
    Answers.Row row = paired("incumbent", "old").where("arm", "new");
    assertThat(row.values("n", "wins", "losses", "ties")).containsExactly(2L, 0L, 1L, 1L);
    assertThat(row.values("dropped", "dropped_why"))
        .containsExactly(3L, "1 not sent, 1 our failure, 1 unscored");
    assertThat(row.values("incumbent_dropped", "incumbent_dropped_why"))
        .containsExactly(1L, "1 cancelled");
  }

  @Test
  void gradedOutcomesGetStudentFromThirtyPromptsAndBcaBelow() throws IOException {
    double[] old = IntStream.range(0, 30).mapToDouble(i -> i % 5 / 10.0).toArray();
    double[] graded = IntStream.range(0, 30).mapToDouble(i -> i % 7 / 7.0).toArray();
    TinyWarehouse run = run();
    ask(run, "old", old);
    ask(run, "all", graded);
    ask(run, "few", Arrays.copyOf(graded, 29));
    ask(run, "nine", Arrays.copyOf(graded, 9));
    run.commit();
    double[] differences = IntStream.range(0, 30).mapToDouble(i -> graded[i] - old[i]).toArray();
    Answers answers = paired("incumbent", "old", "seed", "5");

    Answers.Row all = answers.where("arm", "all");
    var student = Means.ofSample(differences, 0.95);
    assertThat(all.value("method")).isEqualTo("t over cases");
    assertThat(all.number("difference")).isCloseTo(student.value(), within(1e-9));
    assertThat(all.number("difference_low")).isCloseTo(student.interval().low(), within(1e-9));
    assertThat(all.number("p"))
        .isCloseTo(
            Quantiles.twoSidedTTail(student.value() / Means.standardError(differences), 29),
            within(1e-9));

    Answers.Row few = answers.where("arm", "few");
    // the cases in the order of their names, rounded as the report rounds them
    double[] sorted =
        IntStream.range(0, 29)
            .boxed()
            .sorted(Comparator.comparing(i -> "c" + i))
            .mapToDouble(i -> Math.rint(differences[i] * 1e12) / 1e12)
            .toArray();
    var bca = Bootstrap.bcaOfMean(sorted, 0.95, 5);
    assertThat(few.value("method")).isEqualTo("BCa bootstrap, B = 10000, seed 5");
    assertThat(few.number("difference_low")).isCloseTo(bca.interval().low(), within(1e-9));
    assertThat(few.number("difference_high")).isCloseTo(bca.interval().high(), within(1e-9));
    assertThat(few.value("test")).isEqualTo("paired t");
    assertThat(answers.where("arm", "nine").values("method", "difference_low"))
        .containsExactly("none: fewer than 10 independent cases", null);
  }

  @Test
  void repeatsAreAveragedFirstAndThenAreNoMoreZeroOrOne() throws IOException {
    TinyWarehouse run = run();
    for (int i = 0; i < 30; i++) {
      for (int repeat = 1; repeat <= 2; repeat++) {
        run.event("old", "c" + i).repeat(repeat).add().score("old", "c" + i, repeat, i % 2 * 1.0);
        run.event("new", "c" + i)
            .repeat(repeat)
            .add()
            .score("new", "c" + i, repeat, repeat == 1 ? 1.0 : i % 3 == 0 ? 1.0 : 0);
      }
    }
    run.commit();
    Answers.Row row = paired("incumbent", "old").where("arm", "new");
    double[] differences =
        IntStream.range(0, 30).mapToDouble(i -> (i % 3 == 0 ? 1 : 0.5) - i % 2).toArray();
    assertThat(row.values("n", "method", "mcnemar_mid_p"))
        .containsExactly(30L, "t over cases", null);
    assertThat(row.number("difference_low"))
        .isCloseTo(Means.ofSample(differences, 0.95).interval().low(), within(1e-9));
  }

  @Test
  void promptsThatShareASourceGetAClusteredIntervalAndTest() throws IOException {
    double[] graded = {1, 1, 0, 0, 1, 0, 1, 1, 0, 1, 1, 1, 0, 0};
    TinyWarehouse run = run();
    for (int i = 0; i < graded.length; i++) {
      run.event("new", "c" + i).cluster("doc-" + i / 2).add().score("new", "c" + i, 1, graded[i]);
      run.event("old", "c" + i).cluster("doc-" + i / 2).add().score("old", "c" + i, 1, i % 2 * 1.0);
    }
    run.commit();
    double[] differences = IntStream.range(0, 14).mapToDouble(i -> graded[i] - i % 2).toArray();
    List<String> clusters = IntStream.range(0, 14).mapToObj(i -> "doc-" + i / 2).toList();
    var expected = Means.clustered(differences, clusters, 0.95);
    Answers.Row row = paired("incumbent", "old").where("arm", "new");
    assertThat(row.values("method", "test")).containsExactly("CR1 t, 7 clusters, few", "CR1 t");
    assertThat(row.number("difference_low")).isCloseTo(expected.interval().low(), TINY);
    assertThat(row.number("difference_high")).isCloseTo(expected.interval().high(), TINY);
    double error = (expected.interval().high() - expected.value()) / Quantiles.twoSidedT(0.95, 6);
    assertThat(row.number("p"))
        .isCloseTo(Quantiles.twoSidedTTail(expected.value() / error, 6), within(1e-9));
  }
}
