package dev.assay.report;

import dev.assay.report.finops.FinOpsTables;
import dev.assay.warehouse.Warehouse;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The answer of a shipped report over a tiny warehouse, to be read by the names of its columns. */
record Answers(List<String> names, List<List<Object>> rows) {

  static Answers of(String report, Path warehouse, Scope scope, Map<String, String> settings)
      throws IOException {
    try (Warehouse open = Warehouse.open(warehouse)) {
      Table table =
          Reports.over(open, List.of(Path.of("reports")), noFiles()).run(report, scope, settings);
      return new Answers(table.columns().stream().map(Table.Column::name).toList(), table.rows());
    }
  }

  /** What reports may read besides a warehouse, where no file says anything. */
  static List<KnownTable<?>> noFiles() {
    return FinOpsTables.withoutFiles(() -> Instant.parse("2026-11-20T12:00:00Z"));
  }

  /** The only row with these values, given as name and value in turn. */
  Row where(Object... namesAndValues) {
    List<List<Object>> found =
        rows.stream()
            .filter(
                row ->
                    IntStream.range(0, namesAndValues.length / 2)
                        .allMatch(
                            i ->
                                Arrays.asList(namesAndValues[2 * i + 1])
                                    .contains(
                                        row.get(names.indexOf((String) namesAndValues[2 * i])))))
            .toList();
    if (found.size() != 1) {
      throw new AssertionError(
          "%d rows where %s in %s".formatted(found.size(), List.of(namesAndValues), rows));
    }
    return new Row(found.get(0));
  }

  List<Object> column(String name) {
    return rows.stream().map(row -> row.get(names.indexOf(name))).toList();
  }

  /** One row of it. */
  final class Row {
    private final List<Object> values;

    private Row(List<Object> values) {
      this.values = values;
    }

    Object value(String column) {
      return values.get(names.indexOf(column));
    }

    double number(String column) {
      return ((Number) value(column)).doubleValue();
    }

    List<Object> values(String... columns) {
      return Arrays.stream(columns).map(this::value).toList();
    }

    BigDecimal usd(String column) {
      return (BigDecimal) value(column);
    }
  }
}
