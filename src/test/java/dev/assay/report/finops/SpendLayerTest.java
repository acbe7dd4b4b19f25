package dev.assay.report.finops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.report.KnownTable;
import dev.assay.report.Reports;
import dev.assay.report.Scope;
import dev.assay.warehouse.TinyBooks;
import dev.assay.warehouse.TinyWarehouse;
import dev.assay.warehouse.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several sources tell of the same money: each cent counts once, by the source that tells most. */
class SpendLayerTest {
  @TempDir Path folder;
  @TempDir Path own;

  /** System, level and day of what counts, with its money. */
  private List<String> spend(ZoneId days, Scope scope) throws IOException {
    return ask(
        """
        -- asks:    What counts?
        -- grain:   one row per system, level and day
        -- inputs:  stg_spend (one row per attempt or sum)
        -- columns:
        --   line  what counts
        select concat_ws(' ', system, level, day, sum(billed_usd)) as line
        from stg_spend group by system, level, day order by line
        """,
        days,
        scope,
        List.of());
  }

  private List<String> ask(String sql, ZoneId days, Scope scope, List<KnownTable<?>> known)
      throws IOException {
    Files.createDirectories(own.resolve("finops"));
    Files.writeString(own.resolve("finops/asked.sql"), sql);
    List<KnownTable<?>> tables =
        known.isEmpty()
            ? FinOpsTables.of(
                Optional::empty,
                () -> {
                  throw new IllegalStateException("no report of this test asks for prices");
                },
                FiscalCalendar.UTC,
                () -> Instant.parse("2026-11-20T12:00:00Z"))
            : known;
    try (Warehouse warehouse = Warehouse.open(folder, days)) {
      return Reports.over(warehouse, List.of(Path.of("reports"), own), tables)
          .run("finops/asked", scope, Map.of())
          .rows()
          .stream()
          .map(row -> String.valueOf(row.get(0)))
          .toList();
    }
  }

  private List<String> everything() throws IOException {
    return spend(ZoneOffset.UTC, Scope.everyRun());
  }

  @Test
  void aSumCountsWhereNobodyListsItsRequests() throws IOException {
    TinyBooks.of(folder, "activity")
        .statement("periodStart", "2026-10-01T00:00:00Z", "billedUsd", "5.00", "requests", 10)
        .statement("periodStart", "2026-10-02T00:00:00Z", "billedUsd", "7.00", "requests", 10)
        .commit();
    TinyBooks.of(folder, "logs")
        .event("startedAt", "2026-10-02T13:00:00Z", "billedUsd", "6.90")
        .commit();

    assertThat(everything())
        .containsExactly(
            "openrouter attempts 2026-10-02 6.900000000000000000",
            "openrouter statements 2026-10-01 5.000000000000000000");
  }

  @Test
  void aRunOfOursIsPartOfWhatAnAccountStates() throws IOException {
    TinyWarehouse night = TinyWarehouse.run(folder, "night").real();
    night.event("a", "1").startedAt("2026-10-01T02:00:00Z").billed("0.50").add();
    night.commit();
    // rows of another writer do not say how they asked, so the system is unknown
    TinyBooks.of(folder, "activity")
        .statement("system", "unknown", "periodStart", "2026-10-01T00:00:00Z", "billedUsd", "5.00")
        .commit();

    assertThat(everything()).containsExactly("unknown statements 2026-10-01 5.000000000000000000");
  }

  @Test
  void anotherSystemsSumsCountBesides() throws IOException {
    TinyBooks.of(folder, "both")
        .event("startedAt", "2026-10-01T13:00:00Z", "billedUsd", "1.00")
        .statement("system", "openai", "periodStart", "2026-10-01T00:00:00Z", "billedUsd", "2.00")
        .commit();

    assertThat(everything())
        .containsExactly(
            "openai statements 2026-10-01 2.000000000000000000",
            "openrouter attempts 2026-10-01 1.000000000000000000");
  }

  @Test
  void ofTwoExportsOfOneSumTheNewerHolds() throws IOException {
    TinyBooks.of(folder, "first")
        .importedAt("2026-10-02T06:00:00Z")
        .statement(
            "statementKey", "1 Oct", "periodStart", "2026-10-01T00:00:00Z", "billedUsd", "4.00")
        .commit();
    TinyBooks.of(folder, "later")
        .importedAt("2026-10-03T06:00:00Z")
        .statement(
            "statementKey", "1 Oct", "periodStart", "2026-10-01T00:00:00Z", "billedUsd", "4.25")
        .commit();

    assertThat(everything())
        .containsExactly("openrouter statements 2026-10-01 4.250000000000000000");
  }

  @Test
  void ownKeysChargesOfASumAreMoneySpent() throws IOException {
    TinyBooks.of(folder, "activity")
        .statement(
            "periodStart", "2026-10-01T00:00:00Z", "billedUsd", "0.05", "upstreamUsd", "1.00")
        .commit();

    assertThat(everything())
        .containsExactly("openrouter statements 2026-10-01 1.050000000000000000");
  }

