package dev.assay.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.problem.InvalidInput;
import dev.assay.stats.Proportions;
import dev.assay.warehouse.TinyWarehouse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StabilityTest {
  private static final Offset<Double> TINY = within(1e-12);

  @TempDir Path folder;

  private Answers stability(Scope scope, Map<String, String> settings) throws IOException {
    return Answers.of("comparison/stability", folder, scope, settings);
  }

  private Answers.Row of(String caseId) throws IOException {
    return stability(Scope.everyRun(), Map.of()).where("arm", "a", "case_id", caseId);
  }

  private TinyWarehouse night(int number) {
    return TinyWarehouse.run(folder, "night-" + number)
        .startedAt("2026-11-1%dT02:00:00Z".formatted(number));
  }

  /** One letter a repeat: p passed, f failed its scorer, x failed upstream, m was never sent. */
  private static TinyWarehouse ask(TinyWarehouse run, String caseId, String repeats) {
    for (int i = 0; i < repeats.length(); i++) {
      int repeat = i + 1;
      switch (repeats.charAt(i)) {
        case 'p' -> run.event("a", caseId).repeat(repeat).add().score("a", caseId, repeat, 1.0);
        case 'f' -> run.event("a", caseId).repeat(repeat).add().score("a", caseId, repeat, 0.0);
        case 'x' -> run.event("a", caseId).repeat(repeat).failed("overloaded", "upstream").add();
        default -> run.event("a", caseId).repeat(repeat).notSent().add();
      }
    }
    return run;
  }

  private void nights(String caseId, String... repeats) {
    for (int i = 0; i < repeats.length; i++) {
      ask(night(i), caseId, repeats[i]).commit();
    }
  }

  /** Five of eight: C(5,3) / C(8,3) = 10 / 56, the share of triples of repeats that all passed. */
  @Test
  void passAllKIsTheShareOfKRepeatsThatAllPassed() throws IOException {
    nights("c", "ppfp", "fpxp");
    Answers.Row c = of("c");
    assertThat(c.value("runs")).isEqualTo(2L);
    assertThat(c.value("valid_calls")).isEqualTo(8L);
    assertThat(c.value("passed_calls")).isEqualTo(5L);
    assertThat(c.number("pass_rate")).isEqualTo(0.625);
    assertThat(c.number("pass_all_k")).isCloseTo(triplesThatPass("ppfpfpxp"), TINY);
    assertThat(c.number("pass_all_k")).isCloseTo(10.0 / 56, TINY);
    var wilson = Proportions.wilson(5, 8, 0.95).interval();
    assertThat(c.number("pass_rate_low")).isCloseTo(wilson.low(), TINY);
    assertThat(c.number("pass_rate_high")).isCloseTo(wilson.high(), TINY);
    assertThat(c.value("flaky_cases")).isEqualTo(1L);
  }

  private static double triplesThatPass(String repeats) {
    int all = 0;
    int passed = 0;
    for (int i = 0; i < repeats.length(); i++) {
      for (int j = i + 1; j < repeats.length(); j++) {
        for (int k = j + 1; k < repeats.length(); k++) {
          all++;
          String three = "" + repeats.charAt(i) + repeats.charAt(j) + repeats.charAt(k);
          passed += three.equals("ppp") ? 1 : 0;
        }
      }
    }
    return (double) passed / all;
  }

  @Test
  void fewerRepeatsThanKTellNothingAndFewerPassesThanKNever() throws IOException {
    ask(ask(night(1), "few", "pp"), "rare", "pffp").commit();
    assertThat(of("few").value("pass_all_k")).isNull();
    assertThat(of("rare").number("pass_all_k")).isZero();
    assertThat(
            stability(Scope.everyRun(), Map.of("k", "2"))
                .where("case_id", "few")
                .number("pass_all_k"))
        .isEqualTo(1);
    assertThat(
            stability(Scope.everyRun(), Map.of("k", "1"))
                .where("case_id", "rare")
                .number("pass_all_k"))
        .isEqualTo(0.5);
  }

  @Test
  void whatIsMissingIsCountedAndIsNeitherAPassNorAFlake() throws IOException {
    nights("c", "pm", "pp");
    assertThat(of("c").value("missing_calls")).isEqualTo(1L);
    assertThat(of("c").value("valid_calls")).isEqualTo(3L);
    assertThat(of("c").value("flaky_cases")).isEqualTo(0L);
    assertThat(of("c").number("pass_rate")).isEqualTo(1);
  }

  @Test
  void aCaseWithoutAnyValidOutcomeHasNoRate() throws IOException {
    nights("c", "mm");
    Answers.Row c = of("c");
    for (String column :
        List.of("pass_rate", "pass_rate_low", "pass_all_k", "baseline_rate", "newest_rate")) {
      assertThat(c.value(column)).as(column).isNull();
    }
    assertThat(c.value("runs")).isEqualTo(0L);
    assertThat(c.value("regressions")).isEqualTo(0L);
  }

  @Test
  void aCaseRegressedWhereItPassedInTheBaselineAndNoLongerDoes() throws IOException {
    ask(ask(ask(night(1), "worse", "ppf"), "better", "ffp"), "same", "ppp").commit();
    ask(ask(ask(night(2), "worse", "ppp"), "better", "fff"), "same", "fff").commit();
    ask(ask(ask(night(3), "worse", "pff"), "better", "ppp"), "same", "ppf").commit();
    Answers answers = stability(Scope.everyRun(), Map.of());
    assertThat(answers.where("case_id", "worse").value("regressions")).isEqualTo(1L);
    assertThat(answers.where("case_id", "worse").number("baseline_rate")).isCloseTo(2 / 3.0, TINY);
    assertThat(answers.where("case_id", "worse").number("newest_rate")).isCloseTo(1 / 3.0, TINY);
    assertThat(answers.where("case_id", "better").value("fixes")).isEqualTo(1L);
    assertThat(answers.where("case_id", "better").value("regressions")).isEqualTo(0L);
    assertThat(answers.where("case_id", "same").value("regressions")).isEqualTo(0L);
    assertThat(answers.where("case_id", "same").value("fixes")).isEqualTo(0L);
    // the worst stands first
    assertThat(answers.column("case_id").get(0)).isEqualTo("worse");
  }

  @Test
  void theBaselineIsTheReadersToChooseAndNothingBeforeItCounts() throws IOException {
    nights("c", "p", "f", "p");
    Map<String, String> second = Map.of("baseline", "night-1");
    assertThat(stability(Scope.everyRun(), second).where("case_id", "c").value("fixes"))
        .isEqualTo(1L);
    Answers.Row last =
        stability(Scope.everyRun(), Map.of("baseline", "night-2")).where("case_id", "c");
    assertThat(last.number("baseline_rate")).isEqualTo(1);
    assertThat(last.value("newest_rate")).isNull();
    assertThat(last.value("regressions")).isEqualTo(0L);
    assertThat(last.value("fixes")).isEqualTo(0L);
  }

  @Test
  void aBaselineOutsideTheScopeIsRefusedWithTheWayOut() {
    nights("c", "p", "f");
    assertThatThrownBy(() -> stability(Scope.newest(), Map.of("baseline", "night-0")))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining("night-0")
        .hasMessageContaining("--last");
  }

  /** A call's id says what it asks; under another id it asks something else. */
  @Test
  void aQuestionThatChangedIsNeitherARegressionNorAFix() throws IOException {
    ask(night(1), "c", "p").commit();
    TinyWarehouse changed = night(2);
    changed.event("a", "c").with("call_id", "a/c/reworded").add();
    changed.scoreCall("a/c/reworded", 0.0);
    changed.commit();
    assertThat(of("c").value("asked_otherwise")).isEqualTo(1L);
    assertThat(of("c").value("regressions")).isEqualTo(0L);
  }

  /** c1: 3 of 3, c2: 2 of 4 (4 triples of 4, none passes), c3: too few for triples. */
  @Test
  void anArmIsTheMeanOfItsCasesAndCountsThem() throws IOException {
    ask(ask(ask(night(1), "c1", "ppp"), "c2", "ppff"), "c3", "f").commit();
    ask(night(2), "c3", "p").commit();
    Answers.Row arm = stability(Scope.everyRun(), Map.of("by", "arm")).where("arm", "a");
    assertThat(arm.value("case_id")).isNull();
    assertThat(arm.value("cases")).isEqualTo(3L);
    assertThat(arm.value("runs")).isEqualTo(2L);
    assertThat(arm.value("valid_calls")).isEqualTo(9L);
    assertThat(arm.number("pass_rate")).isCloseTo((1 + 0.5 + 0.5) / 3, TINY);
    assertThat(arm.number("pass_all_k")).isCloseTo((1 + 0) / 2.0, TINY);
    assertThat(arm.value("pass_rate_low")).isNull();
    assertThat(arm.value("flaky_cases")).isEqualTo(2L);
    assertThat(arm.value("fixes")).isEqualTo(1L);
  }

  @Test
  void oneRunAloneHasNothingToCompareWith() throws IOException {
    nights("c", "p", "f");
    Answers.Row c = stability(Scope.newest(), Map.of()).where("case_id", "c");
    assertThat(c.number("baseline_rate")).isZero();
    assertThat(c.value("newest_rate")).isNull();
    assertThat(c.value("regressions")).isEqualTo(0L);
  }

  @Test
  void anUnknownGrainIsRefused() {
    nights("c", "p");
    assertThatThrownBy(() -> stability(Scope.everyRun(), Map.of("by", "moon")))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining("one of case, arm");
  }
}
