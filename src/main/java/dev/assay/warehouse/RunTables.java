package dev.assay.warehouse;

import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import dev.assay.usage.RunFolder;
import dev.assay.usage.RunManifest;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
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
import java.util.Optional;
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

  private static final String RESTORE =
      "Restore the file, or move the run's folder out of the warehouse.";

  private record Read(RunFolder folder, RunManifest manifest) {}

  private final List<Read> runs;

  private RunTables(List<Read> runs) {
    this.runs = runs;
  }

  /** Oldest run first. */
  static RunTables in(Path warehouse) throws IOException {
    List<Read> runs = new ArrayList<>();
    Problems problems = new Problems();
    for (RunFolder folder : RunFolder.committed(warehouse)) {
      manifestOf(folder, problems).ifPresent(manifest -> runs.add(new Read(folder, manifest)));
    }
    problems.throwIfAny();
    runs.sort(
        Comparator.<Read, Instant>comparing(run -> run.manifest().startedAt())
            .thenComparing(run -> run.manifest().runId()));
    return new RunTables(List.copyOf(runs));
  }

  private static Optional<RunManifest> manifestOf(RunFolder folder, Problems problems) {
    Place place = Place.of(folder.path().resolve("run.json"), 0);
    try {
      RunManifest manifest = folder.manifest();
      if (!manifest.runId().equals(folder.runId())) {
        problems.add(
            place,
            "this is the run '%s' in a folder of another name, so it could count twice"
                .formatted(manifest.runId()),
            "Move the copy or the link out of the warehouse.");
      }
      return Optional.of(manifest);
    } catch (IOException broken) {
      problems.add(
          place,
          "this run's manifest cannot be read: "
              + broken.getMessage().lines().findFirst().orElse(""),
          RESTORE);
      return Optional.empty();
    }
  }

  /** Holds every committed run to what it promised: a lost file must not read as a lower bill. */
  void checkNothingIsLost(Connection connection) throws IOException {
    Problems problems = new Problems();
    for (Read run : runs) {
      RunManifest.Parts parts = run.manifest().parts();
      long promised = parts.attempts() + parts.notSent();
      long found = 0;
      for (Path file : RunFolder.parquet(run.folder().events(), run.manifest().sitting())) {
        found += rowsOf(file, connection, problems);
      }
      if (found < promised && problems.none()) {
        problems.add(
            Place.of(run.folder().events(), 0),
            "this run committed %,d usage events, and %,d are here".formatted(promised, found),
            RESTORE);
      }
    }
    problems.throwIfAny();
  }

  private static long rowsOf(Path file, Connection connection, Problems problems) {
    try (PreparedStatement count =
        connection.prepareStatement("select num_rows from parquet_file_metadata($1::VARCHAR)")) {
      bind(count, file.toAbsolutePath().normalize().toString());
      try (ResultSet rows = count.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    } catch (SQLException torn) {
      problems.add(
          Place.of(file, 0),
          "this file of a committed run cannot be read: "
              + torn.getMessage().lines().findFirst().orElse(""),
          RESTORE);
      return 0;
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

  List<Path> adjustmentFiles() throws IOException {
    List<Path> files = new ArrayList<>();
    for (Read run : runs) {
      // what became known of an attempt stays true when a later sitting writes its event anew
      for (int sitting = 1; sitting <= run.manifest().sitting(); sitting++) {
        files.addAll(RunFolder.parquet(run.folder().adjustments(), sitting));
      }
    }
    return files;
  }

  /** The events with what became known of them after their run was committed. */
  static String adjusted(String events, String adjustments) {
    return """
        with newest as (
            from (%2$s)
            qualify row_number() over (partition by run_id, call_id, attempt order by adjusted_at desc) = 1
        )
        select
            events.* replace (
                coalesce(newest.billed_usd, events.billed_usd) as billed_usd,
                coalesce(newest.upstream_usd, events.upstream_usd) as upstream_usd,
                coalesce(newest.byok_fee_usd, events.byok_fee_usd) as byok_fee_usd,
                coalesce(events.prompt_tokens, newest.prompt_tokens) as prompt_tokens,
                coalesce(events.completion_tokens, newest.completion_tokens) as completion_tokens,
                if(newest.billed_usd is null, events.cost_source, newest.reason) as cost_source
            )
        from (%1$s) as events
        left join newest
            on newest.run_id = events.run_id
            and newest.call_id = events.call_id
            and newest.attempt = events.attempt"""
        .formatted(events, adjustments);
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

  static String snakeCase(String camelCase) {
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
