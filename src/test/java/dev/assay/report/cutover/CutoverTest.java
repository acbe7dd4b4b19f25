package dev.assay.report.cutover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.problem.InvalidInput;
import dev.assay.report.Reports;
import dev.assay.report.Scope;
import dev.assay.report.cutover.Criterion.Finding;
import dev.assay.stats.PairedProportions;
import dev.assay.warehouse.TinyWarehouse;
import dev.assay.warehouse.Warehouse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CutoverTest {
  @TempDir Path folder;

  /** A night of two arms on the same prompts: the incumbent costs 0.002 a call. */
  private final class Night {
    private final TinyWarehouse run = TinyWarehouse.run(folder, "night-1");
    private int cases = 600;
    private String candidateUsd = "0.001";
    private double candidateSlower = 1;
    private IntPredicate candidateWrong = i -> i % 10 == 0;
    private IntPredicate candidateFails = i -> false;
    private IntPredicate candidateMissing = i -> false;
    private IntPredicate candidateUnknown = i -> false;
    private int repeats = 1;
    private int casesOfACluster = 1;
    private String candidateScorer = "scorer-1";

    Decision decide() throws IOException {
      return decide(Limits.DEFAULTS);
    }

    Decision decide(Limits limits) throws IOException {
      for (int i = 0; i < cases; i++) {
        for (int repeat = 1; repeat <= repeats; repeat++) {
          add(i, repeat);
        }
      }
      run.commit();
      return decideOn("current", "next", limits);
    }

    private void add(int i, int repeat) {
      String caseId = "c" + i;
      String cluster = "d" + i / casesOfACluster;
      double latency = 500 + i * 37 % 1000;
      run.event("current", caseId)
          .repeat(repeat)
          .cluster(cluster)
          .billed("0.002")
          .latency(text(latency), "100")
          .add()
          .score("current", caseId, repeat, i % 10 == 0 ? 0.0 : 1.0);
      TinyWarehouse.Event next =
          run.event("next", caseId).repeat(repeat).cluster(cluster).billed(candidateUsd);
      if (candidateUnknown.test(i)) {
        next.billed(null);
      }
      if (candidateMissing.test(i)) {
        next.notSent().add();
      } else if (candidateFails.test(i)) {
        next.failed("overloaded", "upstream").add();
      } else {
        next.latency(text(latency * candidateSlower), "100")
            .add()
            .score(
                "next",
                caseId,
                repeat,
                "exact",
                candidateScorer,
                candidateWrong.test(i) ? 0.0 : 1.0);
      }
    }

    private static String text(double number) {
      return String.format(Locale.ROOT, "%.3f", number);
    }
  }

  private Decision decideOn(String incumbent, String candidate, Limits limits) throws IOException {
    try (Warehouse warehouse = Warehouse.open(folder)) {
      Reports reports = Reports.over(warehouse, List.of(Path.of("reports")));
      return Cutover.decide(reports, Scope.newest(), incumbent, candidate, limits);
    }
  }

  private static Criterion criterion(Decision decision, String name) {
    return decision.criteria().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static List<Finding> findings(Decision decision) {
    return decision.criteria().stream().map(Criterion::finding).toList();
  }

  /** As good, as fast, at half the price. */
  @Test
  void anEquallyGoodCandidateAtHalfThePriceCutsOver() throws IOException {
    Decision decision = new Night().decide();
    assertThat(decision.verdict()).isEqualTo(new Verdict.CutOver());
    assertThat(decision.headline()).isEqualTo("[simulated] CUT OVER to 'next' from 'current'");
    assertThat(findings(decision)).containsOnly(Finding.OK).hasSize(4);
    Criterion saving = criterion(decision, "saving");
    assertThat(saving.estimate().value()).isCloseTo(0.5, within(1e-12));
    assertThat(saving.advice()).isEmpty();
  }

  /** 6 prompts got worse and 24 better: Tango of 24 against 6 in 600. */
  @Test
  void qualityIsTheTangoIntervalOfTheFlippedPrompts() throws IOException {
    Night night = new Night();
    // the incumbent is wrong on every tenth; the candidate on 30 of those and on 6 others
    night.candidateWrong = i -> i % 20 == 0 || (i % 100 == 1);
    Criterion quality = criterion(night.decide(), "quality");
    var expected = new PairedProportions(600, 30, 6).tango(0.95);
    assertThat(quality.estimate()).isEqualTo(expected);
    assertThat(quality.statistic()).isEqualTo("mean score, candidate - incumbent");
  }

  @Test
  void aCandidateThatIsWorseByMoreThanTheMarginHolds() throws IOException {
    Night night = new Night();
    night.candidateWrong = i -> i % 5 == 0;
    Decision decision = night.decide();
    assertThat(decision.verdict()).isEqualTo(new Verdict.Hold(List.of("quality")));
    assertThat(criterion(decision, "quality").estimate().value()).isCloseTo(-0.1, within(1e-12));
  }

  @Test
  void everyBrokenCriterionIsNamed() throws IOException {
    Night night = new Night();
    night.candidateUsd = "0.0019";
    night.candidateSlower = 1.5;
    night.candidateFails = i -> i % 12 == 5;
    Decision decision = night.decide();
    assertThat(decision.verdict())
        .isEqualTo(new Verdict.Hold(List.of("quality", "saving", "latency", "failures")));
  }

  @Test
  void fortyPromptsAreNotEnoughAndTheAdviceSaysHowManyAre() throws IOException {
    Night night = new Night();
    night.cases = 40;
    night.candidateWrong = i -> i % 10 == 0 && i > 0;
    Decision decision = night.decide();
    assertThat(decision.verdict())
        .isEqualTo(
            new Verdict.NotEnoughEvidence(List.of(), List.of("quality", "latency", "failures")));
    assertThat(criterion(decision, "latency").advice())
        .isEqualTo("Needs at least 72 cases, 32 more (0.0960 USD).");
    assertThat(criterion(decision, "quality").advice())
        .startsWith("At this difference about ")
        .contains("If there is no difference about ")
        .contains("Smallest difference that 40 cases can find: ");
  }

  /** The upper end z² / (n + z²) is at most 0.01 from n = 99 z² = 380.3 on. */
  @Test
  void whileNothingDiffersTheAdviceIsWhereTheScoreIntervalMeetsTheLimit() throws IOException {
    Night night = new Night();
    night.cases = 100;
    assertThat(night.decide().table().notes())
        .anySatisfy(
            note ->
                assertThat(note)
                    .startsWith(
                        "To settle failures: While nothing differs about 281 more cases ("));
  }

  @Test
  void theAdviceStandsInTheNotesOfTheTable() throws IOException {
    Night night = new Night();
    night.cases = 40;
    assertThat(night.decide().table().notes())
        .contains("To settle latency: Needs at least 72 cases, 32 more (0.0960 USD).");
  }

  /** Half of a percent short of the margin on the wrong side: more of the same will not pass. */
  @Test
  void moreCasesAreNotPromisedToHelpACandidateBeyondTheMargin() throws IOException {
    Night night = new Night();
    night.cases = 200;
    night.candidateWrong = i -> i % 10 == 0 || i % 40 == 1;
    Criterion quality = criterion(night.decide(), "quality");
    assertThat(quality.finding()).isEqualTo(Finding.UNKNOWN);
    assertThat(quality.estimate().value()).isCloseTo(-0.025, within(1e-12));
    assertThat(quality.advice())
        .startsWith(
            "At this difference more cases are not expected to help. If there is no difference about ");
  }

  @Test
  void missingOutcomesVoidEvenAGoodResult() throws IOException {
    Night night = new Night();
    night.candidateMissing = i -> i % 20 == 3;
    Decision decision = night.decide();
    assertThat(decision.verdict())
        .isEqualTo(
            new Verdict.NotEnoughEvidence(List.of("missing outcomes", "missing alike"), List.of()));
    assertThat(decision.headline())
        .isEqualTo(
            "[simulated] NOT ENOUGH EVIDENCE (invalid: missing outcomes, missing alike) to 'next' from 'current'");
    assertThat(decision.notes())
        .contains(
            "600 prompts, 30 of them without a valid outcome on both sides (candidate only missing: 30, incumbent only: 0).");
  }

  @Test
  void tooManyUnknownCostsVoidTheResult() throws IOException {
    Night night = new Night();
    night.candidateUnknown = i -> i % 50 == 0;
    assertThat(night.decide().verdict())
        .isEqualTo(new Verdict.NotEnoughEvidence(List.of("known costs"), List.of()));
  }

  /** Three of 600 unknown count as the dearest the candidate can be: estimated 0.002 an attempt. */
  @Test
  void aFewUnknownCostsCountAgainstTheCandidate() throws IOException {
    Night night = new Night();
    night.candidateUnknown = i -> i < 3;
    Decision decision = night.decide();
    assertThat(criterion(decision, "saving").estimate().value())
        .isCloseTo(1 - (597 * 0.001 + 3 * 0.002) / (600 * 0.002), within(1e-12));
    assertThat(decision.notes())
        .contains(
            "3 attempts have no known cost: the candidate's count as its dearest attempt, the incumbent's as 0.");
  }

  @Test
  void repeatsAreAveragedAndAnswersWithoutAFailureCanStillCutOver() throws IOException {
    Night night = new Night();
    night.repeats = 2;
    night.cases = 400;
    Decision decision = night.decide();
    assertThat(criterion(decision, "quality").estimate().n()).isEqualTo(400);
    assertThat(criterion(decision, "failures").estimate().method())
        .isEqualTo("Tango, nothing differs");
    assertThat(decision.verdict()).isEqualTo(new Verdict.CutOver());
  }

  @Test
  void declaredClustersWidenTheIntervals() throws IOException {
    Night night = new Night();
    night.casesOfACluster = 20;
    night.candidateWrong = i -> i % 20 < 2 && i / 20 % 2 == 0;
    Criterion quality = criterion(night.decide(), "quality");
    assertThat(quality.estimate().method()).isEqualTo("CR1 t, 30 clusters");
  }

  @Test
  void aPromisedLatencyIsItsOwnCriterion() throws IOException {
    Decision decision = new Night().decide(Limits.DEFAULTS.withLatencySloMs(1000));
    assertThat(criterion(decision, "latency promise").finding()).isEqualTo(Finding.BAD);
    assertThat(decision.verdict()).isEqualTo(new Verdict.Hold(List.of("latency promise")));
  }

  @Test
  void aCandidateThatIsBilledNothingSavesEverything() throws IOException {
    Night night = new Night();
    night.candidateUsd = "0";
    Criterion saving = criterion(night.decide(), "saving");
    assertThat(saving.estimate().value()).isEqualTo(1.0);
    assertThat(saving.finding()).isEqualTo(Finding.OK);
  }

  @Test
  void theSameRunAndLimitsGiveTheSameDecision() throws IOException {
    Decision decision = new Night().decide();
    assertThat(decideOn("current", "next", Limits.DEFAULTS)).isEqualTo(decision);
  }

  @Test
  void anUnfinishedRunIsNotComparable() {
    Night night = new Night();
    night.cases = 20;
    night.run.ended("budget");
    assertThatThrownBy(night::decide)
        .isInstanceOf(NotComparable.class)
        .hasMessage(
            "Run night-1 is not complete: it ended with 'budget'. Resume it, or decide on a complete run.");
  }

  @Test
  void armsJudgedByOtherScorersAreNotComparable() {
    Night night = new Night();
    night.cases = 20;
    night.candidateScorer = "scorer-2";
    assertThatThrownBy(night::decide)
        .isInstanceOf(NotComparable.class)
        .hasMessage(
            "20 prompts were judged by other scorers for 'next' than for 'current', 'refunds/c0' for one. Score the run again, so that one scoring covers both.");
  }

  @Test
  void armsWithoutACommonPromptAreNotComparable() {
    TinyWarehouse run = TinyWarehouse.run(folder, "night-1");
    run.event("current", "c1").add();
    run.event("next", "c2").add();
    run.commit();
    assertThatThrownBy(() -> decideOn("current", "next", Limits.DEFAULTS))
        .isInstanceOf(NotComparable.class)
        .hasMessage("'current' and 'next' have no prompt in common. Run both on the same suite.");
  }

  @Test
  void unknownArmsAreToldTogetherWithTheClosestName() {
    TinyWarehouse.run(folder, "night-1")
        .event("current", "c1")
        .add()
        .event("next", "c1")
        .add()
        .commit();
    assertThatThrownBy(() -> decideOn("curent", "nxt", Limits.DEFAULTS))
        .isInstanceOf(InvalidInput.class)
        .hasMessage(
            """
            --incumbent: run night-1 has no arm 'curent'. Did you mean 'current'? Known arms: current, next.
            --candidate: run night-1 has no arm 'nxt'. Did you mean 'next'? Known arms: current, next.""");
    assertThatThrownBy(() -> decideOn("next", "next", Limits.DEFAULTS))
        .hasMessage("--candidate: the candidate is the incumbent, 'next'. Name two arms.");
  }

  @Test
  void anEmptyWarehouseHasNothingToDecideOn() {
    assertThatThrownBy(() -> decideOn("current", "next", Limits.DEFAULTS))
        .hasMessage(
            "--run: a verdict is about one run, and this means 0. Name one; 'assay runs' lists them.");
  }

  @Test
  void theTableShowsEveryCriterionAndEveryGate() throws IOException {
    var table = new Night().decide().table();
    assertThat(table.rows())
        .extracting(row -> row.get(0) + " " + row.get(1))
        .containsExactly(
            "quality OK",
            "saving OK",
            "latency OK",
            "failures OK",
            "missing outcomes OK",
            "missing alike OK",
            "known costs OK");
    assertThat(table.notes())
        .contains("Simulated figures: the embedded gateway answered, no money was spent.")
        .contains(
            "Rule: any BAD holds, all OK cut over, else not enough evidence; each at a one-sided level of 0.025. Looks: 1.");
  }
}
