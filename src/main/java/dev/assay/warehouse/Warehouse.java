package dev.assay.warehouse;

import static dev.assay.warehouse.RowFiles.quoted;

import dev.assay.problem.InvalidInput;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;

/**
 * The committed runs of a folder as SQL tables: {@code usage_events}, {@code scores}, {@code
 * answers}, {@code preferences}, {@code adjustments}, {@code statements}, {@code charges}, {@code
 * key_cards}, {@code runs} and {@code run_suites}, and of all but the last two the part that an
 * {@link Excerpt} leaves: {@code usage_events_in_scope} and so on, with {@code runs_in_scope}; and
 * that part with what came before it: {@code usage_events_so_far} and so on. Adjustments are in
 * effect: {@code usage_events} shows a cost that became known after its run was committed.
 *
 * <p>It sees the runs that were committed when it was opened, reads nothing outside its folder and
 * writes nothing. Files are looked at when a query first names their table. For one thread at a
 * time.
 */
public final class Warehouse implements AutoCloseable {
  /** With the heap of the JVM beside it, a report stays under 4 GiB; more goes to disk. */
  private static final String MEMORY = "3GiB";

  /** How a statement reads to DuckDB's parser: what is wrong with it, how many it is, its tree. */
  private static final String PARSE =
      """
      select tree->>'error_type', coalesce(json_array_length(tree->'statements'), 0), tree
      from (select json_serialize_sql($1::VARCHAR) as tree)""";

  private final Connection connection;
  private final StoredRuns stored;
  private final List<CommittedRun> runs;
  private final RowTables tables;
  private final PreparedStatement parse;

  private Warehouse(Connection connection, StoredRuns stored) throws SQLException {
    this.connection = connection;
    this.parse = connection.prepareStatement(PARSE);
    this.stored = stored;
    this.runs = stored.committed();
    this.tables = new RowTables(connection, stored);
  }

  /** Loads DuckDB, so that the first warehouse opens sooner. */
  public static void load() {
    try (Connection connection = connect()) {
      run(connection, "select 1");
    } catch (SQLException failure) {
      throw new IllegalStateException("Cannot load DuckDB: " + failure.getMessage(), failure);
    }
  }

  /** Opens a folder; one that does not exist yet is a warehouse without runs. Days are of UTC. */
  public static Warehouse open(Path folder) throws IOException {
    return open(folder, ZoneOffset.UTC);
  }

  /**
   * Opens a folder.
   *
   * @param days where a day begins, to SQL that asks for the day of a time
   */
  public static Warehouse open(Path folder, ZoneId days) throws IOException {
    StoredRuns stored = StoredRuns.in(folder);
    try {
      Connection connection = connect();
      try {
        SqlFunctions.register(connection);
        stored.load(connection);
        run(connection, "set TimeZone = %s".formatted(quoted(nameOf(days))));
        lockInto(folder, connection);
        Warehouse warehouse = new Warehouse(connection, stored);
        warehouse.tables.name();
        warehouse.narrowTo(Excerpt.ofRuns(warehouse.runs.stream().map(CommittedRun::id).toList()));
        return warehouse;
      } catch (SQLException | RuntimeException failure) {
        connection.close();
        throw failure;
      }
    } catch (SQLException failure) {
      throw new IllegalStateException("Cannot open DuckDB: " + failure.getMessage(), failure);
    }
  }

  private static String nameOf(ZoneId days) {
    return days.equals(ZoneOffset.UTC) ? "UTC" : days.getId();
  }

