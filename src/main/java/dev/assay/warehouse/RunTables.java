package dev.assay.warehouse;

import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import dev.assay.usage.RunFolder;
import dev.assay.usage.RunManifest;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The committed runs of a folder, laid out as the tables and views that SQL asks. */
final class RunTables {
  private static final Map<Class<?>, String> SQL_TYPES =
      Map.ofEntries(
          Map.entry(String.class, "VARCHAR"),
          Map.entry(int.class, "INTEGER"),
          Map.entry(Integer.class, "INTEGER"),
          Map.entry(Long.class, "BIGINT"),
          Map.entry(Double.class, "DOUBLE"),
          Map.entry(boolean.class, "BOOLEAN"),
          Map.entry(Boolean.class, "BOOLEAN"),
          Map.entry(BigDecimal.class, "DECIMAL(38,18)"),
          Map.entry(Instant.class, "TIMESTAMP WITH TIME ZONE"),
          Map.entry(List.class, "VARCHAR[]"));

  private record Read(RunFolder folder, RunManifest manifest) {}

  private final List<Read> runs;

  private RunTables(List<Read> runs) {
    this.runs = runs;
  }

  /** Oldest run first. */
  static RunTables in(Path warehouse) throws IOException {
    List<Read> runs = new ArrayList<>();
    for (RunFolder folder : RunFolder.committed(warehouse)) {
      runs.add(new Read(folder, manifestOf(folder)));
    }
    runs.sort(
        Comparator.<Read, Instant>comparing(run -> run.manifest().startedAt())
            .thenComparing(run -> run.manifest().runId()));
    return new RunTables(List.copyOf(runs));
  }

  private static RunManifest manifestOf(RunFolder folder) {
    try {
      return folder.manifest();
    } catch (IOException broken) {
      throw new InvalidInput(
          Place.of(folder.path().resolve("run.json"), 0),
          "this run's manifest cannot be read: "
              + broken.getMessage().lines().findFirst().orElse(""),
          "Restore the file, or move the run's folder out of the warehouse.");
    }
  }

  List<CommittedRun> committed() {
    return runs.stream()
        .map(Read::manifest)
        .map(
            run ->
                new CommittedRun(
                    run.runId(),
                    run.job(),
                    run.startedAt(),
                    run.ended(),
                    run.isComplete(),
                    run.simulated(),
                    run.arms(),
                    run.suiteHashes()))
        .toList();
  }

  List<Path> eventFiles() throws IOException {
    return parquetIn(run -> run.folder().events());
  }

  List<Path> answerFiles() throws IOException {
    return parquetIn(run -> run.folder().answers());
  }

  /** Each run's scoring as its manifest names it; a run without one has no scores. */
  List<Path> scoreFiles() throws IOException {
    return parquetIn(
        run ->
            run.manifest().scoring() == null
                ? null
                : run.folder().scores(run.manifest().scoring()));
  }

  /** Of each run the files of the sitting that its manifest names. */
  private List<Path> parquetIn(Function<Read, Path> table) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Read run : runs) {
      Path folder = table.apply(run);
      if (folder != null) {
        files.addAll(RunFolder.parquet(folder, run.manifest().sitting()));
      }
    }
    return files;
  }

  /**
   * A select with every column of the row type, even where no file has it yet; columns that a newer
   * writer added are kept.
   */
  static String view(Class<? extends Record> row, List<Path> files) {
    String columns =
        Arrays.stream(row.getRecordComponents())
            .map(
                column ->
                    "cast(null as %s) as %s"
                        .formatted(SQL_TYPES.get(column.getType()), snakeCase(column.getName())))
            .collect(Collectors.joining(", "));
    String none = "select %s where false".formatted(columns);
    if (files.isEmpty()) {
      return none;
    }
    String list =
        files.stream()
            .map(file -> quoted(file.toAbsolutePath().normalize().toString()))
            .collect(Collectors.joining(", "));
    return "%s union all by name select * from read_parquet([%s], union_by_name = true)"
        .formatted(none, list);
  }

  static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  private static String snakeCase(String camelCase) {
    return camelCase.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  /** Writes the manifests into the tables {@code runs} and {@code run_suites}. */
  void load(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(
          """
          create table runs (
            run_id VARCHAR, job VARCHAR, started_at TIMESTAMP WITH TIME ZONE,
            finished_at TIMESTAMP WITH TIME ZONE, ended VARCHAR, simulated BOOLEAN, arms VARCHAR[],
            planned BIGINT, answered BIGINT, failed BIGINT, not_sent BIGINT, attempts BIGINT,
            unknown_cost BIGINT, billed_usd DECIMAL(38,18), budget_usd DECIMAL(38,18),
            gateway VARCHAR, runner VARCHAR, deployment_context VARCHAR, catalog_version VARCHAR,
            scoring VARCHAR, tool_version VARCHAR, schema_version INTEGER)""");
      statement.execute(
          "create table run_suites (run_id VARCHAR, suite VARCHAR, suite_hash VARCHAR)");
    }
    try (PreparedStatement insert =
            connection.prepareStatement(
                "insert into runs values (%s)"
                    .formatted(String.join(", ", Collections.nCopies(22, "?"))));
        PreparedStatement suites =
            connection.prepareStatement("insert into run_suites values (?, ?, ?)")) {
      for (Read read : runs) {
        RunManifest run = read.manifest();
        bind(
            insert,
            run.runId(),
            run.job(),
            run.startedAt().atOffset(ZoneOffset.UTC),
            run.finishedAt() == null ? null : run.finishedAt().atOffset(ZoneOffset.UTC),
            run.ended(),
            run.simulated(),
            connection.createArrayOf("VARCHAR", run.arms().toArray()),
            run.parts().planned(),
            run.parts().answered(),
            run.parts().failed(),
            run.parts().notSent(),
            run.parts().attempts(),
            run.parts().unknownCost(),
            run.billedUsd(),
            run.budgetUsd(),
            run.gateway(),
            run.runner(),
            run.deploymentContext(),
            run.catalogVersion(),
            run.scoring(),
            run.toolVersion(),
            run.schemaVersion());
        insert.execute();
        for (var suite : run.suiteHashes().entrySet()) {
          bind(suites, run.runId(), suite.getKey(), suite.getValue());
          suites.execute();
        }
      }
    }
  }

  static void bind(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }
}
