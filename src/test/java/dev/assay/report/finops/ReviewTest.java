package dev.assay.report.finops;

import static dev.assay.report.finops.Money.between;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.report.ReportFiles;
import dev.assay.report.Scope;
import dev.assay.warehouse.TinyBooks;
import dev.assay.warehouse.TinyWarehouse;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** It is noon of 20 November. */
class ReviewTest {
  private static final String ACME =
      """
      organization: acme
      environments: [production, sandbox]
      guardrails:
        hundred-a-month: {budget-usd: {monthly: 100}}
        ten-a-month: {budget-usd: {monthly: 10}}
      workspaces:
        support: {guarded-by: [hundred-a-month]}
      keys:
        chat: {key: env:CHAT, workspace: support, environment: production, owner: support, workload: chat,
          behaviours: [chat], created: 2026-09-01, guarded-by: [ten-a-month]}
      """;

  @TempDir Path folder;
  @TempDir Path own;

  private Map<String, Map<String, Object>> ask(Scope scope) throws IOException {
    Map<String, Map<String, Object>> byItem = new LinkedHashMap<>();
    Money.of(folder, own)
        .organization(ACME)
        .catalog(Prices.catalog())
        .ask("finops/review", scope)
        .forEach(row -> byItem.put((String) row.get("item"), row));
    return byItem;
  }

  private static Scope november() {
    return between("2026-11-01", "2026-12-01");
  }

  private static void assertMoney(Map<String, Object> row, String amount, String previous) {
    assertThat((BigDecimal) row.get("amount_usd")).isEqualByComparingTo(amount);
    assertThat((BigDecimal) row.get("previous_usd")).isEqualByComparingTo(previous);
    assertThat((BigDecimal) row.get("change_usd"))
        .isEqualByComparingTo(new BigDecimal(amount).subtract(new BigDecimal(previous)));
  }

  private static double figure(Map<String, Object> row) {
    return (Double) row.get("figure");
  }

  private static TinyBooks spent(TinyBooks books, String at, String key, String usd) {
    return books.event(
        "startedAt", at, "apiKeyName", key, "billedUsd", usd, "source", "import:openrouter-logs");
  }

  /** October: 4 on the 1st, 100 on the 20th. November, up to the 3rd: 9 and 1 and 2. */
  private TinyBooks twoMonths() {
    TinyBooks books = TinyBooks.of(folder, "logs").importedAt("2026-11-04T00:00:00Z");
    spent(books, "2026-10-01T10:00:00Z", "chat", "4");
    spent(books, "2026-10-20T10:00:00Z", "chat", "100");
    spent(books, "2026-11-01T10:00:00Z", "chat", "9");
    spent(books, "2026-11-02T10:00:00Z", "play", "1");
    spent(books, "2026-11-03T10:00:00Z", "play", "2");
    return books;
  }

  @Test
  void aMonthThatIsNotOverIsHeldAgainstTheSameDaysOfTheOneBefore() throws IOException {
    twoMonths().commit();

    Map<String, Map<String, Object>> rows = ask(november());

    assertThat(rows.keySet())
        .containsExactly(
            "spending",
            "without a team",
            "largest key: chat",
            "budgets above 80 %",
            "dearest day: 2026-11-01",
            "oldest figures: import:openrouter-logs");
    assertMoney(rows.get("spending"), "12", "4");
    assertThat(figure(rows.get("spending"))).isEqualTo(2);
    assertMoney(rows.get("without a team"), "3", "0");
    assertThat(figure(rows.get("without a team"))).isEqualTo(0.25);
    assertMoney(rows.get("largest key: chat"), "9", "4");
    // 9 of 10 dollars of the key; the workspace used 9 of 100
    assertThat(figure(rows.get("budgets above 80 %"))).isEqualTo(1);
    assertThat((String) rows.get("budgets above 80 %").get("look_at"))
        .endsWith("the tightest is key chat");
    assertThat(figure(rows.get("dearest day: 2026-11-01"))).isEqualTo(4.5);
    assertThat(figure(rows.get("oldest figures: import:openrouter-logs")))
        .isCloseTo(17 * 24 + 2, within(1e-9));
    assertMoney(ask(between("2026-10-01", "2026-11-01")).get("spending"), "104", "0");
  }

