package dev.assay.report.finops;

import dev.assay.report.Reports;
import dev.assay.report.Scope;
import dev.assay.report.Table;
import dev.assay.warehouse.Warehouse;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reports on spending over one warehouse, each row a map by the names of its columns. */
final class FinOpsAnswers implements AutoCloseable {
  private final Warehouse warehouse;
  private final Reports reports;

  private FinOpsAnswers(Warehouse warehouse, Reports reports) {
    this.warehouse = warehouse;
    this.reports = reports;
  }

  static FinOpsAnswers over(Path folder) throws IOException {
    Warehouse warehouse = Warehouse.open(folder);
    return new FinOpsAnswers(
        warehouse,
        Reports.over(warehouse, List.of(Path.of("reports")), PlantedSpend.knownTables()));
  }

  /** The days from one to another, that not included. */
  static Scope days(LocalDate first, LocalDate end) {
    return Scope.everyRun()
        .between(
            first.atStartOfDay(ZoneOffset.UTC).toInstant(),
            end.atStartOfDay(ZoneOffset.UTC).toInstant());
  }

  static Scope month(LocalDate first) {
    return days(first, first.plusMonths(1));
  }

  List<Map<String, Object>> run(String report, Scope scope, String... settings) {
    Map<String, String> named = new LinkedHashMap<>();
    for (String setting : settings) {
      named.put(setting.split("=", 2)[0], setting.split("=", 2)[1]);
    }
    Table table = reports.run("finops/" + report, scope, named);
    List<String> names = table.columns().stream().map(Table.Column::name).toList();
    return table.rows().stream()
        .map(
            row -> {
              Map<String, Object> values = new LinkedHashMap<>();
              for (int i = 0; i < names.size(); i++) {
                values.put(names.get(i), row.get(i));
              }
              return values;
            })
        .toList();
  }

  /** What a column of money adds up to. */
  static BigDecimal total(List<Map<String, Object>> rows, String column) {
    return rows.stream()
        .map(row -> (BigDecimal) row.get(column))
        .filter(each -> each != null)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  @Override
  public void close() {
    warehouse.close();
  }
}
