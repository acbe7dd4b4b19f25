package dev.assay.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.stats.PairedProportions;
import dev.assay.warehouse.TinyWarehouse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Six arms over forty prompts, placed so that each has another fate. */
class FrontierReportTest {
  private static final Offset<Double> TINY = within(1e-9);

  @TempDir Path folder;

  private Answers frontier() throws IOException {
    return Answers.of("comparison/frontier", folder, Scope.newest(), Map.of());
  }

  /** An arm that is right on the first prompts, each call at the same price; null is unknown. */
  private static void ask(TinyWarehouse run, String arm, int right, String usd) {
    for (int i = 0; i < 40; i++) {
      String prompt = "c%02d".formatted(i);
      run.event(arm, prompt).billed(usd).add().score(arm, prompt, 1, i < right ? 1.0 : 0);
    }
  }

  private Answers sixArms() throws IOException {
    TinyWarehouse run = TinyWarehouse.run(folder, "r");
    ask(run, "cheap", 20, "0.001");
    ask(run, "mid", 22, "0.002");
    ask(run, "strong", 38, "0.004");
    ask(run, "close", 37, "0.0045");
    ask(run, "waste", 12, "0.005");
    ask(run, "unbilled", 40, null);
    run.commit();
    return frontier();
  }

  @Test
  void eachArmIsPlaced() throws IOException {
    Answers answers = sixArms();
    assertThat(answers.where("arm", "cheap").values("status", "beaten_by"))
        .containsExactly("frontier", null);
    assertThat(answers.where("arm", "mid").values("status", "beaten_by"))
        .containsExactly("undominated", null);
    assertThat(answers.where("arm", "strong").values("status", "beaten_by"))
        .containsExactly("frontier", null);
    assertThat(answers.where("arm", "close").values("status", "beaten_by"))
        .containsExactly("not separable", "strong");
    assertThat(answers.where("arm", "waste").values("status", "beaten_by"))
        .containsExactly("dominated", "strong");
    // treated as free it would sit on the frontier alone
    assertThat(answers.where("arm", "unbilled").values("status", "usd_per_1k_calls", "aiq_alone"))
        .containsExactly("cost unknown", null, null);
  }

  @Test
  void dominatedIsWhatThePairedIntervalSays() throws IOException {
    Answers answers = sixArms();
    var close = new PairedProportions(40, 0, 1).tango(0.95).interval();
    assertThat(answers.where("arm", "close").number("difference_low")).isCloseTo(close.low(), TINY);
    assertThat(answers.where("arm", "close").number("difference_high"))
        .isCloseTo(close.high(), TINY)
        .isPositive();
    var waste = new PairedProportions(40, 0, 26).tango(0.95).interval();
    assertThat(answers.where("arm", "waste").number("difference_high"))
        .isCloseTo(waste.high(), TINY)
        .isNegative();
  }

  /** The hull goes from (1, 0.5) to (4, 0.95) and stays there to 5. */
  @Test
  void aiqIsTheAreaUnderTheHullOverTheRangeOfCosts() throws IOException {
    Answers answers = sixArms();
    Answers.Row strong = answers.where("arm", "strong");
    assertThat(strong.number("range_low_usd")).isEqualTo(1);
    assertThat(strong.number("range_high_usd")).isEqualTo(5);
    assertThat(strong.number("aiq")).isCloseTo((3 * 0.725 + 1 * 0.95) / 4, TINY);
    // alone: nothing below 4
    assertThat(strong.number("aiq_alone")).isCloseTo(0.95 / 4, TINY);
    // without it: from (1, 0.5) to (4.5, 0.925), below which the middle one lies
    assertThat(strong.number("aiq_without"))
        .isCloseTo((3.5 * (0.5 + 0.925) / 2 + 0.5 * 0.925) / 4, TINY);
    assertThat(answers.where("arm", "waste").values("aiq_alone", "aiq_without"))
        .containsExactly(0.0, strong.value("aiq"));
  }

  @Test
  void aRandomMixOfTheOthersIsTheLineToBeat() throws IOException {
    Answers answers = sixArms();
    // a third of the way from (1, 0.5) to (4, 0.95)
    assertThat(answers.where("arm", "mid").number("mix_quality")).isCloseTo(0.65, TINY);
    assertThat(answers.where("arm", "mid").number("over_mix")).isCloseTo(-0.1, TINY);
    assertThat(answers.where("arm", "strong").number("mix_quality"))
        .isCloseTo(0.5 + 3 / 3.5 * 0.425, TINY);
    assertThat(answers.where("arm", "cheap").value("mix_quality")).isNull();
  }

  @Test
  void onlyPromptsThatEveryArmHasAValidOutcomeOnAreCompared() throws IOException {
    TinyWarehouse run = TinyWarehouse.run(folder, "r");
    ask(run, "all", 30, "0.001");
    for (int i = 0; i < 10; i++) {
      String prompt = "c%02d".formatted(i);
      run.event("half", prompt).billed("0.002").add().score("half", prompt, 1, i < 9 ? 1.0 : null);
    }
    run.commit();
    Answers answers = frontier();
    assertThat(answers.where("arm", "all").values("n", "quality")).containsExactly(9L, 1.0);
    assertThat(answers.where("arm", "half").values("n", "status", "beaten_by"))
        .containsExactly(9L, "not separable", "all");
  }

  @Test
  void armsWithoutACommonPromptAreSaidToHaveNone() throws IOException {
    TinyWarehouse run = TinyWarehouse.run(folder, "r");
    run.event("a", "c1").add().score("a", "c1", 1, 1.0);
    run.event("b", "c2").add().score("b", "c2", 1, 1.0);
    run.commit();
    assertThat(frontier().where("arm", "a").values("n", "status", "quality", "aiq"))
        .containsExactly(0L, "no common prompt", null, null);
  }

  @Test
  void armsThatAreAlikeShareTheFrontier() throws IOException {
    TinyWarehouse run = TinyWarehouse.run(folder, "r");
    ask(run, "a", 30, "0.001");
    ask(run, "b", 30, "0.001");
    run.commit();
    Answers answers = frontier();
    assertThat(answers.where("arm", "a").value("status")).isEqualTo("frontier");
    assertThat(answers.where("arm", "b").value("status")).isEqualTo("frontier");
    // one cost is no range
    assertThat(answers.where("arm", "a").value("aiq")).isNull();
  }
}