  /** Of each kind something: what it is about is told by the other reports in full. */
  @Test
  void whatAControllerMustAskAboutHasALineEach() throws IOException {
    TinyBooks books = twoMonths();
    books.event(
        "startedAt",
        "2026-11-02T11:00:00Z",
        "apiKeyName",
        "chat",
        "billedUsd",
        "5",
        "servedModel",
        Prices.SMALL,
        "provider",
        "acme",
        "promptTokens",
        1_000_000,
        "completionTokens",
        0,
        "source",
        "import:openrouter-logs",
        "byokFeeUsd",
        "0.5",
        "outcome",
        "failed");
    books.event("startedAt", "2026-11-02T12:00:00Z", "source", "import:openrouter-logs");
    books.statement(
        "periodStart",
        "2026-11-01T00:00:00Z",
        "billedUsd",
        "11",
        "source",
        "import:openrouter-activity");
    books.charge("kind", "purchase", "chargedAt", "2026-10-01T00:00:00Z", "amountUsd", "200");
    books.charge("kind", "fee", "chargedAt", "2026-11-01T00:00:00Z", "amountUsd", "1.5");
    books.commit();

    Map<String, Map<String, Object>> rows = ask(november());

    assertMoney(rows.get("spending"), "17", "4");
    assertThat(figure(rows.get("costs that nobody told"))).isEqualTo(1);
    // 9 against 11, and 6 of the next day, of which they say nothing; the last day may yet come
    assertThat((BigDecimal) rows.get("not reconciled").get("amount_usd")).isEqualByComparingTo("8");
    assertThat((String) rows.get("not reconciled").get("look_at"))
        .isEqualTo("finops/reconciliation: attempts_statements");
    assertThat((BigDecimal) rows.get("in vain").get("amount_usd")).isEqualByComparingTo("5");
    // 4.50 for a million tokens without the fee, and 1 by the catalog
    assertThat((BigDecimal) rows.get("above list prices").get("amount_usd"))
        .isEqualByComparingTo("3.5");
    assertMoney(rows.get("fees and taxes"), "2", "0");
    // 200 less 104 and 17; in the last 30 days, up to the 3rd, 117 were spent
    assertThat((BigDecimal) rows.get("credits left").get("amount_usd")).isEqualByComparingTo("79");
    assertThat(figure(rows.get("credits left"))).isCloseTo(30 * 79 / 117.0, within(1e-9));
  }

  @Test
  void aMemberSpendsWhatItsKeysDoWhoeverUsesThem() throws IOException {
    twoMonths()
        .event(
            "startedAt",
            "2026-11-03T11:00:00Z",
            "apiKeyName",
            "chat",
            "member",
            "alice",
            "billedUsd",
            "1",
            "source",
            "import:openrouter-logs")
        .commit();
    String budgeted =
        ACME + "members:\n  support: {user-id: user_support, guarded-by: [ten-a-month]}\n";

    List<Map<String, Object>> rows =
        Money.of(folder, own)
            .organization(budgeted)
            .catalog(Prices.catalog())
            .ask("finops/review", november());

    // both are used up: 9 and 1 of 10 dollars
    assertThat(rows)
        .filteredOn(row -> row.get("item").equals("budgets above 80 %"))
        .singleElement()
        .satisfies(row -> assertThat(figure(row)).isEqualTo(2))
        .satisfies(row -> assertThat(row.get("of")).isEqualTo("budgets, 2 of them used up"));
  }

  @Test
  void simulatedMoneyIsSaidToBe() throws IOException {
    TinyWarehouse.run(folder, "night").event("a", "c1").billed("0.5").add().commit();

    assertMoneyOfSimulated(ask(Scope.newest()));
    assertMoneyOfSimulated(ask(Scope.everyRun()));
  }

  private static void assertMoneyOfSimulated(Map<String, Map<String, Object>> rows) {
    assertThat((BigDecimal) rows.get("simulated").get("amount_usd")).isEqualByComparingTo("0.5");
    assertThat(figure(rows.get("simulated"))).isEqualTo(1);
  }

  @Test
  void withoutSpendingInTheTimeThereIsNothingToReview() throws IOException {
    twoMonths().commit();

    assertThat(ask(between("2025-01-01", "2025-02-01"))).isEmpty();
    assertMoney(ask(between("2026-12-01", "2027-01-01")).get("spending"), "0", "12");
  }

  @Test
  void itIsThePageThatThePackBeginsWith() throws IOException {
    assertThat(ReportFiles.in(List.of(Path.of("reports"))).pack("finops"))
        .startsWith("finops/review")
        .contains("finops/spend", "finops/waste");
  }
}
