import com.sun.management.OperatingSystemMXBean;
import dev.assay.intake.Import;
import dev.assay.intake.ImportRequest;
import dev.assay.report.Reports;
import dev.assay.report.Scope;
import dev.assay.usage.RunFolder;
import dev.assay.usage.RunManifest;
import dev.assay.warehouse.Warehouse;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Large runs that are the same every time, and how long reports, bare SQL and imports take over them. */
final class ReportsAtScale {
  private static final int RUNS = 10;
  private static final int ARMS = 8;
  private static final int SUITES = 2;
  private static final Instant FIRST_NIGHT = Instant.parse("2026-11-01T02:00:00Z");

  private interface Work {
    long rows() throws Exception;
  }

  public static void main(String[] args) throws Exception {
    Path warehouse = Path.of(args[1]);
    switch (args[0]) {
      case "generate" -> generate(warehouse, Long.parseLong(args[2]));
      case "csv" -> csv(warehouse, Path.of(args[2]));
      case "report" -> time(args[2], () -> report(warehouse, args[2], settings(args)));
      case "bare" -> time(args[2], () -> bare(warehouse, Path.of("bench/bare/" + args[2] + ".sql")));
      case "copy" -> time("DuckDB's own copy", () -> copy(Path.of(args[2]), warehouse));
      case "import" ->
          time(
              "import",
              () ->
                  Import.into(warehouse, "bench")
                      .of(ImportRequest.of(Path.of(args[2])), Instant.now())
                      .manifest()
                      .imported()
                      .kept());
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

  /** Ten nights of one job. Every value is a hash of its row, so that each time is like the last. */
  private static void generate(Path warehouse, long rows) throws Exception {
    try (Connection duckDb = duckDb();
        Statement sql = duckDb.createStatement()) {
      long perRun = rows / RUNS;
      for (int run = 0; run < RUNS; run++) {
        Instant start = FIRST_NIGHT.plus(Duration.ofDays(run));
        RunFolder folder = RunFolder.of(warehouse, start.toString().replace(':', '-') + "-00000" + run);
        Files.createDirectories(folder.events());
        Files.createDirectories(folder.scores("scoring-1"));
        sql.execute(
            "create or replace view attempts as "
                + """
                select
                  i, hash(i * 31 + %2$d) as h, i %% %3$d as a, (i // %3$d) %% %4$d as s, i // (%3$d * %4$d) as c,
                  hash(i * 17 + %2$d) %% 100 < 2 as failed
                from range(%1$d) as t(i)"""
                    .formatted(perRun, run, ARMS, SUITES));
        sql.execute(
            """
            copy (
              select
                '%1$s' as run_id, md5(concat(s, '/', c, '/', a)) as call_id, 1::INTEGER as attempt,
                'eval' as purpose, 'run' as source, false as simulated, 'suite-' || s as suite, '1' as suite_version,
                'case-' || c as case_id, 'case-' || c as cluster_id, 1::INTEGER as repeat, ['nightly'] as tags,
                'arm-' || a as arm, 'support' as workspace, 'acme/model-' || a as requested_model,
                'cheapest' as route_policy, 'acme/model-' || a as served_model, 'provider-' || h %% 5 as provider,
                (h %% 7 = 0)::INTEGER as fallback_depth, if(failed, null, 'stop') as finish_reason,
                timestamptz '%2$s' + to_microseconds((i * 1000)::BIGINT) as started_at,
                (h %% 50)::DOUBLE as queue_ms, 0::DOUBLE as retry_wait_ms,
                if(failed, null, 100 + (h // 64) %% 90000 / 100.0) as ttft_ms,
                400 + (h // 128) %% 400000 / 100.0 as latency_ms,
                50 + (h // 7) %% 500 as prompt_tokens, if(failed, null, 20 + (h // 11) %% 300)::BIGINT as completion_tokens,
                if(failed, null, ((h // 13) %% 100000 / 100000000)::DECIMAL(38,18)) as billed_usd,
                if(failed, null, ((h // 13) %% 100000 / 100000000)::DECIMAL(38,18)) as computed_usd,
                0.0005::DECIMAL(38,18) as estimated_usd, if(failed, 'unknown', 'response') as cost_source,
                if(failed, 'failed', 'answered') as outcome, if(failed, 'overloaded', null) as failure_kind,
                if(failed, 'http', null) as failure_phase, if(failed, 'upstream', null) as attribution,
                if(failed, 'no capacity', null) as failure_detail, if(failed, 503, 200)::INTEGER as http_status,
                false as cancelled, if(failed, null, 'scoring-1') as first_scoring,
                if(failed, null, ((h // 3) %% 100 < 60 + 3 * a)::INTEGER::DOUBLE) as first_score,
                if(failed, null, (h // 3) %% 100 < 60 + 3 * a) as first_passed
              from attempts) to '%3$s' (format parquet, compression zstd)"""
                .formatted(folder.runId(), start, folder.events().resolve("part-0.parquet")));
        sql.execute(
            """
            copy (
              select '%1$s' as run_id, md5(concat(s, '/', c, '/', a)) as call_id, 'exact' as scorer, 'hash-1' as scorer_hash,
                ((h // 3) %% 100 < 60 + 3 * a)::INTEGER::DOUBLE as score, (h // 3) %% 100 < 60 + 3 * a as passed
              from attempts where not failed) to '%2$s' (format parquet, compression zstd)"""
                .formatted(folder.runId(), folder.scores("scoring-1").resolve("part-0.parquet")));
        folder.commit(manifest(folder.runId(), start, perRun));
      }
    }
  }

  private static RunManifest manifest(String runId, Instant start, long rows) {
    return new RunManifest(
        runId, 1, "bench", "nightly", start, start.plusSeconds(3600), "complete", false, "direct", null, "bench",
        "2026-11", Map.of("suite-0", "h", "suite-1", "h"), Map.of(),
        java.util.stream.IntStream.range(0, ARMS).mapToObj(arm -> "arm-" + arm).toList(), "scoring-1",
        new RunManifest.Parts(rows, rows, 0, 0, rows, 0), BigDecimal.ONE, null);
  }

  /** The events and scores of all runs as a file that others might have written. */
  private static void csv(Path warehouse, Path file) throws Exception {
    try (Connection duckDb = over(warehouse);
        Statement sql = duckDb.createStatement()) {
      sql.execute(
          """
          copy (
            select case_id as item_id, arm, suite, score, outcome = 'failed' as failed, billed_usd as cost_usd, latency_ms,
              prompt_tokens, completion_tokens, requested_model as model, row_number() over (partition by suite, case_id, arm) as repeat,
              started_at
            from events left join scores using (run_id, call_id)) to '%s' (format csv, header true)"""
              .formatted(file));
    }
  }

  private static long report(Path warehouse, String name, Map<String, String> settings) throws Exception {
    try (Warehouse opened = Warehouse.open(warehouse)) {
      return Reports.over(opened, List.of(Path.of("reports")))
          .run("comparison/" + name, Scope.everyRun(), settings)
          .rows()
          .size();
    }
  }

  private static long bare(Path warehouse, Path query) throws Exception {
    try (Connection duckDb = over(warehouse);
        Statement sql = duckDb.createStatement();
        var rows = sql.executeQuery(Files.readString(query))) {
      long count = 0;
      while (rows.next()) {
        count++;
      }
      return count;
    }
  }

  private static long copy(Path file, Path parquet) throws Exception {
    try (Connection duckDb = duckDb();
        Statement sql = duckDb.createStatement()) {
      return sql.executeUpdate(
          "copy (from read_csv('%s')) to '%s' (format parquet, compression zstd)".formatted(file, parquet));
    }
  }

  private static Connection over(Path warehouse) throws SQLException {
    Connection duckDb = duckDb();
    try (Statement sql = duckDb.createStatement()) {
      sql.execute("create view events as from read_parquet('%s/runs/*/events/*.parquet')".formatted(warehouse));
      sql.execute("create view scores as from read_parquet('%s/runs/*/scores/*/*.parquet')".formatted(warehouse));
    }
    return duckDb;
  }

  private static Connection duckDb() throws SQLException {
    Properties settings = new Properties();
    settings.setProperty("memory_limit", "3GiB");
    Connection connection = DriverManager.getConnection("jdbc:duckdb:", settings);
    try (Statement sql = connection.createStatement()) {
      sql.execute("set TimeZone = 'UTC'");
    }
    return connection;
  }

  private static void time(String name, Work work) throws Exception {
    OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    duckDb().close(); // loads the library
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
    System.out.printf(
        "| %s | %.2f | %.2f | %d | %,d |%n", name, seconds, cpuSeconds, Long.parseLong(peak) >> 10, rows);
  }
}
