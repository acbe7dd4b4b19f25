package dev.assay.warehouse;

import dev.assay.usage.ImportOrigin;
import dev.assay.usage.RunFolder;
import dev.assay.usage.RunManifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Lays down committed runs and imports of any table, row by row or as a select of DuckDB; what a
 * row does not say is null, or has the usual value where it must say something.
 */
public final class Books {
  private static final Map<String, String> USUAL =
      Map.ofEntries(
          Map.entry("call_id", "'call-' || row_number() over ()"),
          Map.entry("attempt", "1"),
          Map.entry("suite", "'production'"),
          Map.entry("case_id", "'none'"),
          Map.entry("cluster_id", "'none'"),
          Map.entry("repeat", "1"),
          Map.entry("arm", "'none'"),
          Map.entry("outcome", "'answered'"),
          Map.entry("cancelled", "false"),
          Map.entry("reason", "'lookup'"),
          Map.entry("disabled", "false"),
          Map.entry("statement_key", "'statement-' || row_number() over ()"),
          Map.entry("charge_key", "'charge-' || row_number() over ()"),
          Map.entry("origin_file", "'test'"),
          Map.entry("origin_row", "row_number() over ()"));

  private final Path folder;
  private final String runId;
  private final Map<RunTable, StringBuilder> selects = new EnumMap<>(RunTable.class);
  private String source = "run";
  private String purpose = "eval";
  private boolean simulated;
  private Instant startedAt = Instant.parse("2026-11-01T00:00:00Z");

  private Books(Path folder, String runId) {
    this.folder = folder;
    this.runId = runId;
  }

  /** A run of real calls. */
  public static Books run(Path folder, String runId) {
    return new Books(folder, runId);
  }

  /** What an import of a kind such as {@code openrouter-logs} laid down. */
  public static Books imported(Path folder, String runId, String kind) {
    Books books = new Books(folder, runId);
    books.source = "import:" + kind;
    books.purpose = "production";
    return books;
  }

  public Books startedAt(String time) {
    startedAt = Instant.parse(time);
    return this;
  }

  public Books simulated() {
    simulated = true;
    return this;
  }

  /** One row, its columns and values in turn; a null value is null. */
  public Books row(String table, String... namesAndValues) {
    Map<String, String> columns = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      columns.put(
          namesAndValues[i],
          namesAndValues[i + 1] == null ? "null" : RowFiles.quoted(namesAndValues[i + 1]));
    }
    return rows(
        table,
        columns.entrySet().stream()
            .map(each -> each.getValue() + " as " + each.getKey())
            .collect(Collectors.joining(", ", "select ", "")));
  }

  /** Many rows, as a select that names the columns which they fill. */
  public Books rows(String table, String select) {
    RunTable of = RunTable.valueOf(table.toUpperCase(Locale.ROOT));
    StringBuilder all = selects.computeIfAbsent(of, key -> new StringBuilder());
    all.append(all.isEmpty() ? "" : " union all by name ").append("select * from (");
    all.append(select).append(')');
    return this;
  }

  public Books commit() {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
      long events = 0;
      for (Map.Entry<RunTable, StringBuilder> each : selects.entrySet()) {
        long rows = write(each.getKey(), each.getValue().toString(), connection);
        events += each.getKey() == RunTable.USAGE_EVENTS ? rows : 0;
      }
      Files.createDirectories(RunFolder.of(folder, runId).path());
      RunFolder.of(folder, runId)
          .commit(
              new RunManifest(
                  runId,
                  1,
                  "test",
                  source.equals("run") ? "nightly" : source,
                  startedAt,
                  startedAt.plusSeconds(60),
                  "complete",
                  simulated,
                  "direct",
                  null,
                  null,
                  null,
                  Map.of(),
                  Map.of(),
                  List.of(),
                  null,
                  new RunManifest.Parts(events, events, 0, 0, events, 0),
                  null,
                  null,
                  1,
                  0,
                  origin(events),
                  null));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
    return this;
  }

  /** An import tells rows of any time, whenever it was made. */
  private ImportOrigin origin(long rows) {
    return source.equals("run")
        ? null
        : new ImportOrigin(
            source.substring("import:".length()), List.of(), Map.of(), rows, rows, 0, 0, null);
  }

  private long write(RunTable table, String select, Connection connection)
      throws IOException, SQLException {
    RunFolder run = RunFolder.of(folder, runId);
    Path into =
        switch (table) {
          case USAGE_EVENTS -> run.events();
          case ADJUSTMENTS -> run.adjustments();
          case STATEMENTS -> run.statements();
          case CHARGES -> run.charges();
          case KEY_CARDS -> run.keyCards();
          default -> throw new IllegalArgumentException(table + " are no books");
        };
    Files.createDirectories(into);
    Map<String, String> usual = new LinkedHashMap<>(USUAL);
    usual.put("run_id", RowFiles.quoted(runId));
    usual.put("source", RowFiles.quoted(source));
    usual.put("purpose", RowFiles.quoted(purpose));
    usual.put("simulated", String.valueOf(simulated));
    try (Statement statement = connection.createStatement()) {
      statement.execute("set TimeZone = 'UTC'");
      statement.execute("create or replace view rows as " + select);
      List<String> told = namesOf(statement);
      String columns =
          table.columns().entrySet().stream()
              .map(
                  column -> {
                    String value =
                        told.contains(column.getKey())
                            ? column.getKey()
                            : usual.getOrDefault(column.getKey(), "null");
                    return "cast(%s as %s) as %s"
                        .formatted(value, column.getValue(), column.getKey());
                  })
              .collect(Collectors.joining(", "));
      if (!table.columns().keySet().containsAll(told)) {
        throw new IllegalArgumentException("%s has not all of %s".formatted(table, told));
      }
      return statement.executeUpdate(
          "copy (select %s from rows) to '%s' (format parquet)"
              .formatted(columns, into.resolve("part-0.parquet")));
    }
  }

  private static List<String> namesOf(Statement statement) throws SQLException {
    List<String> names = new ArrayList<>();
    try (ResultSet columns = statement.executeQuery("describe rows")) {
      while (columns.next()) {
        names.add(columns.getString(1));
      }
    }
    return names;
  }
}
