package dev.assay.report.finops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.report.Scope;
import dev.assay.warehouse.TinyBooks;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Months of mixed sources, laid down at random and added up in plain Java. */
class BooksAddUpTest {
  private static final List<String> SYSTEMS = List.of("openrouter", "openai", "anthropic");
  private static final List<String> MODELS = List.of(Prices.SMALL, Prices.LARGE, "nobody/knows");
  private static final int DAYS = 12;

  @TempDir Path folder;
  @TempDir Path own;

  private final Set<String> listedDays = new HashSet<>();
  private final Set<String> statedDays = new HashSet<>();
  private final List<Row> captured = new ArrayList<>();
  private final Map<String, BigDecimal> stated = new HashMap<>();
  private final Map<String, Row> listed = new HashMap<>();

  private record Row(String id, String system, int day, BigDecimal usd) {
    String systemDay() {
      return system + " " + day;
    }
  }

  private static BigDecimal random(Random random) {
    return random.nextInt(8) == 0
        ? null
        : BigDecimal.valueOf(random.nextInt(1_000_000), 6 + random.nextInt(12));
  }

  private static String at(int day, Random random) {
    return Instant.parse("2026-10-01T00:00:00Z")
        .plusSeconds(day * 86_400L + random.nextInt(86_400))
        .toString();
  }

  /** Runs of ours, logs that hold some of what those captured, and sums of some days. */
  private void laidDown(Random random) throws IOException {
    TinyBooks runs = TinyBooks.of(folder, "runs");
    TinyBooks logs = TinyBooks.of(folder, "logs");
    TinyBooks sums = TinyBooks.of(folder, "sums");
    for (int i = 0; i < 60; i++) {
      Row row =
          new Row("gen-" + i, SYSTEMS.get(random.nextInt(2)), random.nextInt(DAYS), random(random));
      String at = at(row.day(), random);
      captured.add(row);
      runs.event(values(row, at, random, "run", random.nextBoolean() ? "eval" : "judge"));
      if (row.system().equals("openrouter") && random.nextInt(3) > 0) {
        list(row, at, random, logs);
      }
    }
    for (int i = 60; i < 140; i++) {
      int day = random.nextInt(DAYS);
      if (day % 3 > 0) {
        list(new Row("gen-" + i, "openrouter", day, random(random)), at(day, random), random, logs);
      }
    }
    for (String system : SYSTEMS) {
      for (int day = 0; day < DAYS; day++) {
        if (random.nextBoolean()) {
          BigDecimal usd = BigDecimal.valueOf(random.nextInt(1_000_000), 4);
          stated.put(system + " " + day, usd);
          statedDays.add(system + " " + day);
          sums.statement(
              "source",
              "import:" + system + "-sums",
              "system",
              system,
              "periodStart",
              Instant.parse("2026-10-01T00:00:00Z").plusSeconds(day * 86_400L).toString(),
              "billedUsd",
              usd.toString(),
              "model",
              random.nextBoolean() ? Prices.SMALL : null);
        }
      }
    }
    runs.commit();
    logs.commit();
    sums.commit();
  }

  private void list(Row row, String at, Random random, TinyBooks logs) {
    listed.put(row.id(), row);
    listedDays.add(row.systemDay());
    logs.event(values(row, at, random, "import:openrouter-logs", "production"));
  }

  private static Object[] values(Row row, String at, Random random, String source, String purpose) {
    return new Object[] {
      "generationId",
      row.id(),
      "transport",
      row.system(),
      "startedAt",
      at,
      "source",
      source,
      "purpose",
      purpose,
      "billedUsd",
      row.usd() == null ? null : row.usd().toPlainString(),
      "servedModel",
      MODELS.get(random.nextInt(3)),
      "requestedModel",
      MODELS.get(random.nextInt(3)),
      "provider",
      "acme",
      "apiKeyName",
      "key-" + random.nextInt(4),
      "promptTokens",
      random.nextInt(900),
      "completionTokens",
      random.nextInt(300),
      "attempt",
      1 + random.nextInt(2),
      "outcome",
      random.nextInt(5) == 0 ? "failed" : "answered",
      "finishReason",
      random.nextInt(6) == 0 ? "length" : "stop",
      "fallbackDepth",
      random.nextInt(2)
    };
  }

