package dev.assay.warehouse;

import static dev.assay.warehouse.RowFiles.quoted;

import dev.assay.problem.InvalidInput;
import dev.assay.warehouse.StoredRuns.StoredRun;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * The committed runs of a folder as SQL tables: {@code usage_events}, {@code scores}, {@code
 * answers}, {@code preferences}, {@code adjustments}, {@code runs} and {@code run_suites}, and of
 * the first five the part that an {@link Excerpt} leaves: {@code usage_events_in_scope} and so on,
 * with {@code runs_in_scope}. Adjustments are in effect: {@code usage_events} shows a cost that
 * became known after its run was committed.
 *
 * <p>It sees the runs that were committed when it was opened, reads nothing outside its folder and
 * writes nothing. Files are looked at when a query first names their table. For one thread at a
 * time.
 */
public final class Warehouse implements AutoCloseable {
  /** With the heap of the JVM beside it, a report stays under 4 GiB; more goes to disk. */
  private static final String MEMORY = "3GiB";

  private static final Pattern ROWS =
      Pattern.compile(
          Arrays.stream(RunTable.values())
              .map(RunTable::everywhere)
              .collect(Collectors.joining("|", "(?i)\"table_name\":\"(", ")(_in_scope)?\"")));

  private final Connection connection;
  private final StoredRuns stored;
  private final List<CommittedRun> runs;
  private final Scorings scorings;
  private final Map<String, String> newestScorings = new HashMap<>();
  private final Set<String> laidOut = new HashSet<>();
  private Excerpt excerpt;