  @Test
  void daysAreThoseOfTheCalendar() throws IOException {
    TinyBooks.of(folder, "logs")
        .event("startedAt", "2026-10-01T21:59:59Z", "billedUsd", "1.00")
        .event("startedAt", "2026-10-01T22:00:00Z", "billedUsd", "2.00")
        .commit();

    assertThat(spend(ZoneId.of("Europe/Berlin"), Scope.everyRun()))
        .containsExactly(
            "openrouter attempts 2026-10-01 1.000000000000000000",
            "openrouter attempts 2026-10-02 2.000000000000000000");
  }

  @Test
  void whatCameBeforeTheScopeIsThereAndWhatComesAfterIsNot() throws IOException {
    TinyBooks.of(folder, "logs")
        .event("startedAt", "2026-09-30T12:00:00Z", "billedUsd", "1.00")
        .event("startedAt", "2026-10-15T12:00:00Z", "billedUsd", "2.00")
        .event("startedAt", "2026-11-01T00:00:00Z", "billedUsd", "4.00")
        .commit();
    Scope october =
        Scope.everyRun()
            .between(Instant.parse("2026-10-01T00:00:00Z"), Instant.parse("2026-11-01T00:00:00Z"));

    assertThat(spend(ZoneOffset.UTC, october))
        .containsExactly(
            "openrouter attempts 2026-09-30 1.000000000000000000",
            "openrouter attempts 2026-10-15 2.000000000000000000");
  }

  @Test
  void playMoneyNeverStandsBesideRealMoney() throws IOException {
    TinyBooks.of(folder, "twin")
        .simulated()
        .event("startedAt", "2026-09-01T12:00:00Z", "billedUsd", "1.00")
        .commit();
    TinyBooks.of(folder, "real")
        .event("startedAt", "2026-10-15T12:00:00Z", "billedUsd", "2.00")
        .commit();

    assertThat(everything()).containsExactly("openrouter attempts 2026-10-15 2.000000000000000000");
    assertThat(spend(ZoneOffset.UTC, Scope.everyRun().mixing(Scope.Mixing.TOGETHER))).hasSize(2);
  }

  @Test
  void theOwnerOfAKeySaysWhatARowDoesNot() throws IOException {
    TinyBooks.of(folder, "logs")
        .event("startedAt", "2026-10-15T12:00:00Z", "apiKeyName", "k1", "billedUsd", "2.00")
        .event(
            "startedAt",
            "2026-10-15T12:00:00Z",
            "apiKeyName",
            "k1",
            "workspace",
            "its own",
            "billedUsd",
            "3.00")
        .event("startedAt", "2026-10-15T12:00:00Z", "apiKeyName", "k2", "billedUsd", "4.00")
        .commit();
    KnownTable<?> owners =
        new KnownTable<>(
            "key_owners",
            FinOpsTables.KeyOwner.class,
            () ->
                List.of(
                    new FinOpsTables.KeyOwner(
                        "k1",
                        "acme",
                        "research",
                        "staging",
                        "alice",
                        "prototypes",
                        "search",
                        List.of("search"),
                        List.of(),
                        LocalDate.of(2026, 1, 1),
                        null,
                        true)));

    assertThat(
            ask(
                """
                -- asks:    Who pays?
                -- grain:   one row per attempt
                -- inputs:  stg_spend (one row per attempt or sum)
                -- columns:
                --   line  who
                select concat_ws(' ', billed_usd::integer, workspace, environment, team, behaviour) as line
                from stg_spend order by line
                """,
                ZoneOffset.UTC,
                Scope.everyRun(),
                List.of(owners)))
        .containsExactly("2 research staging alice search", "3 its own staging alice search", "4");
  }

  @Test
  void aPeriodIsFollowedBackToTheOneBefore() throws IOException {
    TinyBooks.of(folder, "logs")
        .event("startedAt", "2026-10-15T12:00:00Z", "billedUsd", "2.00")
        .commit();
    String period =
        """
        -- asks:    Which days?
        -- grain:   one row
        -- inputs:  int_period (one row)
        -- columns:
        --   line  the days
        select concat_ws(' ', coalesce(period, '-'), first_day, end_day, days, coalesce(previous_period, '-'),
            previous_first_day, previous_end_day, last_day_seen) as line
        from int_period
        """;
    Scope october =
        Scope.everyRun()
            .between(Instant.parse("2026-10-01T00:00:00Z"), Instant.parse("2026-11-01T00:00:00Z"));
    Scope week =
        Scope.everyRun()
            .between(Instant.parse("2026-10-12T00:00:00Z"), Instant.parse("2026-10-19T00:00:00Z"));

    assertThat(ask(period, ZoneOffset.UTC, october, List.of()))
        .containsExactly(
            "2026-10 2026-10-01 2026-11-01 31 2026-09 2026-09-01 2026-10-01 2026-10-15");
    assertThat(ask(period, ZoneOffset.UTC, week, List.of()))
        .containsExactly("- 2026-10-12 2026-10-19 7 - 2026-10-05 2026-10-12 2026-10-15");
    assertThat(ask(period, ZoneOffset.UTC, Scope.newest(), List.of()))
        .containsExactly("- 2026-10-15 2026-10-16 1 - 2026-10-14 2026-10-15 2026-10-15");
  }
}
