package dev.assay.report.finops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was planted into thirteen months of usage is found, and little else. */
class PlantedTruthsTest {
  private static final LocalDate ODD_MONTH = LocalDate.of(2026, 9, 1);
  private static final List<LocalDate> QUIET_MONTHS =
      List.of(LocalDate.of(2026, 6, 1), LocalDate.of(2026, 7, 1), LocalDate.of(2026, 8, 1));

  @TempDir Path folder;

  /** What is looked for in one seed, and what was flagged in a month without a planted event. */
  private record Found(Map<String, Boolean> truths, int falseFlags) {}

  @Test
  void plantedTruthsAreFoundInFiveSeeds() throws Exception {
    assertFound(5, 5);
  }

  @Test
  @Tag("proof")
  void plantedTruthsAreFoundInNearlyAllOfAHundredSeeds() throws Exception {
    assertFound(100, 95);
  }

  private void assertFound(int seeds, int least) throws Exception {
    Map<String, Integer> found = new TreeMap<>();
    List<Integer> falseFlags = new ArrayList<>();
    for (int seed = 1; seed <= seeds; seed++) {
      Found each = look(seed);
      each.truths().forEach((truth, is) -> found.merge(truth, is ? 1 : 0, Integer::sum));
      falseFlags.add(each.falseFlags());
    }
    assertThat(found)
        .hasSize(7)
        .allSatisfy((truth, times) -> assertThat(times).as(truth).isGreaterThanOrEqualTo(least));
    List<Integer> sorted = falseFlags.stream().sorted().toList();
    assertThat(sorted.get(sorted.size() / 2)).as("of %s", sorted).isLessThanOrEqualTo(1);
  }

  private Found look(int seed) throws IOException, SQLException {
    Path warehouse = Files.createDirectory(folder.resolve("seed-" + seed));
    try (PlantedSpend planted = PlantedSpend.in(warehouse, seed);
        FinOpsAnswers answers = FinOpsAnswers.over(warehouse)) {
      SpendPlan plan = planted.plan();
      Map<String, Boolean> truths = new TreeMap<>();
      var odd = answers.run("anomalies", FinOpsAnswers.month(ODD_MONTH));
      truths.put(
          "odd day of its key",
          isFlagged(odd, "key", plan.oddKey().name(), plan.oddDay(), plan.oddKey()));
      truths.put(
          "odd day of its workspace",
          isFlagged(odd, "workspace", plan.oddKey().workspace(), plan.oddDay(), plan.oddKey()));
      var last = answers.run("anomalies", FinOpsAnswers.month(SpendPlan.LAST_MONTH));
      truths.put(
          "runaway key",
          isFlagged(
              last, "key", plan.runaway().name(), plan.runsFrom().plusDays(1), plan.runaway()));
      var variance = answers.run("variance", FinOpsAnswers.month(SpendPlan.LAST_MONTH));
      truths.put("price change", hasPriceEffect(variance, planted));
      truths.put(
          "new model",
          is(
              variance,
              "acme/new-1",
              "new",
              "new_usd",
              planted.usd("requested_model = 'acme/new-1'")));
      truths.put(
          "retired model",
          is(
              variance,
              "acme/retired-1",
              "retired",
              "retired_usd",
              planted
                  .usd("requested_model = 'acme/retired-1' and started_at >= '2026-09-01'")
                  .negate()));
      truths.put(
          "other prices stay",
          variance.stream()
              .filter(row -> !SpendPlan.MODELS.get(0).name().equals(row.get("model")))
              .allMatch(
                  row ->
                      ((BigDecimal) row.get("price_usd"))
                              .abs()
                              // prices stay and rows vary in how much of them is output
                              .compareTo(
                                  ((BigDecimal) row.get("billed_usd"))
                                      .multiply(new BigDecimal("0.03")))
                          <= 0));
      LocalDate quiet = QUIET_MONTHS.get(seed % QUIET_MONTHS.size());
      int falseFlags = answers.run("anomalies", FinOpsAnswers.month(quiet)).size();
      return new Found(truths, falseFlags);
    }
  }

  private static boolean isFlagged(
      List<Map<String, Object>> rows,
      String level,
      String name,
      LocalDate day,
      SpendPlan.Key driver) {
    return rows.stream()
        .anyMatch(
            row ->
                row.get("kind").equals("anomaly")
                    && row.get("level").equals(level)
                    && name.equals(row.get("name"))
                    && !day.isBefore((LocalDate) row.get("day"))
                    && !day.isAfter((LocalDate) row.get("until"))
                    && driver.name().equals(row.get("driver_key"))
                    && row.get("cause").equals("volume"));
  }

  /** At prices of before the same would have cost less by a fifth. */
  private static boolean hasPriceEffect(List<Map<String, Object>> rows, PlantedSpend planted) {
    String model = SpendPlan.MODELS.get(0).name();
    BigDecimal now =
        planted.usd("requested_model = '%s' and started_at >= '2026-10-01'".formatted(model));
    BigDecimal expected = now.multiply(new BigDecimal("0.2"));
    BigDecimal found = (BigDecimal) row(rows, model).get("price_usd");
    return found.subtract(expected).abs().compareTo(now.multiply(new BigDecimal("0.001"))) < 0;
  }

  private static boolean is(
      List<Map<String, Object>> rows, String model, String kind, String column, BigDecimal usd) {
    Map<String, Object> row = row(rows, model);
    return row.get("kind").equals(kind) && usd.compareTo((BigDecimal) row.get(column)) == 0;
  }

  private static Map<String, Object> row(List<Map<String, Object>> rows, String model) {
    return rows.stream().filter(row -> model.equals(row.get("model"))).findFirst().orElseThrow();
  }
}
