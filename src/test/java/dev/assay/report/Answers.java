package dev.assay.report;

import dev.assay.warehouse.Warehouse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The shipped reports over a warehouse of a test, their rows by the names of their columns. */
final class Answers {
  private final Table table;

  private Answers(Table table) {
    this.table = table;
  }

  static Answers of(Path warehouse, String report, Scope scope, Map<String, String> settings)
      throws IOException {
    try (Warehouse opened = Warehouse.open(warehouse)) {
      return new Answers(
          Reports.over(opened, List.of(Path.of("reports"))).run(report, scope, settings));
    }
  }

  static Answers of(Path warehouse, String report, Map<String, String> settings)
      throws IOException {
    return of(warehouse, report, Scope.newest(), settings);
  }

  Table table() {
    return table;
  }

  int size() {
    return table.rows().size();
  }

  /** The one row whose column has the value. */
  Row where(String column, Object value) {
    List<Row> rows =
        table.rows().stream()
            .map(row -> new Row(names(), row))
            .filter(row -> value.equals(row.value(column)))
            .toList();
    if (rows.size() != 1) {
      throw new AssertionError("%d rows have %s = %s".formatted(rows.size(), column, value));
    }
    return rows.get(0);
  }

  private List<String> names() {
    return table.columns().stream().map(Table.Column::name).toList();
  }

  record Row(List<String> names, List<Object> values) {
    Object value(String column) {
      if (!names.contains(column)) {
        throw new AssertionError("there is no column " + column);
      }
      return values.get(names.indexOf(column));
    }

    double number(String column) {
      return ((Number) value(column)).doubleValue();
    }

    List<Object> values(String... columns) {
      return Arrays.stream(columns).map(this::value).toList();
    }
  }
}
