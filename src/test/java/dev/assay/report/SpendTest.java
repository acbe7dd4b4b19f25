package dev.assay.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.warehouse.TinyBooks;
import dev.assay.warehouse.TinyWarehouse;
import dev.assay.warehouse.Warehouse;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpendTest {
  private static final Scope OCTOBER =
      Scope.everyRun()
          .between(Instant.parse("2026-10-01T00:00:00Z"), Instant.parse("2026-11-01T00:00:00Z"));

  @TempDir Path folder;

  private static BigDecimal usd(String amount) {
    return new BigDecimal(amount).setScale(18);
  }

  private Answers spend(Scope scope, String by) throws IOException {
    return Answers.of("finops/spend", folder, scope, Map.of("by", by));
  }

  /**
   * The second night starts five minutes before midnight UTC, so its day is the earlier one. A call
   * that was not sent cost nothing and is no row.
   */
  @Test
  void moneyIsSplitByDayAndPayerAndModelAndAddsUp() throws IOException {
    TinyWarehouse first = TinyWarehouse.run(folder, "night-1").startedAt("2026-11-19T02:00:00Z");
    first.event("a", "c1").billed("0.001").add();
    first.event("a", "c2").billed(null).add();
    first.event("a", "c3").failed("overloaded", "upstream").billed("0.0003").add();
    first.event("a", "c4").notSent().add();
    first.commit();
    TinyWarehouse second = TinyWarehouse.run(folder, "night-2").startedAt("2026-11-20T23:55:00Z");
    second.event("b", "c1").billed("0.5").add();
    second.commit();

    try (Warehouse warehouse = Warehouse.open(folder)) {
      Table table =
          Reports.over(warehouse, List.of(Path.of("reports")))
              .run("finops/spend", Scope.everyRun(), Map.of());
      Answers found =
          new Answers(table.columns().stream().map(Table.Column::name).toList(), table.rows());
      assertThat(table.rows()).hasSize(3);
      assertThat(
              found
                  .where("model", "model-of-a", "provider", "acme")
                  .values(
                      "day",
                      "workspace",
                      "api_key_name",
                      "route_policy",
                      "attempts",
                      "total_tokens",
                      "billed_usd",
                      "unknown_costs",
                      "computed_usd",
                      "estimated_usd",
                      "simulated"))
          .containsExactly(
              LocalDate.parse("2026-11-19"),
              "support",
              "nightly-key",
              "cheapest",
              2L,
              362L,
              usd("0.001"),
              1L,
              usd("0.001"),
              usd("0.004"),
              true);
      assertThat(
              found
                  .where("model", "model-of-a", "provider", null)
                  .values("attempts", "total_tokens", "billed_usd", "unknown_costs"))
          .containsExactly(1L, null, usd("0.0003"), 0L);
      assertThat(
              found.where("model", "model-of-b").values("day", "attempts", "billed_usd", "share"))
          .containsExactly(LocalDate.parse("2026-11-20"), 1L, usd("0.5"), 0.5 / 0.5013);
    }
  }

  /** The keys k1 and k2 in September and October; k3 stops, k4 begins. */
  private void books() throws IOException {
    TinyBooks.of(folder, "logs")
        .event("startedAt", "2026-09-05T12:00:00Z", "apiKeyName", "k1", "billedUsd", "4.00")
        .event("startedAt", "2026-10-05T12:00:00Z", "apiKeyName", "k1", "billedUsd", "6.00")
        .event("startedAt", "2026-09-05T12:00:00Z", "apiKeyName", "k3", "billedUsd", "3.00")
        .event("startedAt", "2026-10-31T23:00:00Z", "apiKeyName", "k4", "billedUsd", "1.00")
        .event("startedAt", "2026-10-12T12:00:00Z", "billedUsd", "3.00")
        .event("startedAt", "2026-08-31T12:00:00Z", "apiKeyName", "k1", "billedUsd", "99.00")
        .commit();
  }

  @Test
  void thePeriodBeforeStandsBesideAndWhatEndedIsShownAsNothing() throws IOException {
    books();
    Answers keys = spend(OCTOBER, "api_key_name");
    assertThat(keys.where("api_key_name", "k1").values("billed_usd", "previous_usd", "change_usd"))
        .containsExactly(usd("6"), usd("4"), usd("2"));
    assertThat(
            keys.where("api_key_name", "k3")
                .values("attempts", "billed_usd", "previous_usd", "change_usd"))
        .containsExactly(0L, usd("0"), usd("3"), usd("-3"));
    assertThat(keys.where("api_key_name", "k4").values("billed_usd", "previous_usd"))
        .containsExactly(usd("1"), usd("0"));
    assertThat(keys.column("share")).containsExactlyInAnyOrder(0.6, 0.0, 0.1, 0.3);
  }

  @Test
  void whatIsOfNobodyIsShownAsAShareOfAll() throws IOException {
    books();
    assertThat(spend(OCTOBER, "api_key_name").column("unallocated_share")).containsOnly(0.3);
    assertThat(spend(OCTOBER, "api_key_name,team").column("unallocated_share")).containsOnly(0.3);
    assertThat(spend(OCTOBER, "team").column("unallocated_share")).containsOnly(1.0);
  }

  @Test
  void daysAreNotComparedWithOthersAndAWeekBeginsOnItsMonday() throws IOException {
    books();
    Answers weeks = spend(OCTOBER, "week,month");
    assertThat(weeks.column("week"))
        .containsExactly(
            LocalDate.parse("2026-10-05"),
            LocalDate.parse("2026-10-12"),
            LocalDate.parse("2026-10-26"));
    assertThat(weeks.column("month")).containsOnly("2026-10");
    assertThat(weeks.column("previous_usd")).containsOnlyNulls();
  }

  @Test
  void aScopeOfRunsHasNoPast() throws IOException {
    books();
    assertThat(spend(Scope.newest(), "model").column("previous_usd")).containsOnlyNulls();
  }

  @Test
  void tokensAreToldByClass() throws IOException {
    TinyBooks.of(folder, "logs")
        .event(
            "startedAt",
            "2026-10-05T12:00:00Z",
            "promptTokens",
            100,
            "cachedTokens",
            30,
            "cacheWriteTokens",
            20,
            "completionTokens",
            10,
            "reasoningTokens",
            4,
            "billedUsd",
            "1.00")
        .commit();
    assertThat(
            spend(OCTOBER, "system")
                .where("system", "openrouter")
                .values(
                    "total_tokens",
                    "fresh_tokens",
                    "cached_tokens",
                    "cache_write_tokens",
                    "completion_tokens",
                    "reasoning_tokens"))
        .isEqualTo(Arrays.asList(110L, 50L, 30L, 20L, 10L, 4L));
  }

  @Test
  void eachDimensionSaysHowMuchOfTheMoneyItKnows() throws IOException {
    books();
    Answers allocation = Answers.of("finops/allocation", folder, OCTOBER, Map.of());
    assertThat(
            allocation
                .where("dimension", "api_key_name")
                .values("billed_usd", "allocated_usd", "unallocated_usd", "names"))
        .containsExactly(usd("10"), usd("7"), usd("3"), 2L);
    assertThat(allocation.where("dimension", "team").values("unallocated_share", "names"))
        .containsExactly(1.0, 0L);
  }
}