  /** Logs before sums before what runs captured, each attempt once. */
  private BigDecimal expectedSpend(int firstDay, int endDay) {
    BigDecimal sum = BigDecimal.ZERO;
    Set<String> ours = new HashSet<>();
    for (Row row : captured) {
      ours.add(row.id());
      boolean counts =
          !statedDays.contains(row.systemDay()) || listedDays.contains(row.systemDay());
      sum = counts ? add(sum, row, firstDay, endDay) : sum;
    }
    for (Row row : listed.values()) {
      sum = ours.contains(row.id()) ? sum : add(sum, row, firstDay, endDay);
    }
    for (Map.Entry<String, BigDecimal> each : stated.entrySet()) {
      int day = Integer.parseInt(each.getKey().split(" ", 2)[1]);
      if (!listedDays.contains(each.getKey()) && day >= firstDay && day < endDay) {
        sum = sum.add(each.getValue());
      }
    }
    return sum;
  }

  /** Every attempt of the systems that state sums, captured or listed, once. */
  private BigDecimal expectedAttempts(int firstDay, int endDay) {
    Set<String> systems = new HashSet<>();
    statedDays.stream()
        .filter(each -> isWithin(Integer.parseInt(each.split(" ", 2)[1]), firstDay, endDay))
        .forEach(each -> systems.add(each.split(" ", 2)[0]));
    BigDecimal sum = BigDecimal.ZERO;
    Set<String> ours = new HashSet<>();
    for (Row row : captured) {
      ours.add(row.id());
      sum = systems.contains(row.system()) ? add(sum, row, firstDay, endDay) : sum;
    }
    for (Row row : listed.values()) {
      boolean counts = !ours.contains(row.id()) && systems.contains(row.system());
      sum = counts ? add(sum, row, firstDay, endDay) : sum;
    }
    return sum;
  }

  private static BigDecimal add(BigDecimal sum, Row row, int firstDay, int endDay) {
    return row.usd() != null && isWithin(row.day(), firstDay, endDay) ? sum.add(row.usd()) : sum;
  }

  private static boolean isWithin(int day, int firstDay, int endDay) {
    return day >= firstDay && day < endDay;
  }

  private BigDecimal sum(String report, Scope scope, String column, String key, String value)
      throws IOException {
    return Money.of(folder, own).catalog(Prices.catalog()).ask(report, scope).stream()
        .filter(row -> key == null || row.get(key).equals(value))
        .map(row -> (BigDecimal) row.get(column))
        .filter(each -> each != null)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void everyReportAddsUpToTheSameSpending(long seed) throws IOException {
    laidDown(new Random(seed));
    Scope part =
        Scope.everyRun()
            .between(Instant.parse("2026-10-04T00:00:00Z"), Instant.parse("2026-10-10T00:00:00Z"));
    for (Scope scope : List.of(Scope.everyRun(), part)) {
      int first = scope == part ? 3 : 0;
      int end = scope == part ? 9 : DAYS;
      BigDecimal spend = expectedSpend(first, end);
      assertThat(sum("finops/price_drift", scope, "billed_usd", null, null))
          .isEqualByComparingTo(spend);
      assertThat(sum("finops/waste", scope, "billed_usd", "kind", "everything spent"))
          .isEqualByComparingTo(spend);
      assertThat(sum("finops/review", scope, "amount_usd", "item", "spending"))
          .isEqualByComparingTo(spend);
      assertThat(
              sum("finops/reconciliation", scope, "ours_usd", "comparison", "attempts_statements"))
          .isEqualByComparingTo(expectedAttempts(first, end));
      BigDecimal theirs = BigDecimal.ZERO;
      for (Map.Entry<String, BigDecimal> each : stated.entrySet()) {
        boolean within = isWithin(Integer.parseInt(each.getKey().split(" ", 2)[1]), first, end);
        theirs = within ? theirs.add(each.getValue()) : theirs;
      }
      assertThat(
              sum(
                  "finops/reconciliation",
                  scope,
                  "difference_usd",
                  "comparison",
                  "attempts_statements"))
          .isEqualByComparingTo(expectedAttempts(first, end).subtract(theirs));
    }
  }
}
