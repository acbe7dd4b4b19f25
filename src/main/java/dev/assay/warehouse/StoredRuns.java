package dev.assay.warehouse;

import dev.assay.money.Usd;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import dev.assay.usage.RunFolder;
import dev.assay.usage.RunManifest;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** The committed runs of a folder as their manifests tell, oldest first. */
final class StoredRuns {
  static final String RESTORE = "Restore the file, or move the run's folder out of the warehouse.";

  /** A run and where it lies. */
  record StoredRun(RunFolder folder, RunManifest manifest) {
    String id() {
      return manifest.runId();
    }

    /** The name of its newest scoring; null where it has none. */
    String scoring() {
      return manifest.scoring();
    }
  }

  /** A manifest as it was found, or why it cannot be read. */
  private record Found(RunFolder folder, RunManifest manifest, String fault) {}

  private final Path warehouse;
  private final List<StoredRun> runs;
  private final Map<String, StoredRun> byId;

  private StoredRuns(Path warehouse, List<StoredRun> runs) {
    this.warehouse = warehouse;
    this.runs = runs;
    this.byId = runs.stream().collect(Collectors.toMap(StoredRun::id, Function.identity()));
  }

  static StoredRuns in(Path warehouse) throws IOException {
    Problems problems = new Problems();
    // a warehouse of years has thousands of them
    List<Found> found =
        RunFolder.all(warehouse).parallelStream()
            .map(StoredRuns::find)
            .flatMap(Optional::stream)
            .toList();
    found.forEach(each -> check(each, problems));
    problems.throwIfAny();
    return new StoredRuns(
        warehouse,
        found.stream()
            .map(each -> new StoredRun(each.folder(), each.manifest()))
            .sorted(
                Comparator.<StoredRun, Instant>comparing(run -> run.manifest().startedAt())
                    .thenComparing(StoredRun::id))
            .toList());
  }

  private static Optional<Found> find(RunFolder folder) {
    if (!folder.isCommitted()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Found(folder, folder.manifest(), null));
    } catch (IOException broken) {
      return Optional.of(
          new Found(folder, null, broken.getMessage().lines().findFirst().orElse("")));
    }
  }

  private static void check(Found found, Problems problems) {
    Place place = Place.of(found.folder().path().resolve("run.json"), 0);
    if (found.manifest() == null) {
      problems.add(place, "this run's manifest cannot be read: " + found.fault(), RESTORE);
    } else if (!found.manifest().runId().equals(found.folder().runId())) {
      problems.add(
          place,
          "this is the run '%s' in a folder of another name, so it could count twice"
              .formatted(found.manifest().runId()),
          "Move the copy or the link out of the warehouse.");
    }
  }

  Path warehouse() {
    return warehouse;
  }

  List<StoredRun> all() {
    return runs;
  }

  /** Those of these ids, in the order of the ids. */
  List<StoredRun> named(Collection<String> ids) {
    return ids.stream().map(byId::get).filter(run -> run != null).toList();
  }

  List<CommittedRun> committed() {
    return runs.stream().map(StoredRun::manifest).map(CommittedRun::of).toList();
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
            scoring VARCHAR, tool_version VARCHAR, schema_version INTEGER, controls VARCHAR[])""");
      statement.execute(
          "create table run_suites (run_id VARCHAR, suite VARCHAR, suite_hash VARCHAR)");
    }
    DuckDBConnection duck = connection.unwrap(DuckDBConnection.class);
    try (DuckDBAppender rows = duck.createAppender("runs");
        DuckDBAppender suites = duck.createAppender("run_suites")) {
      for (StoredRun run : runs) {
        append(run.manifest(), rows);
        for (var suite : run.manifest().suiteHashes().entrySet()) {
          suites.beginRow();
          suites.append(run.id()).append(suite.getKey()).append(suite.getValue());
          suites.endRow();
        }
      }
    }
  }

  private static void append(RunManifest run, DuckDBAppender row) throws SQLException {
    row.beginRow();
    row.append(run.runId()).append(run.job()).append(run.startedAt().atOffset(ZoneOffset.UTC));
    if (run.finishedAt() == null) {
      row.appendNull();
    } else {
      row.append(run.finishedAt().atOffset(ZoneOffset.UTC));
    }
    row.append(run.ended()).append(run.simulated()).append(run.arms());
    RunManifest.Parts parts = run.parts();
    row.append(parts.planned()).append(parts.answered()).append(parts.failed());
    row.append(parts.notSent()).append(parts.attempts()).append(parts.unknownCost());
    row.append(stored(run.billedUsd())).append(stored(run.budgetUsd()));
    row.append(run.gateway()).append(run.runner()).append(run.deploymentContext());
    row.append(run.catalogVersion()).append(run.scoring()).append(run.toolVersion());
    row.append(run.schemaVersion());
    row.append(run.imported() == null ? List.of() : run.imported().controls());
    row.endRow();
  }

  // null is unknown, and stays so
  private static BigDecimal stored(BigDecimal usd) {
    return usd == null ? null : usd.setScale(Usd.DECIMALS, RoundingMode.HALF_EVEN);
  }
}
