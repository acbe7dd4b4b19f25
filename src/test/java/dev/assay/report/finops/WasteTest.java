package dev.assay.report.finops;

import static dev.assay.report.finops.Money.between;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.report.Scope;
import dev.assay.warehouse.TinyBooks;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WasteTest {
  private static final String ALL = "all of these, each attempt once";

  @TempDir Path folder;
  @TempDir Path own;

  private Map<String, Map<String, Object>> ask(Scope scope) throws IOException {
    Map<String, Map<String, Object>> byKind = new LinkedHashMap<>();
    List<Map<String, Object>> rows =
        Money.of(folder, own).catalog(Prices.catalog()).ask("finops/waste", scope);
    rows.forEach(row -> byKind.put((String) row.get("kind"), row));
    return byKind;
  }

  private Map<String, Map<String, Object>> ask() throws IOException {
    return ask(Scope.everyRun());
  }

  private static void assertWasted(Map<String, Object> row, String usd) {
    assertThat((BigDecimal) row.get("wasted_usd")).isEqualByComparingTo(usd);
  }

  private static TinyBooks night(Path folder, String run) {
    return TinyBooks.of(folder, run);
  }

  private static Object[] asked(String call, int attempt, String at, String usd, Object... more) {
    Object[] usual = {
      "generationId",
      "gen-" + call + "-" + attempt + at,
      "callId",
      call,
      "attempt",
      attempt,
      "source",
      "run",
      "purpose",
      "eval",
      "startedAt",
      at,
      "servedModel",
      Prices.SMALL,
      "requestedModel",
      Prices.SMALL,
      "provider",
      "acme",
      "billedUsd",
      usd,
      "apiKeyName",
      "nightly"
    };
    Object[] all = Arrays.copyOf(usual, usual.length + more.length);
    System.arraycopy(more, 0, all, usual.length, more.length);
    return all;
  }

  /** The first attempt failed and cost 1, the second answered and cost 2, a third call cost 4. */
  @Test
  void failuresAndRetriesOverlapAndCountOnceInTheTotal() throws IOException {
    night(folder, "n1")
        .event(asked("a", 1, "2026-10-01T01:00:00Z", "1", "outcome", "failed"))
        .event(asked("a", 2, "2026-10-01T01:01:00Z", "2"))
        .event(asked("b", 1, "2026-10-01T01:02:00Z", "4"))
        .event(asked("c", 1, "2026-10-01T01:03:00Z", "8", "outcome", "failed"))
        .event(asked("c", 2, "2026-10-01T01:04:00Z", "16", "outcome", "failed"))
        .commit();

    Map<String, Map<String, Object>> rows = ask();

    assertWasted(rows.get("failed"), "25");
    assertWasted(rows.get("retries"), "18");
    assertWasted(rows.get("failed before an answer"), "1");
    assertWasted(rows.get(ALL), "27");
    assertThat(rows.get(ALL)).containsEntry("top_key", "nightly").containsEntry("requests", 4L);
    assertThat((Double) rows.get(ALL).get("share_of_spend")).isEqualTo(27.0 / 31);
    assertThat((BigDecimal) rows.get("everything spent").get("billed_usd"))
        .isEqualByComparingTo("31");
    assertThat((String) rows.get("failed").get("example")).startsWith("gen-c-2");
  }

  @Test
  void whatWasCutOffAndWhatWeBrokeOffIsInVain() throws IOException {
    night(folder, "n1")
        .event(asked("a", 1, "2026-10-01T01:00:00Z", "1", "finishReason", "length"))
        .event(asked("b", 1, "2026-10-01T01:01:00Z", "2", "cancelled", true, "outcome", "failed"))
        .event(asked("c", 1, "2026-10-01T01:02:00Z", null, "outcome", "failed"))
        .commit();

    Map<String, Map<String, Object>> rows = ask();

    assertWasted(rows.get("cut off at their length"), "1");
    assertWasted(rows.get("cancelled"), "2");
    assertThat(rows.get("failed").get("wasted_usd")).isNull();
    assertThat(rows.get("failed")).containsEntry("unknown_costs", 1L);
    assertWasted(rows.get(ALL), "3");
  }

  /**
   * The large model answered for the small one: 0.5 million tokens in and out at 10 and 20 dollars
   * instead of 1 and 2, so 13.50 too much. Where the route policy knew a cheapest, that counts.
   */
  @Test
  void aFallbackWastesWhatItCostMoreThanWhatWasAskedFor() throws IOException {
    night(folder, "n1")
        .event(
            asked(
                "a",
                1,
                "2026-10-01T01:00:00Z",
                "15",
                "servedModel",
                Prices.LARGE,
                "promptTokens",
                500_000,
                "completionTokens",
                500_000))
        .event(
            asked(
                "b",
                1,
                "2026-10-01T01:00:00Z",
                "3",
                "fallbackDepth",
                1,
                "cheapestUsd",
                "2.5",
                "promptTokens",
                500_000,
                "completionTokens",
                500_000))
        .event(
            asked(
                "c",
                1,
                "2026-10-01T01:00:00Z",
                "1",
                "fallbackDepth",
                1,
                "servedModel",
                "x/cheap",
                "promptTokens",
                500_000,
                "completionTokens",
                500_000))
        .event(
            asked(
                "d",
                1,
                "2026-10-01T01:00:00Z",
                "9",
                "requestedModel",
                Prices.SMALL + ":nitro",
                "promptTokens",
                500_000,
                "completionTokens",
                500_000))
        .commit();

    Map<String, Map<String, Object>> rows = ask();

    assertWasted(rows.get("dearer fallbacks"), "14");
    assertThat((BigDecimal) rows.get("dearer fallbacks").get("billed_usd"))
        .isEqualByComparingTo("18");
    assertWasted(rows.get(ALL), "14");
  }

  /** The second night asks the same call again; the third reuses an answer, which costs nothing. */
  @Test
  void theSameQuestionAskedAgainIsInVainInRunsAndNeverInProduction() throws IOException {
    night(folder, "n1").event(asked("a", 1, "2026-10-01T01:00:00Z", "1")).commit();
    night(folder, "n2")
        .event(asked("a", 1, "2026-10-02T01:00:00Z", "2"))
        .event(asked("b", 1, "2026-10-02T01:00:00Z", "4"))
        .commit();
    night(folder, "n3")
        .event(asked("a", 1, "2026-10-03T01:00:00Z", null, "reusedFromRun", "n1"))
        .commit();
    TinyBooks.of(folder, "logs-1")
        .event(
            "callId",
            "p",
            "generationId",
            "p1",
            "startedAt",
            "2026-10-01T05:00:00Z",
            "billedUsd",
            "8")
        .commit();
    TinyBooks.of(folder, "logs-2")
        .event(
            "callId",
            "p",
            "generationId",
            "p2",
            "startedAt",
            "2026-10-02T05:00:00Z",
            "billedUsd",
            "8")
        .commit();

    assertWasted(ask().get("asked again"), "2");
    assertThat(ask(between("2026-10-02", "2026-10-05"))).doesNotContainKey("asked again");
  }

  /**
   * A million tokens written cost 0.25 more than plain input, two million read save 0.90 each: 1.55
   * saved. Of a judge's call nothing is said to be in vain.
   */
  @Test
  void cachesAndJudgesStandBelowTheTotal() throws IOException {
    night(folder, "n1")
        .event(
            asked(
                "a",
                1,
                "2026-10-01T01:00:00Z",
                "1.25",
                "promptTokens",
                1_000_000,
                "completionTokens",
                0,
                "cacheWriteTokens",
                1_000_000))
        .event(
            asked(
                "b",
                1,
                "2026-10-01T01:00:00Z",
                "0.2",
                "promptTokens",
                2_000_000,
                "completionTokens",
                0,
                "cachedTokens",
                2_000_000))
        .event(asked("v", 1, "2026-10-01T01:00:00Z", "0.55", "purpose", "judge"))
        .commit();

    Map<String, Map<String, Object>> rows = ask();

    assertWasted(rows.get("prompt caches, by the catalog"), "-1.55");
    assertThat(rows.get("judges").get("wasted_usd")).isNull();
    assertThat((Double) rows.get("judges").get("share_of_spend")).isEqualTo(0.275);
    assertThat(rows).doesNotContainKey(ALL);
  }
}
