package dev.assay.report.finops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.stats.Quantiles;
import dev.assay.usage.RunFolder;
import dev.assay.warehouse.TinyBooks;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForecastTest {
  private static final LocalDate OCTOBER = LocalDate.of(2026, 10, 1);
  private static final LocalDate NOVEMBER = LocalDate.of(2026, 11, 1);

  @TempDir Path folder;

  private List<Map<String, Object>> forecast(LocalDate month, String... settings)
      throws IOException {
    try (FinOpsAnswers answers = FinOpsAnswers.over(folder)) {
      return answers.run("forecast", FinOpsAnswers.month(month), settings);
    }
  }

  /** A day costs 8 in one week and 12 in the next. */
  private void swinging(LocalDate first, LocalDate last, String importedAt) throws IOException {
    TinyBooks books = TinyBooks.of(folder, "logs").importedAt(importedAt);
    for (LocalDate day = first; !day.isAfter(last); day = day.plusDays(1)) {
      books.event(
          "startedAt",
          day + "T12:00:00Z",
          "servedModel",
          "acme/one",
          "promptTokens",
          1000,
          "completionTokens",
          0,
          "billedUsd",
          day.toEpochDay() / 7 % 2 == 0 ? "8" : "12");
    }
    books.commit();
  }

  /**
   * Eight weeks until 24 October have each weekday four times at 8 and four times at 12: mean 10,
   * variance 32 / 7. Seven days are left, one of each: 70, with a variance of 7 x 32 / 7 x 9 / 8 =
   * 36.
   */
  @Test
  void theRestIsAsEachWeekdayWasAndTheIntervalByHand() throws IOException {
    swinging(LocalDate.of(2026, 8, 1), LocalDate.of(2026, 10, 24), "2026-10-25T06:00:00Z");
    Map<String, Object> row = forecast(OCTOBER).get(0);
    BigDecimal actual = (BigDecimal) row.get("actual_usd");
    assertThat(row.get("as_of")).isEqualTo(LocalDate.of(2026, 10, 24));
    assertThat(((Number) row.get("days_left")).intValue()).isEqualTo(7);
    assertThat((double) row.get("expected_rest_usd")).isCloseTo(70, within(1e-9));
    double forecast = actual.doubleValue() + 70;
    assertThat((double) row.get("forecast_usd")).isCloseTo(forecast, within(1e-9));
    assertThat((double) row.get("high_80_usd"))
        .isCloseTo(forecast + 6 * Quantiles.t(0.9, 49), within(1e-6));
    assertThat((double) row.get("low_95_usd"))
        .isCloseTo(forecast - 6 * Quantiles.t(0.975, 49), within(1e-6));
  }

  /** Imported at noon of the 24th: that day is not over, and what it cost is not left out. */
  @Test
  void aDayThatIsNotOverIsExpectedLikeOneThatHasNotBegun() throws IOException {
    swinging(LocalDate.of(2026, 8, 1), LocalDate.of(2026, 10, 24), "2026-10-24T12:30:00Z");
    Map<String, Object> row = forecast(OCTOBER).get(0);
    assertThat(row.get("as_of")).isEqualTo(LocalDate.of(2026, 10, 23));
    assertThat((double) row.get("expected_rest_usd")).isCloseTo(80, within(1e-9));
    assertThat((BigDecimal) row.get("later_usd"))
        .isEqualByComparingTo(LocalDate.of(2026, 10, 24).toEpochDay() / 7 % 2 == 0 ? "8" : "12");
  }

  @Test
  void aMonthThatIsOverIsWhatItCost() throws IOException {
    swinging(LocalDate.of(2026, 8, 1), LocalDate.of(2026, 10, 31), "2026-11-05T06:00:00Z");
    Map<String, Object> row = forecast(OCTOBER).get(0);
    assertThat(row.get("low_95_usd")).isEqualTo(row.get("high_95_usd"));
    assertThat((double) row.get("forecast_usd"))
        .isEqualTo(((BigDecimal) row.get("actual_usd")).doubleValue());
  }

  @Test
  void withTooFewDaysThereIsNoForecastAndThatIsSaid() throws IOException {
    swinging(LocalDate.of(2026, 10, 1), LocalDate.of(2026, 10, 3), "2026-10-04T06:00:00Z");
    Map<String, Object> row = forecast(OCTOBER).get(0);
    assertThat(row.get("forecast_usd")).isNull();
    assertThat(row.get("remark")).isEqualTo("too few days to go by");
  }

  @Test
  void aPriceChangeIsToldAsSuch() throws IOException {
    TinyBooks books = TinyBooks.of(folder, "logs").importedAt("2026-10-25T06:00:00Z");
    for (LocalDate day = LocalDate.of(2026, 8, 1);
        day.isBefore(LocalDate.of(2026, 10, 25));
        day = day.plusDays(1)) {
      boolean dearer = !day.isBefore(LocalDate.of(2026, 9, 27));
      books.event(
          "startedAt",
          day + "T12:00:00Z",
          "servedModel",
          "acme/one",
          "promptTokens",
          900,
          "completionTokens",
          100,
          "billedUsd",
          dearer ? "5" : "4");
    }
    books.commit();
    Map<String, Object> row = forecast(OCTOBER).get(0);
    assertThat((double) row.get("price_change")).isCloseTo(0.25, within(1e-9));
    assertThat((double) row.get("trend")).isCloseTo(0.25, within(1e-9));
    assertThat(row.get("remark"))
        .isEqualTo("prices went up by 25 %; a day costs 25 % more than four weeks before");
  }

  /** Two hundred customers, each with a pattern, a noise and an end of the month of its own. */
  @Test
  void fourOfFiveMonthEndsLieWithinTheIntervalOfEightyPerCent() throws Exception {
    Map<String, Double> ends = customers(200);
    int[] daysKnown = {6, 13, 20, 27};
    int heldOfTheirDay = 0;
    int heldOfAll = 0;
    for (int which = 0; which < daysKnown.length; which++) {
      for (Map<String, Object> row :
          forecast(OCTOBER, "by=customer", "as_of=2026-10-%02d".formatted(daysKnown[which]))) {
        String customer = (String) row.get("customer");
        double end = ends.get(customer);
        boolean held =
            (double) row.get("low_80_usd") <= end && end <= (double) row.get("high_80_usd");
        boolean isTheirDay =
            Integer.parseInt(customer.substring(customer.indexOf('-') + 1)) % 4 == which;
        heldOfAll += held ? 1 : 0;
        heldOfTheirDay += held && isTheirDay ? 1 : 0;
      }
    }
    assertThat(heldOfTheirDay / 200.0).as("each from one day on").isBetween(0.75, 0.85);
    assertThat(heldOfAll / 800.0).as("each from four days on").isBetween(0.75, 0.85);
  }

  private Map<String, Double> customers(int customers) throws Exception {
    Map<String, Double> ends = new HashMap<>();
    RunFolder run = RunFolder.of(folder, "logs");
    Files.createDirectories(run.events());
    Random chance = new Random(20261101);
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Statement sql = duckDb.createStatement()) {
      sql.execute("set TimeZone = 'UTC'");
      sql.execute("create table days (customer VARCHAR, day DATE, usd DECIMAL(38,18))");
      try (DuckDBAppender into = duckDb.unwrap(DuckDBConnection.class).createAppender("days")) {
        for (int i = 0; i < customers; i++) {
          double[] weekday = chance.doubles(7, 1, 5).toArray();
          double noise = 0.1 + 0.2 * chance.nextDouble();
          for (LocalDate day = LocalDate.of(2026, 8, 1);
              day.isBefore(NOVEMBER);
              day = day.plusDays(1)) {
            BigDecimal usd =
                new BigDecimal(
                        weekday[day.getDayOfWeek().getValue() - 1]
                            * Math.exp(noise * chance.nextGaussian()))
                    .setScale(18, java.math.RoundingMode.HALF_EVEN);
            into.beginRow();
            into.append("customer-" + i);
            into.append(day);
            into.append(usd);
            into.endRow();
            if (!day.isBefore(OCTOBER)) {
              ends.merge("customer-" + i, usd.doubleValue(), Double::sum);
            }
          }
        }
      }
      sql.execute(
          """
          copy (
            select 'logs' as run_id, concat(customer, day) as call_id, 1::INTEGER as attempt, 'production' as purpose,
              'import:test' as source, false as simulated, 'production' as suite, concat(customer, day) as case_id,
              concat(customer, day) as cluster_id, 1::INTEGER as repeat, []::VARCHAR[] as tags, 'm' as arm, customer,
              'openrouter' as transport, (day + interval 12 hours)::TIMESTAMPTZ as started_at, usd as billed_usd,
              'answered' as outcome, false as cancelled
            from days) to '%s' (format parquet)"""
              .formatted(run.events().resolve("part-0.parquet")));
    }
    run.commit(PlantedSpend.manifest("logs", NOVEMBER, customers * 92L, 0));
    return ends;
  }
}