  private Warehouse(Connection connection, StoredRuns stored) {
    this.connection = connection;
    this.stored = stored;
    this.runs = stored.committed();
    this.scorings = new Scorings(connection);
    stored.all().forEach(run -> newestScorings.put(run.id(), run.scoring()));
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
    StoredRuns stored = StoredRuns.in(folder);
    try {
      Connection connection = connect();
      try {
        SqlFunctions.register(connection);
        stored.load(connection);
        lockInto(folder, connection);
        Warehouse warehouse = new Warehouse(connection, stored);
        warehouse.nameTables();
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

  /** Without rows yet, so that a reader sees what there is to ask. */
  private void nameTables() throws SQLException {
    for (RunTable table : RunTable.values()) {
      run(connection, "create view %s as %s".formatted(table.everywhere(), table.empty()));
    }
  }

  private void layOutWhatIsRead(String tree) {
    ROWS.matcher(tree)
        .results()
        .forEach(
            found -> {
              RunTable table = RunTable.valueOf(found.group(1).toUpperCase(Locale.ROOT));
              if (found.group(2) == null) {
                layOut(table, table.everywhere(), stored.all(), StoredRun::scoring);
              } else {
                layOutInScope(table);
              }
            });
  }

  private void layOutInScope(RunTable table) {
    if (laidOut.contains(table.inScope())) {
      return;
    }
    List<StoredRun> inScope = stored.named(excerpt.runs());
    Map<String, String> chosen = new TreeMap<>();
    if (table == RunTable.SCORES && excerpt.scoring() != null) {
      chosen.putAll(scorings.named(excerpt.scoring(), inScope));
    }
    layOut(table, table.inScope(), inScope, run -> chosen.getOrDefault(run.id(), run.scoring()));
  }

  private void layOut(
      RunTable table, String name, List<StoredRun> of, Function<StoredRun, String> scoring) {
    if (!laidOut.add(name)) {
      return;
    }
    try {
      RowFiles files = RowFiles.of(table, of, scoring);
      RowCheck check = new RowCheck(connection, files);
      check.checkFiles(of);
      boolean inScope = name.equals(table.inScope());
      String all = name + (inScope && excerpt.narrowsRows() ? "_whole" : "");
      createView(all, inScope, selectOf(files, check, of));
      check.checkTypes(all);
      if (table == RunTable.SCORES) {
        check.checkScores(all);
      }
      if (!all.equals(name)) {
        if (table != RunTable.USAGE_EVENTS) {
          layOutInScope(RunTable.USAGE_EVENTS);
        }
        createView(name, true, excerpt.narrowed(table, all, startsOf(of)));
      }
    } catch (IOException | SQLException | RuntimeException failure) {
      laidOut.remove(name);
      throw failure instanceof InvalidInput invalid
          ? invalid
          : new IllegalStateException(
              "Cannot lay out %s: %s".formatted(name, failure.getMessage()), failure);
    }
  }

  private static Map<String, Instant> startsOf(List<StoredRun> runs) {
    Map<String, Instant> starts = new TreeMap<>();
    runs.forEach(run -> starts.put(run.id(), run.manifest().startedAt()));
    return starts;
  }

  private static String selectOf(RowFiles files, RowCheck check, List<StoredRun> of)
      throws IOException {
    String rows = files.select(check.alike());
    if (files.table() == RunTable.USAGE_EVENTS) {
      RowFiles adjustments = RowFiles.of(RunTable.ADJUSTMENTS, of, run -> null);
      // most warehouses need no adjustment, and then no join
      return adjustments.none() ? rows : Adjusted.events(rows, adjustments.select());
    }
    return rows;
  }

  private void createView(String name, boolean temporary, String select) throws SQLException {
    run(
        connection,
        "create or replace %s view %s as %s".formatted(temporary ? "temp" : "", name, select));
  }

  /** The committed runs, oldest first. */
  public List<CommittedRun> runs() {
    return runs;
  }

  /**
   * Sets what the tables {@code ..._in_scope} show; at first every run. Views that read them are to
   * be made anew.
   */
  public void narrowTo(Excerpt part) {
    excerpt = part;
    laidOut.removeIf(name -> name.endsWith("_in_scope"));
    try {
      run(
          connection,
          "create or replace temp table runs_in_scope (run_id VARCHAR, newest_scoring VARCHAR)");
      try (DuckDBAppender ids =
          connection
              .unwrap(DuckDBConnection.class)
              .createAppender("temp", "main", "runs_in_scope")) {
        for (String run : part.runs()) {
          ids.beginRow();
          ids.append(run);
          ids.append(part.scoring() == null ? newestScorings.get(run) : null);
          ids.endRow();
        }
      }
    } catch (SQLException failure) {
      throw new IllegalStateException("Cannot set the scope: " + failure.getMessage(), failure);
    }
  }

  /** Answers one SELECT; {@code $1}, {@code $2} stand for the parameters. */
  public Rows query(Sql sql, Object... parameters) {
    prepareFor(sql);
    try (PreparedStatement statement = connection.prepareStatement(sql.text())) {
      bind(statement, parameters);
      try (ResultSet answer = statement.executeQuery()) {
        return ResultReader.read(answer);
      }
    } catch (SQLException failure) {
      throw SqlFault.of(sql, failure);
    }
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

  private void execute(Sql sql, Object... parameters) {
    try (PreparedStatement statement = connection.prepareStatement(sql.text())) {
      bind(statement, parameters);
      statement.execute();
    } catch (SQLException failure) {
      throw SqlFault.of(sql, failure);
    }
  }

  /**
   * Lays out the tables of rows that a statement reads, once it is known to be one SELECT: the
   * driver would run all but the last of several statements while preparing them.
   */
  private void prepareFor(Sql sql) {
    try (PreparedStatement parse =
        connection.prepareStatement(
            """
            select tree->>'error_type', coalesce(json_array_length(tree->'statements'), 0), tree
            from (select json_serialize_sql($1::VARCHAR) as tree)""")) {
      bind(parse, sql.text());
      try (ResultSet parsed = parse.executeQuery()) {
        parsed.next();
        String error = parsed.getString(1);
        if (error == null && parsed.getInt(2) == 1) {
          layOutWhatIsRead(parsed.getString(3));
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
