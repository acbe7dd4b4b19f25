package dev.assay.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.money.Usd;
import dev.assay.plan.SpendSoFar;
import dev.assay.usage.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MonthlyBudgetTest {
  @TempDir Path folder;

  private final List<BudgetAlert> told = new ArrayList<>();

  private MonthlyBudget after(String spentBefore) {
    return new MonthlyBudget(
        folder.resolve("alerts.jsonl"),
        new SpendSoFar(YearMonth.of(2026, 11), Usd.of(spentBefore)),
        Usd.of("40"),
        told::add);
  }

  private void spend(MonthlyBudget month, String... amounts) {
    for (String each : amounts) {
      month.spent(Usd.of(each), Samples.EVENING);
    }
  }

  @Test
  void eachPartOfTheBudgetIsToldOnceAndToTheCent() throws IOException {
    spend(after("0"), "19.999999", "20", "31.99", "32", "32.5", "39.9", "41", "50");

    assertThat(told).extracting(BudgetAlert::percent).containsExactly(50, 80, 100);
    assertThat(told.get(0))
        .hasToString("50 % of the monthly budget of 2026-11 is spent: 20 of 40 USD");
    assertThat(Files.readAllLines(folder.resolve("alerts.jsonl")))
        .hasSize(3)
        .first()
        .isEqualTo(
            "{\"at\":\"2026-11-20T19:00:00.123456Z\",\"event\":\"monthly_budget\",\"month\":\"2026-11\",\"percent\":50,\"spent_usd\":20,\"budget_usd\":40}");
  }

  @Test
  void whatTheMonthCostBeforeCounts() {
    spend(after("35"), "0", "4.99", "5");
    assertThat(told).extracting(BudgetAlert::percent).containsExactly(80, 100);
  }

  @Test
  void underHalfNothingIsSaidAndNothingWritten() {
    spend(after("1"), "0", "18.99");
    assertThat(told).isEmpty();
    assertThat(folder.resolve("alerts.jsonl")).doesNotExist();
  }
}
