package dev.assay.report.finops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.report.Scope;
import dev.assay.warehouse.TinyBooks;
import dev.assay.warehouse.TinyWarehouse;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every report on spending accounts for the same money, whatever it is split by. */
class FinOpsTotalsTest {
  private static final List<String> REPORTS =
      List.of("spend", "allocation", "variance", "forecast", "anomalies");
  private static final List<String> SPLITS =
      List.of(
          "day",
          "week,team",
          "month,model",
          "workspace",
          "customer,category",
          "api_key_name,provider",
          "environment,service_tier",
          "author,cost_source",
          "app,tag,level");
  private static final List<String> ITEMS =
      List.of("model", "provider", "workspace", "team", "api_key_name", "customer");

  @TempDir Path folder;

  @Test
  void everyReportsTotalIsWhatTheRowsAddUpToInRandomTimes() throws Exception {
    Random chance = new Random(13);
    try (PlantedSpend planted = PlantedSpend.in(folder, 13);
        FinOpsAnswers answers = FinOpsAnswers.over(folder)) {
      for (int round = 0; round < 4; round++) {
        LocalDate first =
            round % 2 == 0
                ? SpendPlan.FIRST_DAY.plusMonths(1 + chance.nextInt(12))
                : SpendPlan.FIRST_DAY.plusDays(60 + chance.nextInt(280));
        LocalDate end =
            round % 2 == 0 ? first.plusMonths(1) : first.plusDays(1 + chance.nextInt(50));
        Scope scope = FinOpsAnswers.days(first, end);
        BigDecimal total =
            planted.usd("started_at >= '%s' and started_at < '%s'".formatted(first, end));
        String item = ITEMS.get(chance.nextInt(ITEMS.size()));
        assertThat(
                FinOpsAnswers.total(
                    answers.run("spend", scope, "by=" + SPLITS.get(chance.nextInt(SPLITS.size()))),
                    "billed_usd"))
            .isEqualByComparingTo(total);
        assertThat(
                FinOpsAnswers.total(
                    answers.run("variance", scope, "by=" + item, "classes=apart"), "billed_usd"))
            .isEqualByComparingTo(total);
        var forecast = answers.run("forecast", scope, "by=" + item);
        assertThat(
                FinOpsAnswers.total(forecast, "actual_usd")
                    .add(FinOpsAnswers.total(forecast, "later_usd")))
            .isEqualByComparingTo(total);
        assertThat(answers.run("allocation", scope))
            .allSatisfy(
                row -> assertThat((BigDecimal) row.get("billed_usd")).isEqualByComparingTo(total));
      }
    }
  }

  @Test
  void withoutAnySpendThereAreNoRows() throws Exception {
    TinyBooks.of(folder, "logs")
        .event("startedAt", "2026-10-05T12:00:00Z", "billedUsd", "4.00")
        .commit();
    try (FinOpsAnswers answers = FinOpsAnswers.over(folder)) {
      Scope before = FinOpsAnswers.month(LocalDate.of(2026, 1, 1));
      for (String report : REPORTS) {
        assertThat(answers.run(report, before)).as(report).isEmpty();
      }
    }
  }

  @Test
  void evaluationRunsAloneAreSpending() throws Exception {
    for (int night = 1; night <= 9; night++) {
      TinyWarehouse run =
          TinyWarehouse.run(folder, "night-" + night)
              .real()
              .startedAt("2026-10-%02dT02:00:00Z".formatted(night));
      run.event("a", "c1").billed("0.50").add();
      run.commit();
    }
    assertAnswered(FinOpsAnswers.month(LocalDate.of(2026, 10, 1)), "4.5");
    assertAnswered(Scope.newest(), "0.5");
    assertAnswered(Scope.everyRun(), "4.5");
  }

  @Test
  void statementsAloneAreSpending() throws Exception {
    TinyBooks books = TinyBooks.of(folder, "activity");
    for (int day = 1; day <= 30; day++) {
      books.statement(
          "periodStart",
          "2026-09-%02dT00:00:00Z".formatted(day),
          "billedUsd",
          "2.00",
          "model",
          "acme/one");
      books.statement(
          "periodStart",
          "2026-10-%02dT00:00:00Z".formatted(day),
          "billedUsd",
          "3.00",
          "model",
          "acme/one");
    }
    books.commit();
    assertAnswered(FinOpsAnswers.month(LocalDate.of(2026, 10, 1)), "90");
  }

  /** What no token tells apart is a price per request; of unknown requests there is one a sum. */
  @Test
  void attemptsWithoutTokensAreComparedPerRequest() throws Exception {
    TinyBooks.of(folder, "logs")
        .event(
            "startedAt", "2026-09-05T12:00:00Z", "servedModel", "acme/search", "billedUsd", "1.00")
        .event(
            "startedAt", "2026-10-05T12:00:00Z", "servedModel", "acme/search", "billedUsd", "1.50")
        .event(
            "startedAt", "2026-10-06T12:00:00Z", "servedModel", "acme/search", "billedUsd", "1.50")
        .commit();
    try (FinOpsAnswers answers = FinOpsAnswers.over(folder)) {
      var row =
          answers
              .run("variance", FinOpsAnswers.month(LocalDate.of(2026, 10, 1)), "classes=apart")
              .get(0);
      assertThat(row.get("token_class")).isEqualTo("per request");
      assertThat((BigDecimal) row.get("price_usd")).isEqualByComparingTo("1");
      assertThat((BigDecimal) row.get("volume_usd")).isEqualByComparingTo("1");
      assertThat((BigDecimal) row.get("residual_usd")).isEqualByComparingTo("0");
    }
  }

  private void assertAnswered(Scope scope, String total) throws Exception {
    try (FinOpsAnswers answers = FinOpsAnswers.over(folder)) {
      for (String report : REPORTS) {
        var rows = answers.run(report, scope);
        if (report.equals("spend") || report.equals("variance")) {
          assertThat(FinOpsAnswers.total(rows, "billed_usd"))
              .as(report)
              .isEqualByComparingTo(total);
        } else if (report.equals("forecast")) {
          assertThat(
                  FinOpsAnswers.total(rows, "actual_usd")
                      .add(FinOpsAnswers.total(rows, "later_usd")))
              .isEqualByComparingTo(total);
        }
      }
    }
  }
}
