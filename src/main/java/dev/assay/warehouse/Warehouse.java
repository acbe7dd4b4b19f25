package dev.assay.warehouse;

import static dev.assay.warehouse.RunTables.quoted;

import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import dev.assay.usage.AdjustmentRow;
import dev.assay.usage.AnswerRow;
import dev.assay.usage.PreferenceRow;
import dev.assay.usage.ScoreRow;
import dev.assay.usage.UsageEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Properties;

/**
 * The committed runs of a folder as SQL tables: {@code usage_events}, {@code scores}, {@code
 * answers}, {@code adjustments}, {@code runs} and {@code run_suites}. Adjustments are in effect:
 * {@code usage_events} shows a cost that became known after its run was committed.
 *
 * <p>It sees the runs that were committed when it was opened, reads nothing outside its folder and
 * writes nothing. For one thread at a time.
 */
public final class Warehouse implements AutoCloseable {
  /** With the heap of the JVM beside it, a report stays under 4 GiB; more goes to disk. */
  private static final String MEMORY = "3GiB";

  private final Connection connection;
  private final List<CommittedRun> runs;

  private Warehouse(Connection connection, List<CommittedRun> runs) {
    this.connection = connection;
    this.runs = runs;
  }

  /** Loads DuckDB, so that the first warehouse opens sooner. */
  public static void load() {
    try (Connection connection = connect()) {
      run(connection, "select 1");
    } catch (SQLException failure) {
      throw new IllegalStateException("Cannot load DuckDB: " + failure.getMessage(), failure);
    }
  }

  /** Opens a folder; one that does not exist yet is a warehouse without runs. */
  public static Warehouse open(Path folder) throws IOException {
    RunTables tables = RunTables.in(folder);
    try {
      Connection connection = connect();
      try {
        SqlFunctions.register(connection);
        tables.load(connection);
        tables.checkNothingIsLost(connection);
        lockInto(folder, connection);
        Warehouse warehouse = new Warehouse(connection, tables.committed());
        warehouse.layOut(folder, tables);
        return warehouse;
      } catch (SQLException | IOException | RuntimeException failure) {
        connection.close();
        throw failure;
      }
    } catch (SQLException failure) {
      throw new IllegalStateException("Cannot open DuckDB: " + failure.getMessage(), failure);
    }
  }

  private static Connection connect() throws SQLException {
    Properties settings = new Properties();
    // nothing is fetched behind the user's back: what reports need is linked in
    settings.setProperty("autoinstall_known_extensions", "false");
    settings.setProperty("autoload_known_extensions", "false");
    settings.setProperty("memory_limit", MEMORY);
    settings.setProperty(
        "temp_directory",
        Path.of(System.getProperty("java.io.tmpdir"), "assay-" + ProcessHandle.current().pid())
            .toString());
    Connection connection = DriverManager.getConnection("jdbc:duckdb:", settings);
    run(connection, "set TimeZone = 'UTC'");
    return connection;
  }

  private static void lockInto(Path folder, Connection connection) throws SQLException {
    run(
        connection,
        "set allowed_directories = [%s]"
            .formatted(quoted(folder.toAbsolutePath().normalize().toString())));
    run(connection, "set enable_external_access = false");
    run(connection, "set lock_configuration = true");
  }

  private void layOut(Path folder, RunTables tables) throws IOException {
    String events = RunTables.view(UsageEvent.class, tables.eventFiles());
    List<Path> adjustmentFiles = tables.adjustmentFiles();
    String adjustments = RunTables.view(AdjustmentRow.class, adjustmentFiles);
    layOut("adjustments", adjustments, folder);
    layOut(
        "usage_events",
        // most warehouses need no adjustment, and then no join
        adjustmentFiles.isEmpty() ? events : RunTables.adjusted(events, adjustments),
        folder);
    layOut("scores", RunTables.view(ScoreRow.class, tables.scoreFiles()), folder);
    layOut("answers", RunTables.view(AnswerRow.class, tables.answerFiles()), folder);
    layOut("preferences", RunTables.view(PreferenceRow.class, tables.preferenceFiles()), folder);
    scope(runs.stream().map(CommittedRun::id).toList());
  }

  private void layOut(String name, String select, Path place) {
    execute(new Sql("create view %s as %s".formatted(name, select), Place.of(place, 0)));
  }

  /** The committed runs, oldest first. */
  public List<CommittedRun> runs() {
    return runs;
  }

  /** Sets which runs the table {@code runs_in_scope} lists; at first all of them. */
  public void scope(Collection<String> runIds) {
    try {
      run(connection, "create or replace temp table runs_in_scope (run_id VARCHAR)");
      try (PreparedStatement insert =
          connection.prepareStatement("insert into runs_in_scope values (?)")) {
        for (String runId : runIds) {
          RunTables.bind(insert, runId);
          insert.execute();
        }
      }
    } catch (SQLException failure) {
      throw new IllegalStateException("Cannot set the scope: " + failure.getMessage(), failure);
    }
  }

  /** Answers one SELECT; {@code $1}, {@code $2} stand for the parameters. */
  public Rows query(Sql sql, Object... parameters) {
    requireOneSelect(sql);
    try (PreparedStatement statement = connection.prepareStatement(sql.text())) {
      RunTables.bind(statement, parameters);
      try (ResultSet answer = statement.executeQuery()) {
        return ResultReader.read(answer);
      }
    } catch (SQLException failure) {
      throw SqlFault.of(sql, failure);
    }
  }

  /** Names a SELECT, so that others can ask it; it is computed anew each time. */
  public void view(String name, Sql select) {
    requireOneSelect(select);
    execute(
        new Sql(
            "create or replace temp view %s as %s".formatted(name, select.text()), select.place()));
  }

  /** Computes a SELECT once and keeps its rows, in their order, under a name. */
  public void keep(String name, Sql select, Object... parameters) {
    requireOneSelect(select);
    execute(
        new Sql(
            "create or replace temp table %s as %s".formatted(name, select.text()), select.place()),
        parameters);
  }

  private void execute(Sql sql, Object... parameters) {
    try (PreparedStatement statement = connection.prepareStatement(sql.text())) {
      RunTables.bind(statement, parameters);
      statement.execute();
    } catch (SQLException failure) {
      throw SqlFault.of(sql, failure);
    }
  }

  /** The driver would run all but the last of several statements while preparing them. */
  private void requireOneSelect(Sql sql) {
    try (PreparedStatement parse =
        connection.prepareStatement(
            """
            select tree->>'error_type', coalesce(json_array_length(tree->'statements'), 0)
            from (select json_serialize_sql($1::VARCHAR) as tree)""")) {
      RunTables.bind(parse, sql.text());
      try (ResultSet parsed = parse.executeQuery()) {
        parsed.next();
        String error = parsed.getString(1);
        // a syntax error is told by DuckDB itself, with its place, when the statement is prepared
        if ("parser".equals(error) || (error == null && parsed.getInt(2) == 1)) {
          return;
        }
      }
    } catch (SQLException failure) {
      throw new IllegalStateException("Cannot check a statement: " + failure.getMessage(), failure);
    }
    throw new InvalidInput(
        sql.place(),
        "this is not one SELECT, and the warehouse is only read",
        "Write one statement that begins with SELECT, WITH, FROM, DESCRIBE, SUMMARIZE or SHOW.");
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException failure) {
      throw new IllegalStateException("Cannot close DuckDB: " + failure.getMessage(), failure);
    }
  }
}
