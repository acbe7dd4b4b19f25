package dev.assay.report.finops;

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

class FeesReportTest {
  private static final String FEES =
      """
      system: openrouter
      plan: pay-as-you-go
      platform-fee:
        - {valid-from: 2025-01-01, percent: 5.5, minimum-usd: 0.80}
        - {valid-from: 2025-01-01, paid-by: crypto, percent: 5}
      byok-fee:
        - valid-from: 2025-01-01
          percent: 5
          free-requests-a-month: {pay-as-you-go: 3, enterprise: 5000000}
        - valid-from: 2026-08-01
          percent: 5
          free-list-cost-usd-a-month: {pay-as-you-go: 25000, enterprise: 200000}
      logging-discount:
        - {valid-from: 2025-01-01, percent: 1}
      commitments:
        azure-agreement: {provider: azure, usd: 50000, from: 2026-07-01, to: 2027-06-30}
      """;

  @TempDir Path folder;
  @TempDir Path own;

  private List<Map<String, Object>> ask(Scope scope) throws IOException {
    return Money.of(folder, own).fees(FEES).ask("finops/fees", scope);
  }

  private static Map<String, Object> only(List<Map<String, Object>> rows, String item, String of) {
    List<Map<String, Object>> found =
        rows.stream()
            .filter(row -> row.get("item").equals(item))
            .filter(row -> of.equals(row.get("reference")) || of.equals(row.get("period")))
            .toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private static void assertMoney(Map<String, Object> row, String column, String usd) {
    assertThat((BigDecimal) row.get(column)).isEqualByComparingTo(usd);
  }

  @Test
  void eachPurchaseIsHeldAgainstTheFeeThatHeldOnItsDay() throws IOException {
    TinyBooks.of(folder, "purchases")
        .charge(
            "kind",
            "purchase",
            "chargedAt",
            "2026-10-01T10:00:00Z",
            "reference",
            "ten",
            "amountUsd",
            "10.00",
            "method",
            "card")
        .charge(
            "kind",
            "fee",
            "chargedAt",
            "2026-10-01T10:00:00Z",
            "reference",
            "ten",
            "amountUsd",
            "0.80")
        .charge(
            "kind",
            "purchase",
            "chargedAt",
            "2026-10-02T10:00:00Z",
            "reference",
            "hundred",
            "amountUsd",
            "100.00",
            "method",
            "card")
        .charge(
            "kind",
            "fee",
            "chargedAt",
            "2026-10-02T10:00:00Z",
            "reference",
            "hundred",
            "amountUsd",
            "6.00")
        .charge(
            "kind",
            "purchase",
            "chargedAt",
            "2026-10-03T10:00:00Z",
            "reference",
            "coins",
            "amountUsd",
            "10.00",
            "method",
            "crypto")
        .charge(
            "kind",
            "purchase",
            "chargedAt",
            "2024-12-31T10:00:00Z",
            "reference",
            "early",
            "amountUsd",
            "10.00")
        .charge(
            "kind",
            "fee",
            "chargedAt",
            "2026-10-04T10:00:00Z",
            "reference",
            "lonely",
            "amountUsd",
            "1.00")
        .commit();

    List<Map<String, Object>> rows = ask(Scope.everyRun());

    // 5.5 % of ten are 0.55, and the least is 0.80
    Map<String, Object> ten = only(rows, "platform fee", "ten");
    assertMoney(ten, "expected_usd", "0.80");
    assertMoney(ten, "difference_usd", "0");
    Map<String, Object> hundred = only(rows, "platform fee", "hundred");
    assertMoney(hundred, "expected_usd", "5.50");
    assertMoney(hundred, "difference_usd", "0.50");
    assertThat((String) hundred.get("rule")).startsWith("5.5 %, at least 0.80 USD (");
    Map<String, Object> coins = only(rows, "platform fee", "coins");
    assertMoney(coins, "expected_usd", "0.50");
    assertThat(coins).containsEntry("amount_usd", null).containsEntry("difference_usd", null);
    assertThat((String) coins.get("rule")).endsWith("no fee is stated beside it");
    assertThat(only(rows, "platform fee", "early"))
        .containsEntry("expected_usd", null)
        .containsEntry("unknown", 1L);
    assertMoney(only(rows, "fee without a purchase", "lonely"), "amount_usd", "1");
  }

  /** Own keys: five requests of July, of which three are free; list cost a dollar more each. */
  @Test
  void anAllowanceOfRequestsIsUsedUpInTheirOrder() throws IOException {
    TinyBooks books = TinyBooks.of(folder, "logs");
    for (int i = 1; i <= 5; i++) {
      books.event(
          "startedAt",
          "2026-07-0%dT10:00:00Z".formatted(i),
          "isByok",
          true,
          "billedUsd",
          i + ".10",
          "upstreamUsd",
          i + ".00",
          "byokFeeUsd",
          "0.10");
    }
    books.event("startedAt", "2026-07-06T10:00:00Z", "billedUsd", "77.00", "upstreamUsd", "70.00");
    books.commit();

    Map<String, Object> july =
        only(ask(Money.between("2026-07-04", "2026-08-01")), "BYOK fee", "2026-07");

    // the fourth and the fifth cost 4 and 5 dollars
    assertMoney(july, "of_usd", "9");
    assertMoney(july, "expected_usd", "0.45");
    assertMoney(july, "amount_usd", "0.50");
    assertMoney(july, "difference_usd", "0.05");
    assertMoney(july, "quantity", "5");
    assertMoney(july, "out_of", "3");
    assertThat(july).containsEntry("unit", "requests");
  }

  @Test
  void anAllowanceOfListCostIsUsedUpByMoney() throws IOException {
    TinyBooks.of(folder, "logs")
        .event(
            "startedAt",
            "2026-08-01T10:00:00Z",
            "isByok",
            true,
            "billedUsd",
            "24000.00",
            "upstreamUsd",
            "24000.00",
            "byokFeeUsd",
            "0.00",
            "computedUsd",
            "24500.00")
        .event(
            "startedAt",
            "2026-08-02T10:00:00Z",
            "isByok",
            true,
            "billedUsd",
            "1575.00",
            "upstreamUsd",
            "1500.00",
            "byokFeeUsd",
            "75.00")
        .commit();

    Map<String, Object> august =
        only(ask(Money.between("2026-08-01", "2026-09-01")), "BYOK fee", "2026-08");

    // 24,500 at list price and 1,500 are 26,000: a thousand beyond, and 5 % of it
    assertMoney(august, "quantity", "26000");
    assertMoney(august, "of_usd", "1000");
    assertMoney(august, "expected_usd", "50");
    assertMoney(august, "difference_usd", "25");
    assertThat((String) august.get("rule"))
        .startsWith("5 % of list price beyond 25000 USD at list price a month (");
  }

  @Test
  void creditsTellTheirBalanceTheirBurnAndWhenTheyLapse() throws IOException {
    TinyBooks books = TinyBooks.of(folder, "books");
    books
        .charge(
            "kind",
            "purchase",
            "chargedAt",
            "2026-08-01T10:00:00Z",
            "reference",
            "first",
            "amountUsd",
            "100.00",
            "expiresAt",
            "2027-08-01T10:00:00Z")
        .charge(
            "kind",
            "purchase",
            "chargedAt",
            "2026-09-01T10:00:00Z",
            "reference",
            "second",
            "amountUsd",
            "170.00",
            "expiresAt",
            "2027-09-01T10:00:00Z");
    // ten days of ten dollars, then 138.07 on one: the manual's account has 31.93 left of 270
    for (int i = 1; i <= 10; i++) {
      books.event("startedAt", "2026-10-%02dT10:00:00Z".formatted(i), "billedUsd", "10.00");
    }
    books.event("startedAt", "2026-10-11T10:00:00Z", "billedUsd", "138.07");
    books.event(
        "startedAt",
        "2026-10-11T11:00:00Z",
        "isByok",
        true,
        "billedUsd",
        "5.00",
        "upstreamUsd",
        "5.00",
        "byokFeeUsd",
        "0.00");
    books.commit();

    List<Map<String, Object>> rows = ask(Money.between("2026-10-01", "2026-11-01"));

    assertMoney(only(rows, "credits bought", "since 2026-08-01"), "amount_usd", "270");
    assertMoney(only(rows, "credits used", "until 2026-10-11"), "amount_usd", "238.07");
    assertMoney(only(rows, "credits balance", "on 2026-10-11"), "amount_usd", "31.93");
    double burn = 238.07 / 11;
    assertThat(
            ((Number) only(rows, "credits burn a day", "on 2026-10-11").get("amount_usd"))
                .doubleValue())
        .isCloseTo(burn, within(1e-9));
    assertThat(
            ((Number) only(rows, "credits runway", "until 2026-10-12").get("quantity"))
                .doubleValue())
        .isCloseTo(31.93 / burn, within(1e-9));
    // the first hundred are gone, and what is left lapses with the second purchase
    assertMoney(only(rows, "credits that lapse next", "2027-09-01"), "amount_usd", "31.93");
  }

  @Test
  void aCommitmentCountsWhatIsSpentAtItsProviderWithOwnKeysOrDirectly() throws IOException {
    TinyBooks.of(folder, "logs")
        .event(
            "startedAt",
            "2026-10-01T10:00:00Z",
            "isByok",
            true,
            "provider",
            "Azure",
            "billedUsd",
            "105.00",
            "upstreamUsd",
            "100.00",
            "byokFeeUsd",
            "5.00")
        .event("startedAt", "2026-10-01T10:00:00Z", "provider", "azure", "billedUsd", "7.00")
        .event("startedAt", "2026-10-01T10:00:00Z", "transport", "azure", "billedUsd", "20.00")
        .event("startedAt", "2026-06-30T10:00:00Z", "transport", "azure", "billedUsd", "9.00")
        .commit();

    Map<String, Object> agreement =
        only(
            ask(Money.between("2026-10-01", "2026-11-01")),
            "commitment azure-agreement",
            "until 2027-06-30");

    assertMoney(agreement, "amount_usd", "120");
    assertMoney(agreement, "expected_usd", "50000");
    assertMoney(agreement, "difference_usd", "-49880");
    // July to October of a year
    assertMoney(agreement, "quantity", "123");
    assertMoney(agreement, "out_of", "365");
  }

  @Test
  void aDiscountIsExpectedOnlyWherePromptsMayBeLogged() throws IOException {
    TinyBooks.of(folder, "logs")
        .event("startedAt", "2026-10-01T10:00:00Z", "billedUsd", "50.00")
        .commit();

    assertThat(ask(Scope.everyRun())).noneMatch(row -> row.get("item").equals("logging discount"));
    List<Map<String, Object>> logged =
        Money.of(folder, own)
            .fees(FEES.replace("plan:", "prompt-logging: true\nplan:"))
            .ask("finops/fees", Scope.everyRun());
    assertMoney(only(logged, "logging discount", "2026-10"), "expected_usd", "-0.50");
  }

  @Test
  void withoutTermsAndWithoutUsageThereIsNothingToTell() throws IOException {
    assertThat(Money.of(folder, own).ask("finops/fees", Scope.newest())).isEmpty();
  }
}
