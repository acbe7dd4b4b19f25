package dev.assay.report.finops;

import com.sun.management.OperatingSystemMXBean;
import dev.assay.report.Reports;
import dev.assay.report.ReportFile;
import dev.assay.report.Scope;
import dev.assay.usage.RunFolder;
import dev.assay.warehouse.Warehouse;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** Thirteen months of usage with planted truths, and how long the reports on spending take over them. */
final class FinOpsAtScale {
  private static final Scope LAST_MONTH =
      Scope.everyRun()
          .between(Instant.parse("2026-10-01T00:00:00Z"), Instant.parse("2026-11-01T00:00:00Z"));

  private interface Work {
    long rows() throws Exception;
  }

  public static void main(String[] args) throws Exception {
    Path warehouse = Path.of(args[1]);
    switch (args[0]) {
      case "generate" -> generate(warehouse, Long.parseLong(args[2]), SpendPlan.of(Long.parseLong(args[3])));
      case "report" -> time(args[2], () -> report(warehouse, args[2], settings(args)));
      case "pack" -> time("the whole pack", () -> pack(warehouse));
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private static Map<String, String> settings(String[] args) {
    Map<String, String> settings = new TreeMap<>();
    for (int i = 3; i < args.length; i++) {
      settings.put(args[i].split("=", 2)[0], args[i].split("=", 2)[1]);
    }
    return settings;
  }

  /** An import a month, committed when the month was over. */
  private static void generate(Path warehouse, long rows, SpendPlan plan) throws Exception {
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Statement sql = duckDb.createStatement()) {
      sql.execute("set TimeZone = 'UTC'");
      sql.execute("set memory_limit = '3GiB'");
      sql.execute("set temp_directory = '%s'".formatted(warehouse.resolveSibling("spill")));
      sql.execute(SpendPlan.CELLS);
      List<SpendPlan.Cell> cells = plan.cells();
      double all = cells.stream().mapToDouble(SpendPlan.Cell::requests).sum();
      // of a hundred requests two are tried again and half a one is asked twice
      double requests = rows / 1.025;
      try (DuckDBAppender into = duckDb.unwrap(DuckDBConnection.class).createAppender("cells")) {
        int number = 0;
        double carried = 0;
        for (SpendPlan.Cell cell : cells) {
          carried += cell.requests() / all * requests;
          int whole = (int) carried;
          carried -= whole;
          PlantedSpend.append(into, number++, cell, whole);
        }
      }
      System.out.println(plan.truth());
      for (LocalDate month = SpendPlan.FIRST_DAY; month.isBefore(SpendPlan.END_DAY); month = month.plusMonths(1)) {
        RunFolder run = RunFolder.of(warehouse, "logs-" + month);
        Files.createDirectories(run.events());
        sql.execute(
            "copy (select * from (%s) order by started_at) to '%s' (format parquet, compression zstd)"
                .formatted(
                    SpendPlan.ROWS.formatted(run.runId(), plan.seed(), month, month.plusMonths(1)),
                    run.events().resolve("part-0.parquet")));
        try (ResultSet sums =
            sql.executeQuery(
                "select count(*), count(*) filter (where billed_usd is null), sum(billed_usd) from '%s'"
                    .formatted(run.events().resolve("part-0.parquet")))) {
          sums.next();
          run.commit(PlantedSpend.manifest(run.runId(), month.plusMonths(1), sums.getLong(1), sums.getLong(2)));
          System.out.printf("%s: %,d rows, %s USD%n", month, sums.getLong(1), sums.getBigDecimal(3));
        }
      }
    }
  }

  private static Reports reports(Warehouse opened) throws Exception {
    return Reports.over(
        opened,
        List.of(Path.of("reports")),
        PlantedSpend.knownTables());
  }

  private static long report(Path warehouse, String name, Map<String, String> settings) throws Exception {
    try (Warehouse opened = Warehouse.open(warehouse)) {
      return reports(opened).run("finops/" + name, LAST_MONTH, settings).rows().size();
    }
  }

  private static long pack(Path warehouse) throws Exception {
    try (Warehouse opened = Warehouse.open(warehouse)) {
      Reports reports = reports(opened);
      long rows = 0;
      for (ReportFile each : reports.all()) {
        if (each.name().startsWith("finops/")
            && each.parameters().stream().noneMatch(ReportFile.Parameter::isRequired)) {
          rows += reports.run(each.name(), LAST_MONTH, Map.of()).rows().size();
        }
      }
      return rows;
    }
  }

  private static void time(String name, Work work) throws Exception {
    OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    Warehouse.load();
    long start = System.nanoTime();
    long cpu = process.getProcessCpuTime();
    long rows = work.rows();
    double seconds = (System.nanoTime() - start) / 1e9;
    double cpuSeconds = (process.getProcessCpuTime() - cpu) / 1e9;
    String peak =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("VmHWM"))
            .map(line -> line.replaceAll("\\D", ""))
            .findFirst()
            .orElse("0");
    System.out.printf("| %s | %.2f | %.2f | %d | %,d |%n", name, seconds, cpuSeconds, Long.parseLong(peak) >> 10, rows);
  }
}
