package dev.assay.report.finops;

import static dev.assay.report.finops.Money.between;
import static dev.assay.report.finops.Money.day;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.report.Scope;
import dev.assay.warehouse.TinyBooks;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PriceDriftTest {
  @TempDir Path folder;
  @TempDir Path own;

  private List<Map<String, Object>> ask(Scope scope, String... settings) throws IOException {
    return Money.of(folder, own)
        .catalog(Prices.catalog())
        .ask("finops/price_drift", scope, settings);
  }

  private static Map<String, Object> only(List<Map<String, Object>> rows, String finding) {
    List<Map<String, Object>> found =
        rows.stream().filter(row -> row.get("finding").equals(finding)).toList();
    assertThat(found).as("%s in %s", finding, rows).hasSize(1);
    return found.get(0);
  }

  private static BigDecimal usd(Map<String, Object> row, String column) {
    return (BigDecimal) row.get(column);
  }

  private static TinyBooks call(
      TinyBooks books, String at, String model, int prompt, int completion, String usd) {
    return books.event(
        "startedAt",
        at,
        "servedModel",
        model,
        "provider",
        "Acme",
        "promptTokens",
        prompt,
        "completionTokens",
        completion,
        "billedUsd",
        usd);
  }

  /**
   * Of 1000 tokens in 500 came from a cache and 100 were written to it, of 1000 out 300 were
   * reasoning: 400 x 1 + 500 x 0.1 + 100 x 1.25 + 700 x 2 + 300 x 3 = 2875 dollars a million.
   */
  @Test
  void eachClassOfTokensCostsItsOwnListPrice() throws IOException {
    TinyBooks.of(folder, "logs")
        .event(
            "startedAt",
            "2026-10-01T10:00:00Z",
            "servedModel",
            Prices.SMALL,
            "provider",
            "Acme",
            "promptTokens",
            1000,
            "cachedTokens",
            500,
            "cacheWriteTokens",
            100,
            "completionTokens",
            1000,
            "reasoningTokens",
            300,
            "billedUsd",
            "0.002875")
        .commit();

    Map<String, Object> row = only(ask(Scope.everyRun()), "at list");

    assertThat(usd(row, "list_usd")).isEqualByComparingTo("0.002875");
    assertThat(usd(row, "drift_usd")).isEqualByComparingTo("0");
    assertThat(usd(row, "usd_per_million")).isEqualByComparingTo("1.4375");
  }

  /**
   * From the 4th on a tenth more is billed; the new list price of the 15th makes that 55 % less.
   */
  @Test
  void theFirstDayOfAnotherPriceIsTold() throws IOException {
    TinyBooks books = TinyBooks.of(folder, "logs");
    for (int i = 1; i <= 16; i++) {
      call(
          books,
          "2026-10-%02dT10:00:00Z".formatted(i),
          Prices.SMALL,
          0,
          1_000_000,
          i < 4 ? "2" : "2.2");
    }
    books.commit();

    List<Map<String, Object>> rows = ask(Scope.everyRun());

    assertThat(only(rows, "at list"))
        .containsEntry("first_day", day("2026-10-01"))
        .containsEntry("last_day", day("2026-10-03"));
    Map<String, Object> over = only(rows, "over list");
    assertThat(over)
        .containsEntry("first_day", day("2026-10-04"))
        .containsEntry("last_day", day("2026-10-14"));
    assertThat(usd(over, "drift_usd")).isEqualByComparingTo("2.2");
    assertThat((Double) over.get("drift")).isCloseTo(0.1, within(1e-12));
    Map<String, Object> under = only(rows, "under list");
    assertThat(under).containsEntry("first_day", day("2026-10-15"));
    assertThat((Double) under.get("drift")).isCloseTo(2.2 / 4 - 1, within(1e-12));
    assertThat(ask(Scope.everyRun(), "by", "day")).hasSize(16);
  }

  @Test
  void whatTheCatalogDoesNotListIsNotPriceable() throws IOException {
    TinyBooks books = TinyBooks.of(folder, "logs");
    call(books, "2026-10-01T10:00:00Z", "nobody/knows", 100, 100, "0.50");
    call(books, "2025-10-01T10:00:00Z", Prices.SMALL, 100, 100, "0.25");
    books.event("startedAt", "2026-10-01T10:00:00Z", "servedModel", Prices.SMALL, "billedUsd", "4");
    books.commit();

    List<Map<String, Object>> rows = ask(Scope.everyRun(), "by", "provider");

    assertThat(usd(only(rows, "not priceable"), "billed_usd")).isEqualByComparingTo("0.75");
    assertThat(usd(only(rows, "no price"), "billed_usd")).isEqualByComparingTo("4");
    assertThat(rows).hasSize(2).allMatch(row -> row.get("drift_usd") == null);
  }

  /** Allowed were 3 dollars a million, of which 4 were billed; tools and fees are no price. */
  @Test
  void whatIsDearerThanTheRoutePolicyAllowsIsOverItsCap() throws IOException {
    TinyBooks.of(folder, "night")
        .event(
            "source",
            "run",
            "purpose",
            "eval",
            "startedAt",
            "2026-10-01T10:00:00Z",
            "servedModel",
            Prices.SMALL,
            "provider",
            "acme",
            "promptTokens",
            0,
            "completionTokens",
            1_000_000,
            "billedUsd",
            "5.5",
            "toolsUsd",
            "1",
            "byokFeeUsd",
            "0.5",
            "capUsd",
            "3")
        .commit();

    Map<String, Object> row = only(ask(Scope.everyRun(), "by", "model,tokens_of"), "over cap");

    assertThat(usd(row, "token_usd")).isEqualByComparingTo("4");
    assertThat(usd(row, "over_cap_usd")).isEqualByComparingTo("1");
    assertThat(usd(row, "cap_usd_per_million")).isEqualByComparingTo("3");
    assertThat(usd(row, "drift_usd")).isEqualByComparingTo("2");
    assertThat(row).containsEntry("tokens_of", "output");
  }

  @Test
  void aDayIsPricedByItsDayInUtc() throws IOException {
    call(TinyBooks.of(folder, "logs"), "2026-10-15T01:00:00Z", Prices.SMALL, 0, 1_000_000, "4")
        .commit();

    assertThat(only(ask(between("2026-10-01", "2026-11-01")), "at list"))
        .containsEntry("first_day", day("2026-10-15"));
  }
}