  static Connection connect() throws SQLException {
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
    // a file is looked at more than once: is it whole, what columns has it, what rows
    run(connection, "set parquet_metadata_cache = true");
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

  /** The committed runs, oldest first. */
  public List<CommittedRun> runs() {
    return runs;
  }

  /**
   * Sets what the tables {@code ..._in_scope} and {@code ..._so_far} show; at first every run.
   * Views that read them are to be made anew.
   */
  public void narrowTo(Excerpt part) {
    tables.narrowTo(part);
    keepRows("scope_period", ScopePeriod.class, List.of(new ScopePeriod(part.from(), part.to())));
    keepRows(
        "runs_in_scope",
        RunInScope.class,
        stored.named(part.runs()).stream()
            .map(run -> new RunInScope(run.id(), part.scoring() == null ? run.scoring() : null))
            .toList());
  }

  /** Answers one SELECT; {@code $1}, {@code $2} stand for the parameters. */
  public Rows query(Sql sql, Object... parameters) {
    prepareFor(sql);
    return execute(
        sql,
        parameters,
        answered -> {
          try (ResultSet answer = answered.getResultSet()) {
            return ResultReader.read(answer);
          }
        });
  }

  /** The columns of each view and table that was named with {@link #view} or {@link #keep}. */
  public Map<String, List<String>> columns() {
    // DESCRIBE would bind each view once more
    Sql columns =
        Sql.typed(
            """
            select table_name, column_name from duckdb_columns()
            where database_name = 'temp'
            order by table_name, column_index""");
    return query(columns).values().stream()
        .collect(
            Collectors.groupingBy(
                column -> (String) column.get(0),
                Collectors.mapping(column -> (String) column.get(1), Collectors.toList())));
  }

  /** Names a SELECT, so that others can ask it; it is computed anew each time. */
  public void view(String name, Sql select) {
    prepareFor(select);
    execute(
        new Sql(
            "create or replace temp view %s as %s".formatted(name, select.text()), select.place()));
  }

  /** Computes a SELECT once and keeps its rows, in their order, under a name. */
  public void keep(String name, Sql select, Object... parameters) {
    prepareFor(select);
    execute(
        new Sql(
            "create or replace temp table %s as %s".formatted(name, select.text()), select.place()),
        parameters);
  }

  /**
   * @param newestScoring null where it has none, or another is asked for
   */
  private record RunInScope(String runId, String newestScoring) {}

  /** The time that is looked at, as SQL sees it; null where it has no beginning or no end. */
  private record ScopePeriod(Instant firstAt, Instant endAt) {}

  /** Keeps rows that others know under a name, each component a column in snake case. */
  public <R extends Record> void keepRows(String name, Class<R> row, List<R> rows) {
    try {
      RecordTable.keep(connection.unwrap(DuckDBConnection.class), name, row, rows);
    } catch (SQLException failure) {
      throw new IllegalStateException(
          "Cannot keep %s: %s".formatted(name, failure.getMessage()), failure);
    }
  }

  private void execute(Sql sql, Object... parameters) {
    execute(sql, parameters, executed -> null);
  }

  /** Reads what a statement gave. */
  private interface Reading<T> {
    T of(Statement executed) throws SQLException;
  }

  private <T> T execute(Sql sql, Object[] parameters, Reading<T> reading) {
    try {
      // a prepared statement that reads files is planned anew when it runs, which doubles the time
      if (parameters.length == 0) {
        try (Statement direct = connection.createStatement()) {
          direct.execute(sql.text());
          return reading.of(direct);
        }
      }
      try (PreparedStatement prepared = connection.prepareStatement(sql.text())) {
        bind(prepared, parameters);
        prepared.execute();
        return reading.of(prepared);
      }
    } catch (SQLException failure) {
      throw tables.faultOf(sql, failure);
    }
  }

  /**
   * Lays out the tables of rows that a statement reads, once it is known to be one SELECT: the
   * driver would run all but the last of several statements while preparing them.
   */
  private void prepareFor(Sql sql) {
    try {
      bind(parse, sql.text());
      try (ResultSet parsed = parse.executeQuery()) {
        parsed.next();
        String error = parsed.getString(1);
        if (error == null && parsed.getInt(2) == 1) {
          tables.layOutWhatIsRead(parsed.getString(3));
          return;
        }
        // a syntax error is told by DuckDB itself, with its place, when the statement is prepared
        if ("parser".equals(error)) {
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

  static void bind(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }

  static void run(Connection connection, String sql) throws SQLException {
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
