package dev.assay.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.warehouse.TinyWarehouse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CostTest {
  @TempDir Path folder;

  private Answers cost() throws IOException {
    return Answers.of("comparison/cost", folder, Scope.everyRun(), Map.of());
  }

  private TinyWarehouse night() {
    return TinyWarehouse.run(folder, "night");
  }

  /**
   * Billed 0.003 and 0.001, computed 0.002 and 0.001, estimated 0.002 each; a third is billed 0.004
   * and not in the book, a fourth is in the book at 0.005 and its bill is unknown.
   */
  @Test
  void theThreeFiguresAreComparedOverAttemptsThatHaveBoth() throws IOException {
    TinyWarehouse run = night();
    run.event("a", "c1").billed("0.003").with("computed_usd", "0.002").add();
    run.event("a", "c2").billed("0.001").with("computed_usd", "0.001").add();
    run.event("a", "c3").billed("0.004").with("computed_usd", null).add();
    run.event("a", "c4").billed(null).with("computed_usd", "0.005").add();
    run.commit();
    Answers.Row a = cost().where("arm", "a");
    assertThat(a.value("attempts")).isEqualTo(4L);
    assertThat(a.usd("billed_usd")).isEqualByComparingTo("0.008");
    assertThat(a.usd("computed_usd")).isEqualByComparingTo("0.008");
    assertThat(a.usd("estimated_usd")).isEqualByComparingTo("0.008");
    assertThat(a.value("unknown_costs")).isEqualTo(1L);
    assertThat(a.value("not_computed")).isEqualTo(1L);
    assertThat(a.value("billed_and_computed")).isEqualTo(2L);
    assertThat(a.usd("billed_less_computed_usd")).isEqualByComparingTo("0.001");
    assertThat(a.number("billed_over_computed")).isCloseTo(1.0 / 3, within(1e-12));
    assertThat(a.value("billed_and_estimated")).isEqualTo(3L);
    assertThat(a.usd("billed_less_estimated_usd")).isEqualByComparingTo("0.002");
    assertThat(a.number("billed_over_estimated")).isCloseTo(1.0 / 3, within(1e-12));
  }

  @Test
  void theLastDecimalOfASumIsKept() throws IOException {
    TinyWarehouse run = night();
    run.event("a", "c1").billed("1.000000000000000001").with("computed_usd", "1").add();
    run.event("a", "c2").billed("2.000000000000000002").with("computed_usd", "2").add();
    run.commit();
    Answers.Row a = cost().where("arm", "a");
    assertThat(a.usd("billed_usd")).isEqualByComparingTo("3.000000000000000003");
    assertThat(a.usd("billed_less_computed_usd")).isEqualByComparingTo("0.000000000000000003");
  }

  @Test
  void whatIsUnknownIsNullAndCountedAndNeverZero() throws IOException {
    TinyWarehouse run = night();
    run.event("a", "c1").billed(null).with("computed_usd", null).with("estimated_usd", null).add();
    run.commit();
    Answers.Row a = cost().where("arm", "a");
    for (String figure :
        new String[] {
          "billed_usd",
          "computed_usd",
          "estimated_usd",
          "billed_less_computed_usd",
          "billed_over_computed",
          "billed_less_estimated_usd",
          "billed_over_estimated"
        }) {
      assertThat(a.value(figure)).as(figure).isNull();
    }
    for (String count : new String[] {"unknown_costs", "not_computed", "not_estimated"}) {
      assertThat(a.value(count)).as(count).isEqualTo(1L);
    }
  }

  /** A refusal costs nothing; a call never sent and a reused answer cost nothing here. */
  @Test
  void whatCostNothingIsNotUnknown() throws IOException {
    TinyWarehouse run = night();
    run.event("a", "refused")
        .billed(null)
        .failed("rate_limited", "gateway")
        .refused(429, "before_first_token")
        .add();
    run.event("a", "never").notSent().add();
    run.event("a", "reused").reusedFrom("earlier").attempt(0).add();
    run.commit();
    Answers.Row a = cost().where("arm", "a");
    assertThat(a.value("attempts")).isEqualTo(1L);
    assertThat(a.value("unknown_costs")).isEqualTo(0L);
    assertThat(a.value("not_computed")).isEqualTo(0L);
    assertThat(a.usd("estimated_usd")).isEqualByComparingTo("0.002");
  }

  @Test
  void armsStandApartAndJudgingCountsToTheArmItJudged() throws IOException {
    TinyWarehouse run = night();
    run.event("a", "c1").billed("0.001").add();
    run.event("a", "verdict").purpose("judge").billed("0.02").add();
    run.event("b", "c1").billed("0.3").add();
    run.commit();
    assertThat(cost().column("arm")).containsExactly("a", "b");
    assertThat(cost().where("arm", "a").usd("billed_usd")).isEqualByComparingTo("0.021");
    assertThat(cost().where("arm", "b").usd("billed_usd")).isEqualByComparingTo("0.3");
  }
}
