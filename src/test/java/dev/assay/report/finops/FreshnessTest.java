package dev.assay.report.finops;

import static dev.assay.report.finops.Money.between;
import static dev.assay.report.finops.Money.day;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.report.Scope;
import dev.assay.warehouse.TinyBooks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** It is noon of 20 November. */
class FreshnessTest {
  @TempDir Path folder;
  @TempDir Path own;

  private Map<String, Object> ask(String source, Scope scope, String... settings)
      throws IOException {
    List<Map<String, Object>> rows =
        Money.of(folder, own).ask("finops/freshness", scope, settings).stream()
            .filter(row -> row.get("source").equals(source))
            .toList();
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }

  private void logs(String run, String importedAt, String... times) throws IOException {
    TinyBooks books = TinyBooks.of(folder, run).importedAt(importedAt);
    for (String time : times) {
      books.event(
          "generationId",
          run + time,
          "source",
          "import:openrouter-logs",
          "startedAt",
          time,
          "billedUsd",
          "1");
    }
    books.commit();
  }

  private void activity(String importedAt, String... days) throws IOException {
    TinyBooks books = TinyBooks.of(folder, "activity").importedAt(importedAt);
    for (String each : days) {
      books.statement(
          "source",
          "import:openrouter-activity",
          "periodStart",
          each + "T00:00:00Z",
          "billedUsd",
          "1");
    }
    books.commit();
  }

  /**
   * Imported a week apart; the rows were 2, 12 and 16 hours old when they were: 10 on average. The
   * newest is of noon two days ago, and one day has none.
   */
  @Test
  void aSourceTellsHowOldItIsHowOftenItComesAndWhatItLacks() throws IOException {
    logs("logs-1", "2026-11-12T00:00:00Z", "2026-11-11T08:00:00Z", "2026-11-11T12:00:00Z");
    logs("logs-2", "2026-11-19T00:00:00Z", "2026-11-13T22:00:00Z", "2026-11-18T22:00:00Z");

    Map<String, Object> row = ask("import:openrouter-logs", Scope.everyRun());

    assertThat(row)
        .containsEntry("first_day", day("2026-11-11"))
        .containsEntry("last_day", day("2026-11-18"))
        .containsEntry("days", 3L)
        .containsEntry("days_missing", 5L)
        .containsEntry("imports", 2L)
        .containsEntry("usual_hours", 168.0)
        .containsEntry("is_stale", false)
        .containsEntry("days_shared", 0L)
        .containsEntry("days_counted", 3L);
    // 16, 12, 122 and 2 hours
    assertThat((Double) row.get("hours_to_show")).isCloseTo(38, within(1e-9));
    assertThat((Double) row.get("hours_behind")).isCloseTo(38, within(1e-9));
    assertThat(ask("import:openrouter-logs", Scope.everyRun(), "stale", "37"))
        .containsEntry("is_stale", true);
  }

  @Test
  void aMonthThatIsOverIsFreshWhenItIsWhole() throws IOException {
    logs("logs-1", "2026-11-12T00:00:00Z", "2026-10-01T08:00:00Z", "2026-10-31T23:00:00Z");

    Map<String, Object> row = ask("import:openrouter-logs", between("2026-10-01", "2026-11-01"));

    assertThat((Double) row.get("hours_behind")).isCloseTo(1, within(1e-9));
    assertThat(row).containsEntry("is_stale", false).containsEntry("days_missing", 29L);
  }

  /** Both tell of the 11th; the activity export alone tells of the 12th. */
  @Test
  void ofTwoSourcesOfADayTheOneThatTellsMoreCounts() throws IOException {
    logs("logs-1", "2026-11-12T00:00:00Z", "2026-11-11T08:00:00Z");
    activity("2026-11-14T00:00:00Z", "2026-11-11", "2026-11-12");
    TinyBooks.of(folder, "night")
        .event(
            "source",
            "run",
            "purpose",
            "eval",
            "startedAt",
            "2026-11-12T03:00:00Z",
            "billedUsd",
            "9")
        .commit();

    assertThat(ask("import:openrouter-logs", Scope.everyRun()))
        .containsEntry("days_shared", 1L)
        .containsEntry("days_counted", 1L);
    assertThat(ask("import:openrouter-activity", Scope.everyRun()))
        .containsEntry("days_shared", 2L)
        .containsEntry("days_counted", 1L)
        .containsEntry("why", "counts where no attempts of the day are listed");
    assertThat(ask("run", Scope.everyRun()))
        .containsEntry("days_shared", 1L)
        .containsEntry("days_counted", 0L);
  }

  @Test
  void billsAndKeysAreComparedAndNeverAdded() throws IOException {
    TinyBooks.of(folder, "books")
        .importedAt("2026-11-19T12:00:00Z")
        .charge(
            "kind",
            "purchase",
            "chargedAt",
            "2026-11-01T12:00:00Z",
            "amountUsd",
            "10",
            "source",
            "import:credit-purchases")
        .keyCard("apiKeyName", "nightly", "usageUsd", "1")
        .commit();

    assertThat(ask("import:credit-purchases", Scope.everyRun()))
        .containsEntry("tells", "money moved")
        .containsEntry("is_stale", false)
        .containsEntry("days_counted", null);
    assertThat((Double) ask("key list", Scope.everyRun()).get("hours_behind"))
        .isCloseTo(24, within(1e-9));
  }
}
