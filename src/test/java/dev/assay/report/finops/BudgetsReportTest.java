package dev.assay.report.finops;

import static dev.assay.report.finops.Money.day;
import static dev.assay.report.finops.Money.usd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.report.Scope;
import dev.assay.warehouse.TinyBooks;
import dev.assay.warehouse.TinyWarehouse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BudgetsReportTest {
  private static final String ACME =
      """
      organization: acme
      guarded-by: [ten-thousand]
      environments: [production, sandbox]
      guardrails:
        ten-thousand: {budget-usd: {lifetime: 10000}}
        hundred-a-month: {budget-usd: {monthly: 100}}
        seven-a-week: {budget-usd: {weekly: 7}}
        two-a-day: {budget-usd: {daily: 2}}
      workspaces:
        support: {guarded-by: [hundred-a-month]}
      members:
        alice: {guarded-by: [seven-a-week]}
      keys:
        chat: {key: env:CHAT, workspace: support, environment: production, owner: support, workload: chat,
          behaviours: [chat], created: 2026-09-01, guarded-by: [two-a-day]}
        alices: {key: env:ALICE, workspace: support, environment: sandbox, owner: alice, workload: play,
          created: 2026-09-01}
      """;

  @TempDir Path folder;
  @TempDir Path own;

  private Money money() throws IOException {
    return Money.of(folder, own).organization(ACME);
  }

  private static Map<String, Object> only(List<Map<String, Object>> rows, String holder) {
    return rows.stream().filter(row -> row.get("holder").equals(holder)).findFirst().orElseThrow();
  }

  private static Object at(String moment) {
    return Instant.parse(moment).atOffset(ZoneOffset.UTC);
  }

  /** 10 dollars on each of ten days, at noon, from 1 October. */
  private void tenADay() throws IOException {
    TinyBooks books = TinyBooks.of(folder, "logs");
    for (int i = 1; i <= 10; i++) {
      books.event(
          "startedAt",
          "2026-10-%02dT12:00:00Z".formatted(i),
          "apiKeyName",
          "chat",
          "billedUsd",
          "9.00");
      books.event(
          "startedAt",
          "2026-10-%02dT18:00:00Z".formatted(i),
          "apiKeyName",
          "alices",
          "billedUsd",
          "1.00");
    }
    books.commit();
  }

  @Test
  void aBudgetSaysWhatIsSpentWhenItWasCrossedAndWhetherItLasts() throws IOException {
    tenADay();

    List<Map<String, Object>> rows =
        money().ask("finops/budgets", Money.between("2026-10-01", "2026-11-01"));

    Map<String, Object> workspace = only(rows, "support");
    assertThat(workspace)
        .containsEntry("holder_kind", "workspace")
        .containsEntry("resets", "monthly")
        .containsEntry("period_start", day("2026-10-01"))
        .containsEntry("period_end", day("2026-11-01"))
        .containsEntry("share", 1.0)
        // the dollar of the evening completes five, eight and ten times ten
        .containsEntry("crossed_50_at", at("2026-10-05T18:00:00Z"))
        .containsEntry("crossed_80_at", at("2026-10-08T18:00:00Z"))
        .containsEntry("crossed_100_at", at("2026-10-10T18:00:00Z"))
        .containsEntry("used_up_on", day("2026-10-10"))
        .containsEntry("as_of", at("2026-10-10T18:00:00Z"));
    assertThat((java.math.BigDecimal) workspace.get("spent_usd")).isEqualByComparingTo("100");
    // 9.75 days have passed of 31
    assertThat(((Number) workspace.get("run_rate_usd")).doubleValue())
        .isCloseTo(100 / 9.75, within(1e-9));
    assertThat(((Number) workspace.get("forecast_usd")).doubleValue())
        .isCloseTo(100 / 9.75 * 31, within(1e-9));
    assertThat((Double) workspace.get("days_left")).isEqualTo(21.25);
    // six hours ago it was noon, a day ago evening: both ends count
    assertThat((Double) workspace.get("burn_1d")).isCloseTo(11 / (100 / 31.0), within(1e-9));
    assertThat((Double) workspace.get("burn_6h")).isCloseTo(10 / 0.25 / (100 / 31.0), within(1e-9));
    assertThat((Double) workspace.get("burn_7d")).isCloseTo(71 / 7.0 / (100 / 31.0), within(1e-9));
    assertThat(workspace).containsEntry("alert", "used up, fast burn, slow burn");
  }

  @Test
  void eachResetHasItsOwnPeriodAndALifetimeHasNone() throws IOException {
    tenADay();

    List<Map<String, Object>> rows =
        money().ask("finops/budgets", Money.between("2026-10-01", "2026-11-01"));

    assertThat(only(rows, "acme"))
        .containsEntry("resets", "lifetime")
        .containsEntry("period_start", null)
        .containsEntry("period_end", null)
        .containsEntry("forecast_usd", null)
        .containsEntry("burn_1d", null)
        .containsEntry("crossed_50_at", null)
        .containsEntry("share", 0.01);
    // 10 October is a Saturday; of Alice's own key a dollar on each of six days of that week
    assertThat(only(rows, "alice"))
        .containsEntry("period_start", day("2026-10-05"))
        .containsEntry("period_end", day("2026-10-12"))
        .containsEntry("crossed_50_at", at("2026-10-08T18:00:00Z"))
        .containsEntry("crossed_80_at", at("2026-10-10T18:00:00Z"))
        .containsEntry("crossed_100_at", null);
    assertThat(only(rows, "chat"))
        .containsEntry("resets", "daily")
        .containsEntry("period_start", day("2026-10-10"))
        .containsEntry("share", 4.5)
        .containsEntry("crossed_50_at", at("2026-10-10T12:00:00Z"));
  }

  @Test
  void aKeyThatSpendsWithoutABudgetIsARowOfItsOwn() throws IOException {
    tenADay();

    Map<String, Object> row =
        only(money().ask("finops/budgets", Money.between("2026-10-01", "2026-11-01")), "alices");

    assertThat(row)
        .containsEntry("limit_usd", null)
        .containsEntry("alert", "no budget")
        .containsEntry("share", null);
    assertThat((java.math.BigDecimal) row.get("spent_usd")).isEqualByComparingTo(usd("10"));
  }

  @Test
  void everyPeriodThatTheScopeTouchesCanBeAskedFor() throws IOException {
    tenADay();

    List<Map<String, Object>> rows =
        money().ask("finops/budgets", Money.between("2026-10-03", "2026-11-01"), "periods", "all");

    assertThat(rows.stream().filter(row -> row.get("holder").equals("chat")))
        .extracting(row -> row.get("period_start"))
        .containsExactlyInAnyOrder(
            day("2026-10-03"),
            day("2026-10-04"),
            day("2026-10-05"),
            day("2026-10-06"),
            day("2026-10-07"),
            day("2026-10-08"),
            day("2026-10-09"),
            day("2026-10-10"));
    // the month began before the scope, and all of it counts
    assertThat(only(rows, "support")).containsEntry("crossed_50_at", at("2026-10-05T18:00:00Z"));
  }

  @Test
  void anEarlierDayIsLookedAtAsItWasThen() throws IOException {
    tenADay();

    Map<String, Object> workspace =
        only(
            money()
                .ask(
                    "finops/budgets",
                    Money.between("2026-10-01", "2026-11-01"),
                    "as_of",
                    "2026-10-05"),
            "support");

    assertThat(workspace)
        .containsEntry("as_of", at("2026-10-06T00:00:00Z"))
        .containsEntry("share", 0.5)
        .containsEntry("crossed_80_at", null)
        // 50 dollars in five days: five more days are left
        .containsEntry("used_up_on", day("2026-10-11"));
    assertThat(((Number) workspace.get("run_rate_usd")).doubleValue()).isEqualTo(10.0);
    assertThat(((Number) workspace.get("forecast_usd")).doubleValue()).isEqualTo(310.0);
  }

  @Test
  void aMonthlyBudgetFollowsTheFiscalCalendar() throws IOException {
    tenADay();

    Map<String, Object> workspace =
        only(
            money()
                .calendar(FiscalCalendar.monthly(ZoneId.of("Europe/Berlin"), 6))
                .ask("finops/budgets", Scope.everyRun()),
            "support");

    // from 6 October on: fifty dollars, and half of it was never twice
    assertThat(workspace)
        .containsEntry("period_start", day("2026-10-06"))
        .containsEntry("period_end", day("2026-11-06"))
        .containsEntry("share", 0.5)
        .containsEntry("crossed_50_at", at("2026-10-10T18:00:00Z"));
  }

  @Test
  void aLimitThatTheGatewayListsIsABudgetOfItsKeyAndUnspentOnesAreShown() throws IOException {
    TinyBooks.of(folder, "keys")
        .keyCard("apiKeyName", "idle", "limitUsd", "5.00", "limitReset", "monthly")
        .keyCard("apiKeyName", "busy", "limitUsd", "4.00")
        .event("startedAt", "2026-10-02T10:00:00Z", "apiKeyName", "busy", "billedUsd", "1.00")
        .commit();

    List<Map<String, Object>> rows =
        Money.of(folder, own).ask("finops/budgets", Money.between("2026-10-01", "2026-11-01"));

    assertThat(rows).hasSize(2);
    assertThat(only(rows, "idle")).containsEntry("share", 0.0).containsEntry("resets", "monthly");
    assertThat(only(rows, "busy"))
        .containsEntry("share", 0.25)
        .containsEntry("resets", "lifetime")
        .containsEntry("stated_by", "listed by openrouter as hash of busy");
  }

  @Test
  void sumsOfADayTellNothingOfItsHoursAndUnknownCostsAreCounted() throws IOException {
    TinyBooks.of(folder, "activity")
        .statement(
            "periodStart", "2026-10-01T00:00:00Z", "billedUsd", "60.00", "workspace", "support")
        .event("startedAt", "2026-10-01T10:00:00Z", "workspace", "support", "transport", "openai")
        .commit();

    Map<String, Object> workspace =
        only(money().ask("finops/budgets", Money.between("2026-10-01", "2026-11-01")), "support");

    assertThat(workspace)
        .containsEntry("as_of", at("2026-10-02T00:00:00Z"))
        .containsEntry("burn_6h", null)
        .containsEntry("alert", "slow burn")
        .containsEntry("unknown_costs", 1L)
        .containsEntry("crossed_50_at", at("2026-10-01T00:00:00Z"));
  }

  @Test
  void aSumIsSpreadOverItsDayWhereAWindowBeginsWithinIt() throws IOException {
    TinyBooks.of(folder, "activity")
        .statement(
            "periodStart", "2026-10-01T00:00:00Z", "billedUsd", "60.00", "workspace", "support")
        .event(
            "startedAt",
            "2026-10-02T10:00:00Z",
            "workspace",
            "support",
            "transport",
            "openai",
            "billedUsd",
            "1.00")
        .commit();

    Map<String, Object> workspace =
        only(money().ask("finops/budgets", Money.between("2026-10-01", "2026-11-01")), "support");

    // 14 of 24 hours of 60 dollars, and the one of the last six hours
    assertThat((Double) workspace.get("burn_1d")).isCloseTo(36 / (100 / 31.0), within(1e-9));
    assertThat((Double) workspace.get("burn_6h")).isCloseTo(1 / 0.25 / (100 / 31.0), within(1e-9));
  }

  @Test
  void aHolderWhoseCostsNobodyToldHasSpentAnUnknownSum() throws IOException {
    TinyBooks.of(folder, "logs")
        .event("startedAt", "2026-10-02T10:00:00Z", "workspace", "support")
        .commit();

    assertThat(
            only(
                money().ask("finops/budgets", Money.between("2026-10-01", "2026-11-01")),
                "support"))
        .containsEntry("spent_usd", null)
        .containsEntry("share", null)
        .containsEntry("unknown_costs", 1L);
  }

  @Test
  void withoutAnySpendingEveryBudgetIsWhole() throws IOException {
    assertThat(money().ask("finops/budgets", Scope.newest()))
        .hasSize(4)
        .allSatisfy(row -> assertThat(row).containsEntry("unknown_costs", 0L));
    TinyWarehouse.run(folder, "night").event("a", "c1").notSent().add().commit();
    assertThat(money().ask("finops/budgets", Scope.newest())).hasSize(4);
  }
}
