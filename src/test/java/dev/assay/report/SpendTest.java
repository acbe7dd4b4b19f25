package dev.assay.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.warehouse.TinyWarehouse;
import dev.assay.warehouse.Warehouse;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpendTest {
  @TempDir Path folder;

  private static BigDecimal usd(String amount) {
    return new BigDecimal(amount).setScale(18);
  }

  /** The second night starts five minutes before midnight UTC, so its day is the earlier one. */
  @Test
  void moneyIsSplitByDayAndPayerAndModelAndAddsUp() throws IOException {
    TinyWarehouse first = TinyWarehouse.run(folder, "night-1").startedAt("2026-11-19T02:00:00Z");
    first.event("a", "c1").billed("0.001").add();
    first.event("a", "c2").billed(null).add();
    first.event("a", "c3").failed("overloaded", "upstream").billed("0.0003").add();
    first.event("a", "c4").notSent().add();
    first.commit();
    TinyWarehouse second = TinyWarehouse.run(folder, "night-2").startedAt("2026-11-20T23:55:00Z");
    second.event("b", "c1").billed("0.5").add();
    second.commit();

    try (Warehouse warehouse = Warehouse.open(folder)) {
      Table table =
          Reports.over(warehouse, List.of(Path.of("reports")))
              .run("finops/spend", Scope.everyRun(), Map.of());
      LocalDate day = LocalDate.parse("2026-11-19");
      assertThat(table.rows())
          .containsExactlyInAnyOrder(
              Arrays.asList(
                  day,
                  "support",
                  "nightly-key",
                  "model-of-a",
                  "acme",
                  "cheapest",
                  2L,
                  362L,
                  usd("0.001"),
                  1L,
                  usd("0.001"),
                  usd("0.004"),
                  true),
              Arrays.asList(
                  day,
                  "support",
                  "nightly-key",
                  "model-of-a",
                  null,
                  "cheapest",
                  1L,
                  null,
                  usd("0.0003"),
                  0L,
                  usd("0.0003"),
                  usd("0.002"),
                  true),
              Arrays.asList(
                  null,
                  "support",
                  "nightly-key",
                  "model-of-a",
                  null,
                  "cheapest",
                  0L,
                  null,
                  null,
                  0L,
                  null,
                  null,
                  true),
              Arrays.asList(
                  LocalDate.parse("2026-11-20"),
                  "support",
                  "nightly-key",
                  "model-of-b",
                  "acme",
                  "cheapest",
                  1L,
                  181L,
                  usd("0.5"),
                  0L,
                  usd("0.5"),
                  usd("0.002"),
                  true));
    }
  }
}
