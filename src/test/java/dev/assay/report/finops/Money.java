package dev.assay.report.finops;

import dev.assay.catalog.Catalog;
import dev.assay.policy.FeeSchedule;
import dev.assay.policy.FeesFile;
import dev.assay.policy.Organization;
import dev.assay.policy.OrganizationFile;
import dev.assay.problem.Problems;
import dev.assay.report.Reports;
import dev.assay.report.Scope;
import dev.assay.report.Table;
import dev.assay.warehouse.Warehouse;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers of reports on money, each row by the names of its columns. */
final class Money {
  private final Path warehouse;
  private final Path own;
  private FiscalCalendar calendar = FiscalCalendar.UTC;
  private Organization organization;
  private FeeSchedule fees;
  private Catalog catalog = new Catalog("none", List.of());

  private Money(Path warehouse, Path own) {
    this.warehouse = warehouse;
    this.own = own;
  }

  /**
   * @param own where files of an organisation are written
   */
  static Money of(Path warehouse, Path own) {
    return new Money(warehouse, own);
  }

  Money calendar(FiscalCalendar other) {
    this.calendar = other;
    return this;
  }

  Money organization(String yaml) throws IOException {
    Problems problems = new Problems();
    organization = OrganizationFile.read(written("organization.yaml", yaml), problems).orElse(null);
    problems.throwIfAny();
    return this;
  }

  Money fees(String yaml) throws IOException {
    Problems problems = new Problems();
    fees = FeesFile.read(written("fees.yaml", yaml), problems).orElse(null);
    problems.throwIfAny();
    return this;
  }

  Money catalog(Catalog of) {
    this.catalog = of;
    return this;
  }

  private Path written(String name, String yaml) throws IOException {
    return Files.writeString(own.resolve(name), yaml);
  }

  List<Map<String, Object>> ask(String report, Scope scope, String... settings) throws IOException {
    Map<String, String> set = new LinkedHashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      set.put(settings[i], settings[i + 1]);
    }
    try (Warehouse opened = Warehouse.open(warehouse, calendar.zone())) {
      Table table =
          Reports.over(
                  opened,
                  List.of(Path.of("reports")),
                  FinOpsTables.of(
                      () -> Optional.ofNullable(organization),
                      () -> catalog,
                      calendar,
                      () -> Instant.parse("2026-11-20T12:00:00Z"),
                      () -> Optional.ofNullable(fees)))
              .run(report, scope, set);
      List<Map<String, Object>> rows = new ArrayList<>();
      for (List<Object> values : table.rows()) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 0; i < values.size(); i++) {
          row.put(table.columns().get(i).name(), values.get(i));
        }
        rows.add(row);
      }
      return rows;
    }
  }

  static BigDecimal usd(String amount) {
    return new BigDecimal(amount);
  }

  /** From a day until before another. */
  static Scope between(String firstDay, String endDay) {
    return Scope.everyRun()
        .between(Instant.parse(firstDay + "T00:00:00Z"), Instant.parse(endDay + "T00:00:00Z"));
  }

  static LocalDate day(String text) {
    return LocalDate.parse(text);
  }
}
