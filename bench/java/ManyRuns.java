import dev.assay.usage.RunFolder;
import dev.assay.usage.RunManifest;
import dev.assay.warehouse.Sql;
import dev.assay.warehouse.Warehouse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A warehouse of many small runs: {@code write} it after a run, then {@code open} it. */
final class ManyRuns {
  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

  public static void main(String[] args) throws Exception {
    if (args[0].equals("write")) {
      write(RunFolder.committed(Path.of(args[1])).get(0), Path.of(args[2]), Integer.parseInt(args[3]));
    } else {
      open(Path.of(args[1]));
    }
  }

  private static void open(Path folder) throws Exception {
    Warehouse.load();
    long start = System.nanoTime();
    try (Warehouse warehouse = Warehouse.open(folder)) {
      System.out.printf(
          "opened in %.2f s, %,d runs%n", seconds(start), warehouse.runs().size());
      start = System.nanoTime();
      Object rows =
          warehouse.query(Sql.typed("select count(*), sum(billed_usd) from usage_events")).values();
      System.out.printf("every usage event read in %.2f s: %s%n", seconds(start), rows);
    }
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static void write(RunFolder one, Path folder, int runs) throws Exception {
    RunManifest like = one.manifest();
    Duration apart = Duration.ofDays(360).dividedBy(runs);
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("set TimeZone = 'UTC'");
      for (String table : List.of("events", "answers", "scores/*")) {
        statement.execute(
            "create table %s as from read_parquet('%s/%s/*.parquet')"
                .formatted(table.replace("/*", ""), one.path(), table));
      }
      for (int i = 0; i < runs; i++) {
        Instant start = FIRST.plus(apart.multipliedBy(i));
        String id = "run-%06d".formatted(i);
        RunFolder run = RunFolder.of(folder, id);
        copy(statement, "events", run.events(), "'%s' as run_id, TIMESTAMPTZ '%s' as started_at".formatted(id, start));
        copy(statement, "answers", run.answers(), "'%s' as run_id".formatted(id));
        copy(statement, "scores", run.scores(like.scoring()), "'%s' as run_id".formatted(id));
        run.commit(
            new RunManifest(
                id, like.schemaVersion(), like.toolVersion(), like.job(), start, start.plusSeconds(60),
                like.ended(), like.simulated(), like.runner(), like.deploymentContext(), like.gateway(),
                like.catalogVersion(), like.suiteHashes(), like.policyHashes(), like.arms(),
                like.scoring(), like.parts(), like.billedUsd(), like.budgetUsd()));
      }
    }
  }

  private static void copy(Statement statement, String table, Path into, String replaced) throws Exception {
    Files.createDirectories(into);
    statement.execute(
        "copy (select * replace (%s) from %s) to '%s/lane-00000.parquet' (format parquet, compression zstd)"
            .formatted(replaced, table, into));
  }
}
