package dev.assay.warehouse;

import static dev.assay.warehouse.RowFiles.plain;
import static dev.assay.warehouse.RowFiles.quoted;
import static dev.assay.warehouse.StoredRuns.RESTORE;

import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import dev.assay.usage.ImportOrigin;
import dev.assay.usage.RunManifest;
import dev.assay.usage.UsageSchema;
import dev.assay.warehouse.StoredRuns.StoredRun;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Holds the files of runs to what their manifests promised, before a figure is made of them: a lost
 * file must not read as a lower bill, nor a foreign one as something it is not.
 */
final class RowCheck {
  private static final Set<String> WHOLE_NUMBERS =
      Set.of("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UINTEGER", "UBIGINT");

  private final Connection connection;
  private final RowFiles files;
  private final Problems problems = new Problems();

  RowCheck(Connection connection, RowFiles files) {
    this.connection = connection;
    this.files = files;
  }

  /** Whether every file can be read, is of our schema, and has the rows that were committed. */
  void checkFiles(List<StoredRun> runs) {
    for (StoredRun run : runs) {
      if (run.manifest().schemaVersion() > UsageSchema.VERSION) {
        problems.add(
            Place.of(run.folder().path().resolve("run.json"), 0),
            "this run is of schema version %d, and this Assay reads up to %d"
                .formatted(run.manifest().schemaVersion(), UsageSchema.VERSION),
            "Read it with the Assay that wrote it, or a newer one.");
      }
    }
    problems.throwIfAny();
    Map<String, Long> rows = rowsOfFiles();
    checkSchemaVersions();
    problems.throwIfAny();
    checkNothingIsLost(runs, rows);
    problems.throwIfAny();
  }

