package dev.assay.report.finops;

import static dev.assay.report.finops.Money.usd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.assay.report.Scope;
import dev.assay.warehouse.TinyBooks;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysReportTest {
  private static final String ACME =
      """
      organization: acme
      environments: [production, development, sandbox]
      guardrails:
        ten-a-day: {budget-usd: {daily: 10}}
      workspaces:
        main: {}
      keys:
        chat: {key: env:CHAT, workspace: main, environment: production, owner: support, workload: chat,
          behaviours: [chat], created: 2026-09-01, guarded-by: [ten-a-day]}
        chat-2: {key: env:CHAT_2, workspace: main, environment: production, owner: support, workload: chat,
          behaviours: [chat], created: 2026-09-01, guarded-by: [ten-a-day]}
        many: {key: env:MANY, workspace: main, environment: development, owner: labs, workload: many,
          behaviours: [crawl, sort], created: 2026-09-01}
        gone: {key: env:GONE, workspace: main, environment: production, owner: support, workload: gone,
          behaviours: [old], created: 2026-01-01, retired: 2026-10-03, guarded-by: [ten-a-day]}
      """;

  @TempDir Path folder;
  @TempDir Path own;

  private void spend(TinyBooks books, String key, String day, String usd) {
    books.event("startedAt", day + "T12:00:00Z", "apiKeyName", key, "billedUsd", usd);
  }

  /** The figures of an operator's account: 48 keys in two months, two of them near half of it. */
  @Test
  void fewKeysOfAnOperatorSpendMostAndTheMeanDescribesNone() throws IOException {
    List<BigDecimal> spending = new ArrayList<>(List.of(usd("83.26"), usd("33.05")));
    // fifteen keys between one and 20 dollars, then thirty-one below one; they make up the rest
    for (String each :
        List.of(
            "18.40", "15.10", "13.20", "11.75", "9.90", "8.60", "7.45", "6.30", "5.20", "4.15",
            "3.30", "2.45", "1.95", "1.50", "1.20")) {
      spending.add(usd(each));
    }
    for (int i = 1; i <= 30; i++) {
      spending.add(usd("0.36").add(usd("0.001").multiply(BigDecimal.valueOf(i))));
    }
    BigDecimal soFar = spending.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    spending.add(usd("238.07").subtract(soFar));
    assertThat(spending).hasSize(48);
    assertThat(spending.get(47)).isBetween(BigDecimal.ZERO, BigDecimal.ONE);
    TinyBooks books = TinyBooks.of(folder, "logs");
    for (int i = 0; i < spending.size(); i++) {
      spend(books, "key-%02d".formatted(i + 1), "2026-10-01", spending.get(i).toPlainString());
    }
    books.commit();

    List<Map<String, Object>> rows =
        Money.of(folder, own).ask("finops/concentration", Scope.everyRun());

    assertThat(rows).hasSize(48);
    Map<String, Object> first = rows.get(0);
    assertThat(first).containsEntry("place", 1L).containsEntry("api_key_name", "key-01");
    assertThat((Double) first.get("share")).isCloseTo(0.3497, within(0.00005));
    assertThat((Double) rows.get(1).get("cumulative_share")).isCloseTo(0.4886, within(0.00005));
    assertThat((Double) rows.get(47).get("cumulative_share")).isCloseTo(1, within(1e-9));
    assertThat((BigDecimal) first.get("mean_usd")).isBetween(usd("4.955"), usd("4.965"));
    assertThat((BigDecimal) first.get("median_usd")).isLessThan(BigDecimal.ONE);
    List<BigDecimal> ascending = spending.stream().sorted().toList();
    assertThat(first)
        .containsEntry("keys", 48L)
        .containsEntry(
            "keys_below_mean",
            spending.stream().filter(each -> each.compareTo(usd("4.9598")) < 0).count());
    // at 47 x 0.9 = 42.3 of the sorted ones, counted from 0
    double p90 =
        ascending.get(42).doubleValue()
            + 0.3 * (ascending.get(43).doubleValue() - ascending.get(42).doubleValue());
    assertThat(((BigDecimal) first.get("p90_usd")).doubleValue()).isCloseTo(p90, within(1e-9));
    double p99 = 33.05 + 0.53 * (83.26 - 33.05);
    assertThat(((BigDecimal) first.get("p99_usd")).doubleValue()).isCloseTo(p99, within(1e-9));
  }

  @Test
  void whatNamesNoKeyStandsLastAndIsNoKey() throws IOException {
    TinyBooks books = TinyBooks.of(folder, "logs");
    spend(books, "a", "2026-10-01", "1.00");
    spend(books, null, "2026-10-01", "3.00");
    books.event("startedAt", "2026-10-01T13:00:00Z", "apiKeyName", "silent");
    books.commit();

    assertThat(Money.of(folder, own).ask("finops/concentration", Scope.everyRun()))
        .extracting(
            row -> row.get("place"),
            row -> row.get("api_key_name"),
            row -> row.get("share"),
            row -> row.get("keys"),
            row -> row.get("unknown_costs"))
        .containsExactly(
            tuple(1L, "a", 0.25, 2L, 0L),
            tuple(2L, "silent", null, 2L, 1L),
            tuple(null, null, 0.75, 2L, 0L));
  }

  private List<Tuple> findings(Scope scope) throws IOException {
    return Money.of(folder, own).organization(ACME).ask("finops/key_findings", scope).stream()
        .map(
            row ->
                tuple(
                    row.get("finding"),
                    row.get("severity"),
                    row.get("api_key_name"),
                    row.get("billed_usd") == null
                        ? null
                        : ((BigDecimal) row.get("billed_usd")).intValueExact()))
        .toList();
  }

  @Test
  void everyOddUseOfAKeyIsToldOnce() throws IOException {
    TinyBooks books = TinyBooks.of(folder, "logs");
    spend(books, "chat", "2026-10-01", "5.00");
    spend(books, "chat-2", "2026-10-01", "2.00");
    spend(books, "many", "2026-10-01", "20.00");
    spend(books, "gone", "2026-10-02", "1.00");
    spend(books, "gone", "2026-10-03", "3.00");
    spend(books, "stranger", "2026-10-03", "1.00");
    spend(books, null, "2026-10-03", "4.00");
    books.keyCard("apiKeyName", "chat-2", "disabled", true, "asOf", "2026-09-30T08:00:00Z");
    books.keyCard("apiKeyName", "stranger", "limitUsd", "5.00");
    books.commit();

    assertThat(findings(Money.between("2026-10-01", "2026-11-01")))
        .containsExactlyInAnyOrder(
            tuple("key spends after its retirement", "high", "gone", 3),
            tuple("disabled key with spending", "high", "chat-2", 2),
            tuple("key that the organization file does not know", "high", "stranger", 1),
            tuple("key without a guardrail", "high", "many", 20),
            tuple("key without a budget of its own", "medium", "many", 20),
            tuple("one key, several behaviours", "medium", "many", 20),
            tuple("one behaviour, several keys", "low", "chat", 7),
            // production: 5 + 2 + 4
            tuple("development outspends production", "high", "many", 20),
            tuple("spending without a key", "medium", null, 4));
  }

  @Test
  void aKeyThatWasSwitchedOffAfterItsLastUseIsNoAlarm() throws IOException {
    TinyBooks books = TinyBooks.of(folder, "logs");
    spend(books, "chat", "2026-10-01", "5.00");
    books.keyCard("apiKeyName", "chat", "disabled", true, "asOf", "2026-10-05T08:00:00Z");
    books.commit();

    assertThat(findings(Scope.everyRun()))
        .containsExactly(tuple("disabled key with spending", "low", "chat", 5));
  }

  /** Without an organization's file a well-made name still tells where a key works. */
  @Test
  void testingAndDevelopmentKeysThatOutspendProductionAreFoundByTheirNames() throws IOException {
    TinyBooks books = TinyBooks.of(folder, "logs");
    spend(books, "acme-testing", "2026-10-01", "83.26");
    spend(books, "acme-development", "2026-10-01", "33.05");
    spend(books, "production-chat", "2026-10-01", "20.00");
    spend(books, "contest", "2026-10-01", "500.00");
    books.commit();

    assertThat(Money.of(folder, own).ask("finops/key_findings", Scope.everyRun()))
        .filteredOn(row -> row.get("finding").toString().contains("outspends"))
        .extracting(row -> row.get("finding"), row -> row.get("api_key_name"))
        .containsExactly(
            tuple("testing outspends production", "acme-testing"),
            tuple("development outspends production", "acme-development"));
  }
}
