package dev.assay.report.finops;

import static dev.assay.report.finops.Money.between;
import static dev.assay.report.finops.Money.day;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.report.Scope;
import dev.assay.warehouse.TinyBooks;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReconciliationTest {
  private static final String MODEL = "openai/gpt-4o-mini";

  @TempDir Path folder;
  @TempDir Path own;

  private List<Map<String, Object>> ask(Scope scope, String... settings) throws IOException {
    return Money.of(folder, own).ask("finops/reconciliation", scope, settings);
  }

  private List<Map<String, Object>> ask(String... settings) throws IOException {
    return ask(Scope.everyRun(), settings);
  }

  /** Each row in short: comparison, day, bucket, rows, ours, theirs, difference, unexplained. */
  private static List<String> inShort(List<Map<String, Object>> rows) {
    return rows.stream()
        .map(
            row ->
                "%s %s %s: %s rows, %s - %s = %s, open %s"
                    .formatted(
                        row.get("comparison"),
                        row.getOrDefault("day", "-"),
                        row.get("bucket"),
                        row.get("rows"),
                        plain(row.get("ours_usd")),
                        plain(row.get("theirs_usd")),
                        plain(row.get("difference_usd")),
                        plain(row.get("unexplained_usd"))))
        .toList();
  }

  private static String plain(Object money) {
    return money == null
        ? "?"
        : ((BigDecimal) money).signum() == 0
            ? "0"
            : ((BigDecimal) money).stripTrailingZeros().toPlainString();
  }

  private TinyBooks run() {
    return TinyBooks.of(folder, "night").importedAt("2026-10-20T02:00:00Z");
  }

  private static TinyBooks captured(TinyBooks run, String id, String at, String usd) {
    return run.event(
        "generationId",
        id,
        "source",
        "run",
        "purpose",
        "eval",
        "startedAt",
        at,
        "servedModel",
        MODEL,
        "apiKeyName",
        "nightly",
        "billedUsd",
        usd);
  }

  private static TinyBooks logged(TinyBooks logs, String id, String at, String usd) {
    return logs.event(
        "generationId",
        id,
        "source",
        "import:openrouter-logs",
        "startedAt",
        at,
        "servedModel",
        MODEL,
        "apiKeyName",
        "nightly",
        "billedUsd",
        usd);
  }

  private TinyBooks logs() {
    return TinyBooks.of(folder, "logs").importedAt("2026-11-01T08:00:00Z");
  }

  private TinyBooks activity(String at) {
    return TinyBooks.of(folder, "activity").importedAt(at);
  }

  private static TinyBooks stated(TinyBooks books, String day, String model, String usd) {
    return books.statement(
        "source",
        "import:openrouter-activity",
        "periodStart",
        day + "T00:00:00Z",
        "model",
        model,
        "billedUsd",
        usd,
        "requests",
        7);
  }

  /** One agrees, one differs, one is not in the logs, one has no cost, one nobody captured. */
  @Test
  void rowsOfOneGenerationMustAgreeToTheLastDigit() throws IOException {
    TinyBooks run = run();
    captured(run, "g1", "2026-10-20T02:00:00Z", "0.10");
    captured(run, "g2", "2026-10-20T02:01:00Z", "0.20");
    captured(run, "g3", "2026-10-20T02:02:00Z", "0.40");
    captured(run, "g4", "2026-10-20T02:03:00Z", null);
    run.commit();
    TinyBooks logs = logs();
    logged(logs, "g1", "2026-10-20T02:00:01Z", "0.10");
    logged(logs, "g2", "2026-10-20T02:01:01Z", "0.200000000000000001");
    logged(logs, "g4", "2026-10-20T02:03:01Z", "0.07");
    logged(logs, "g5", "2026-10-20T02:04:01Z", "0.80");
    logs.commit();

    List<Map<String, Object>> rows = ask();

    assertThat(inShort(rows))
        .containsExactly(
            "captured_logs 2026-10-20 missing ours: 1 rows, ? - 0.8 = -0.8, open 0.8",
            "captured_logs 2026-10-20 missing theirs: 1 rows, 0.4 - ? = 0.4, open 0.4",
            "captured_logs 2026-10-20 amount differs: 2 rows, 0.2 - 0.270000000000000001 = -0.070000000000000001, open 0.070000000000000001",
            "attempts_lookups 2026-10-20 missing theirs: 1 rows, ? - ? = 0, open 0",
            "captured_logs 2026-10-20 matched: 1 rows, 0.1 - 0.1 = 0, open 0");
    assertThat(rows.get(2)).containsEntry("unknown_ours", 1L);
  }

  @Test
  void otherPeoplesTrafficInTheLogsIsNothingThatWeMiss() throws IOException {
    captured(run(), "g1", "2026-10-20T02:00:00Z", "0.10").commit();
    TinyBooks logs = logs();
    logged(logs, "g1", "2026-10-20T02:00:01Z", "0.10");
    logged(logs, "day before", "2026-10-19T02:00:01Z", "3");
    logs.event(
        "generationId",
        "shop",
        "source",
        "import:openrouter-logs",
        "startedAt",
        "2026-10-20T02:00:00Z",
        "servedModel",
        MODEL,
        "apiKeyName",
        "shop",
        "billedUsd",
        "5");
    logs.commit();

    assertThat(inShort(ask()))
        .containsExactly("captured_logs 2026-10-20 matched: 1 rows, 0.1 - 0.1 = 0, open 0");
  }

  /** The logs were fetched at 08:00 of the day, so what is missing there may still come. */
  @Test
  void whatAYoungImportLacksIsLate() throws IOException {
    TinyBooks run = run();
    captured(run, "g1", "2026-11-01T02:00:00Z", "0.10");
    captured(run, "g2", "2026-11-01T07:59:59Z", "0.20");
    run.commit();
    logged(logs(), "g1", "2026-11-01T02:00:00Z", "0.10").commit();

    assertThat(inShort(ask()))
        .containsExactly(
            "captured_logs 2026-11-01 late: 1 rows, 0.2 - ? = 0.2, open 0",
            "captured_logs 2026-11-01 matched: 1 rows, 0.1 - 0.1 = 0, open 0");
    assertThat(inShort(ask("late", "-17")))
        .contains("captured_logs 2026-11-01 missing theirs: 1 rows, 0.2 - ? = 0.2, open 0.2");
  }

  @Test
  void aCostThatTheGatewayToldLaterIsLateAndNoDifference() throws IOException {
    TinyBooks run = run();
    captured(run, "g1", "2026-10-20T02:00:00Z", null);
    run.adjustment("callId", "g1", "adjustedAt", "2026-10-20T03:00:00Z", "billedUsd", "0.30");
    run.commit();

    assertThat(inShort(ask()))
        .containsExactly("attempts_lookups 2026-10-20 late: 1 rows, 0.3 - 0.3 = 0, open 0");
  }

  /** The first day differs by a cent, the second by a little more, the third has no attempt. */
  @Test
  void dayTotalsWithinACentMatchAndTheirDifferenceIsShownAllTheSame() throws IOException {
    TinyBooks logs = logs();
    logged(logs, "a", "2026-10-01T10:00:00Z", "1.00");
    logged(logs, "b", "2026-10-02T10:00:00Z", "2.00");
    logs.commit();
    TinyBooks activity = activity("2026-11-01T08:00:00Z");
    stated(activity, "2026-10-01", MODEL, "1.01");
    stated(activity, "2026-10-02", MODEL, "1.989999999999999999");
    stated(activity, "2026-10-03", MODEL, "4");
    activity.commit();

    assertThat(inShort(ask()))
        .containsExactly(
            "attempts_statements 2026-10-03 missing ours: 7 rows, ? - 4 = -4, open 4",
            "attempts_statements 2026-10-02 amount differs: 1 rows, 2 - 1.989999999999999999 = 0.010000000000000001, open 0.010000000000000001",
            "attempts_statements 2026-10-01 matched: 1 rows, 1 - 1.01 = -0.01, open 0");
    assertThat(inShort(ask("tolerance", "0.001", "by", "month")))
        .contains(
            "attempts_statements - amount differs: 2 rows, 3 - 2.999999999999999999 = 0.000000000000000001, open 0.020000000000000001");
  }

  @Test
  void aDayThatTheActivityExportHasNotClosedYetIsLate() throws IOException {
    TinyBooks logs = logs();
    logged(logs, "a", "2026-10-31T10:00:00Z", "1.00");
    logged(logs, "b", "2026-11-01T03:00:00Z", "2.00");
    logs.commit();
    stated(activity("2026-11-01T08:00:00Z"), "2026-10-31", MODEL, "1.00").commit();

    assertThat(inShort(ask()))
        .containsExactly(
            "attempts_statements 2026-10-31 matched: 1 rows, 1 - 1 = 0, open 0",
            "attempts_statements 2026-11-01 late: 1 rows, 2 - ? = 2, open 0");
  }

  @Test
  void aSumOfSeveralModelsIsHeldAgainstAllModelsOfItsDay() throws IOException {
    TinyBooks logs = logs();
    logged(logs, "a", "2026-10-01T10:00:00Z", "1.00");
    logs.event(
        "startedAt",
        "2026-10-01T11:00:00Z",
        "source",
        "import:openrouter-logs",
        "servedModel",
        "other",
        "billedUsd",
        "0.5");
    logs.commit();
    stated(activity("2026-11-01T08:00:00Z"), "2026-10-01", null, "1.50").commit();

    assertThat(inShort(ask()))
        .containsExactly("attempts_statements 2026-10-01 matched: 2 rows, 1.5 - 1.5 = 0, open 0");
  }

  /** What a run captured stands in the logs as well: 0.10 and 0.20 are all there is. */
  @Test
  void whatIsCapturedAndListedCountsOnceAgainstTheSums() throws IOException {
    captured(run(), "g1", "2026-10-20T02:00:00Z", "0.10").commit();
    TinyBooks logs = logs();
    logged(logs, "g1", "2026-10-20T02:00:00Z", "0.10");
    logs.event(
        "startedAt",
        "2026-10-20T11:00:00Z",
        "source",
        "import:openrouter-logs",
        "servedModel",
        MODEL,
        "billedUsd",
        "0.20",
        "apiKeyName",
        "shop");
    logs.commit();
    stated(activity("2026-11-01T08:00:00Z"), "2026-10-20", MODEL, "0.30").commit();

    assertThat(inShort(ask()))
        .contains("attempts_statements 2026-10-20 matched: 2 rows, 0.3 - 0.3 = 0, open 0");
  }

  /**
   * October in New York begins at 04:00 UTC. Of the UTC day 1 October two dollars were spent before
   * that, in September, and five after; the sum of both is stated of a moment in September, that of
   * 1 November of one in October.
   */
  @Test
  void aDayOfUtcThatIsOnlyPartlyInTheMonthIsACalendarSeam() throws IOException {
    TinyBooks logs = logs();
    logged(logs, "a", "2026-10-01T03:00:00Z", "2");
    logged(logs, "b", "2026-10-01T12:00:00Z", "5");
    logged(logs, "c", "2026-10-02T12:00:00Z", "1");
    logs.commit();
    TinyBooks activity = activity("2026-11-20T08:00:00Z");
    stated(activity, "2026-10-01", MODEL, "7");
    stated(activity, "2026-10-02", MODEL, "1");
    stated(activity, "2026-11-01", MODEL, "9");
    activity.commit();
    FiscalCalendar newYork = FiscalCalendar.monthly(ZoneId.of("America/New_York"), 1);
    Scope october =
        Scope.everyRun()
            .between(newYork.startOf(day("2026-10-01")), newYork.startOf(day("2026-11-01")));

    assertThat(
            inShort(Money.of(folder, own).calendar(newYork).ask("finops/reconciliation", october)))
        .containsExactly(
            "attempts_statements 2026-10-01 calendar seam: 1 rows, 5 - ? = 5, open 0",
            "attempts_statements 2026-10-02 matched: 1 rows, 1 - 1 = 0, open 0",
            "attempts_statements 2026-11-01 calendar seam: 7 rows, ? - 9 = -9, open 0");
  }

  @Test
  void theOtherHalfOfAPairOutsideOfTheTimeIsACalendarSeam() throws IOException {
    captured(run(), "g1", "2026-10-31T23:59:59Z", "0.10").commit();
    TinyBooks logs = logs();
    logged(logs, "g1", "2026-11-01T00:00:00Z", "0.10");
    logged(logs, "other", "2026-10-31T12:00:00Z", "0.20");
    logs.commit();

    assertThat(inShort(ask(between("2026-10-01", "2026-11-01"))))
        .contains("captured_logs 2026-10-31 calendar seam: 1 rows, 0.1 - ? = 0.1, open 0");
  }

  /** The bill of October was issued in November and is 0.50 above what was spent. */
  @Test
  void aBillIsHeldAgainstTheSpendingOfItsPeriod() throws IOException {
    TinyBooks logs = logs();
    logged(logs, "a", "2026-09-30T23:00:00Z", "8");
    logged(logs, "b", "2026-10-01T00:00:00Z", "2");
    logged(logs, "c", "2026-10-31T23:00:00Z", "3");
    logged(logs, "d", "2026-11-01T00:00:00Z", "16");
    logs.commit();
    TinyBooks.of(folder, "bills")
        .charge(
            "kind",
            "usage",
            "chargedAt",
            "2026-11-02T00:00:00Z",
            "periodStart",
            "2026-10-01T00:00:00Z",
            "periodEnd",
            "2026-11-01T00:00:00Z",
            "invoiceId",
            "inv-10",
            "source",
            "import:invoice",
            "amountUsd",
            "5.50")
        .charge(
            "kind",
            "tax",
            "chargedAt",
            "2026-11-02T00:00:00Z",
            "invoiceId",
            "inv-10",
            "source",
            "import:invoice",
            "amountUsd",
            "1.00")
        .commit();

    List<Map<String, Object>> rows = ask(between("2026-11-01", "2026-12-01"), "by", "day,about");

    assertThat(inShort(rows))
        .containsExactly(
            "spend_invoices 2026-10-01 amount differs: 2 rows, 5 - 5.5 = -0.5, open 0.5");
    assertThat(rows.get(0)).containsEntry("about", "inv-10");
    assertThat(inShort(ask(between("2026-10-01", "2026-11-01")))).isEmpty();
  }

  /** 10 bought; we know of 3 spent by the key, which says 4: so 7 or 6 are left. */
  @Test
  void aKeyAndTheCreditsAreHeldAgainstAllSpendingSoFar() throws IOException {
    TinyBooks logs = logs();
    logged(logs, "a", "2026-09-30T23:00:00Z", "1");
    logged(logs, "b", "2026-10-01T00:00:00Z", "2");
    logs.commit();
    TinyBooks.of(folder, "bought")
        .charge("kind", "purchase", "chargedAt", "2026-09-01T00:00:00Z", "amountUsd", "10")
        .charge("kind", "fee", "chargedAt", "2026-09-01T00:00:00Z", "amountUsd", "0.80")
        .commit();
    TinyBooks.of(folder, "keys")
        .importedAt("2026-10-05T00:00:00Z")
        .keyCard("apiKeyName", "nightly", "usageUsd", "3.5", "byokUsageUsd", "0.5")
        .commit();

    assertThat(inShort(ask(between("2026-10-01", "2026-11-01"))))
        .containsExactly(
            "credits_balance 2026-10-05 amount differs: 2 rows, 7 - 6 = 1, open 1",
            "spend_keys 2026-10-05 amount differs: 2 rows, 3 - 4 = -1, open 1");
  }

  @Test
  void runsAloneAndImportsAloneHaveNothingToBeHeldAgainst() throws IOException {
    captured(run(), "g1", "2026-10-20T02:00:00Z", "0.10").commit();
    assertThat(ask()).isEmpty();
    logged(logs(), "shop", "2026-09-20T02:00:00Z", "0.10").commit();
    assertThat(ask(between("2026-09-01", "2026-10-01"))).isEmpty();
  }

  @Test
  void sumsAloneAreMoneyThatWeMiss() throws IOException {
    stated(activity("2026-11-01T08:00:00Z"), "2026-10-01", MODEL, "1.50").commit();

    assertThat(inShort(ask()))
        .containsExactly(
            "attempts_statements 2026-10-01 missing ours: 7 rows, ? - 1.5 = -1.5, open 1.5");
  }
}