  /** The runs' own files, in groups whose columns are the same. */
  Collection<List<Path>> alike() {
    Map<String, List<Path>> groups = new LinkedHashMap<>();
    List<Path> own = files.ownFiles();
    if (own.isEmpty()) {
      return groups.values();
    }
    Map<String, String> columns = new HashMap<>();
    String query =
        """
        select file_name, md5(string_agg(concat_ws(' ', name, type, converted_type, logical_type), ','))
        from parquet_schema([%s])
        group by file_name"""
            .formatted(listed(own));
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(query)) {
      while (found.next()) {
        columns.put(found.getString(1), found.getString(2));
      }
    } catch (SQLException failure) {
      throw unreadable(failure);
    }
    for (Path file : own) {
      groups
          .computeIfAbsent(columns.getOrDefault(plain(file), ""), key -> new ArrayList<>())
          .add(file);
    }
    return groups.values();
  }

  private Map<String, Long> rowsOfFiles() {
    Map<String, Long> rows = new HashMap<>();
    List<Path> all = files.all();
    if (all.isEmpty()) {
      return rows;
    }
    try {
      rows.putAll(rowsOf(all));
    } catch (SQLException oneIsTorn) {
      all.forEach(this::probe);
    }
    return rows;
  }

  private Map<String, Long> rowsOf(List<Path> paths) throws SQLException {
    Map<String, Long> rows = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "select file_name, num_rows from parquet_file_metadata([%s])"
                    .formatted(listed(paths)))) {
      while (found.next()) {
        rows.put(found.getString(1), found.getLong(2));
      }
    }
    return rows;
  }

  private void probe(Path file) {
    try {
      rowsOf(List.of(file));
    } catch (SQLException torn) {
      problems.add(
          Place.of(file, 0),
          "this file of a committed run cannot be read: "
              + torn.getMessage().lines().findFirst().orElse(""),
          RESTORE);
    }
  }

  private void checkSchemaVersions() {
    if (files.none() || !problems.none()) {
      return;
    }
    String versions =
        """
        select file_name, decode(value) from parquet_kv_metadata([%s])
        where decode(key) = 'assay.schema-version'"""
            .formatted(listed(files.all()));
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(versions)) {
      while (found.next()) {
        if (!found.getString(2).equals(Integer.toString(UsageSchema.VERSION))) {
          problems.add(
              Place.of(Path.of(found.getString(1)), 0),
              "this file is of schema version %s, and this Assay reads version %d"
                  .formatted(found.getString(2), UsageSchema.VERSION),
              "Write it anew in that version, or move it out of the run's folder.");
        }
      }
    } catch (SQLException failure) {
      throw unreadable(failure);
    }
  }

  private void checkNothingIsLost(List<StoredRun> runs, Map<String, Long> rows) {
    List<StoredRun> promising = runs.stream().filter(run -> promised(run.manifest()) > 0).toList();
    Map<String, Long> inMonths = promising.isEmpty() ? Map.of() : rowsInMonths();
    for (StoredRun run : promising) {
      long promised = promised(run.manifest());
      long found =
          inMonths.getOrDefault(run.id(), 0L)
              + files.own().getOrDefault(run, List.of()).stream()
                  .mapToLong(file -> rows.getOrDefault(plain(file), 0L))
                  .sum();
      if (found < promised) {
        problems.add(
            Place.of(
                files.table() == RunTable.USAGE_EVENTS
                    ? run.folder().events()
                    : run.folder().path().resolve(files.table().everywhere()),
                0),
            "this run committed %,d %s, and %,d are here"
                .formatted(promised, files.table().everywhere().replace('_', ' '), found),
            RESTORE);
      }
    }
  }

  /** How many rows of the table a run was committed with; 0 where its manifest does not say. */
  private long promised(RunManifest run) {
    if (files.table() == RunTable.USAGE_EVENTS) {
      return run.parts().attempts() + run.parts().notSent();
    }
    ImportOrigin origin = run.imported();
    boolean isOfTheTable =
        origin != null
            && origin.books() != null
            && origin.books().table().equals(files.table().everywhere());
    return isOfTheTable ? origin.kept() : 0;
  }

  private Map<String, Long> rowsInMonths() {
    Map<String, Long> rows = new HashMap<>();
    for (RowFiles.InMonth part : files.months()) {
      String count =
          "select run_id, count(*) from read_parquet(%s) where %s group by run_id"
              .formatted(quoted(plain(part.file())), part.condition());
      try (Statement statement = connection.createStatement();
          ResultSet found = statement.executeQuery(count)) {
        while (found.next()) {
          rows.merge(found.getString(1), found.getLong(2), Long::sum);
        }
      } catch (SQLException failure) {
        throw unreadable(failure);
      }
    }
    return rows;
  }

  /** Whether each column of the view has its type; a double in place of money is not money. */
  void checkTypes(String view) {
    Map<String, String> expected = files.table().columns();
    typesOf(view)
        .forEach(
            (column, type) -> {
              if (!fits(expected.get(column), type)) {
                problems.add(
                    Place.of(fileWith(column, expected.get(column)), 0),
                    "the column '%s' is %s, and %s has it as %s"
                        .formatted(column, type, files.table().everywhere(), expected.get(column)),
                    "Write the file anew with that type.");
              }
            });
    problems.throwIfAny();
  }

  private static boolean fits(String expected, String found) {
    return expected == null
        || expected.equals(found)
        || (WHOLE_NUMBERS.contains(expected) && WHOLE_NUMBERS.contains(found))
        || (expected.startsWith("DECIMAL") && found.startsWith("DECIMAL"));
  }

  private Path fileWith(String column, String expected) {
    for (Path file : files.all()) {
      String found = typesOf("read_parquet(%s)".formatted(quoted(plain(file)))).get(column);
      if (found != null && !fits(expected, found)) {
        return file;
      }
    }
    return files.all().get(0);
  }

  private Map<String, String> typesOf(String source) {
    Map<String, String> types = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("describe select * from " + source)) {
      while (found.next()) {
        types.put(found.getString(1), found.getString(2));
      }
    } catch (SQLException failure) {
      throw unreadable(failure);
    }
    return types;
  }

  /** Whether each score is a number; one that is not would spoil every mean it enters. */
  void checkScores(String view) {
    String noNumbers =
        "select run_id, call_id, scorer, score from %s where not isfinite(score) order by all limit 1"
            .formatted(view);
    List<String> found = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(noNumbers)) {
      while (rows.next()) {
        for (int i = 1; i <= 4; i++) {
          found.add(rows.getString(i));
        }
      }
    } catch (SQLException failure) {
      throw unreadable(failure);
    }
    if (!found.isEmpty()) {
      problems.add(
          Place.of(fileOfScore(found.get(0), found.get(1)), 0),
          "the score of call '%s' by '%s' is %s, which is no number"
              .formatted(
                  found.get(1), found.get(2), found.get(3).equals("nan") ? "NaN" : found.get(3)),
          "A score is from 0 to 1, or null with the reason in unscored_reason. Score the run anew, or mend what wrote the file.");
    }
    problems.throwIfAny();
  }

  private Path fileOfScore(String run, String call) {
    for (Path file : files.all()) {
      String here =
          "select 1 from read_parquet(%s) where run_id = %s and call_id = %s and not isfinite(score)"
              .formatted(quoted(plain(file)), quoted(run), quoted(call));
      try (Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery(here)) {
        if (rows.next()) {
          return file;
        }
      } catch (SQLException failure) {
        throw unreadable(failure);
      }
    }
    return files.all().get(0);
  }

  private static String listed(List<Path> paths) {
    return quoted(paths.stream().map(RowFiles::plain).toList());
  }

  private static IllegalStateException unreadable(SQLException failure) {
    return new IllegalStateException("Cannot check the rows: " + failure.getMessage(), failure);
  }
}
