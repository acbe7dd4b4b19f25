package dev.assay.warehouse;

import dev.assay.problem.InvalidInput;
import dev.assay.warehouse.StoredRuns.StoredRun;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The rows of stored runs as views: all of them, those in scope, and those with what came before. A
 * view is laid out, its files looked at, when a statement first reads it.
 */
final class RowTables {
  private static final Pattern ROWS =
      Pattern.compile(
          Arrays.stream(RunTable.values())
              .map(RunTable::everywhere)
              .collect(
                  Collectors.joining("|", "(?i)\"table_name\":\"(", ")(_in_scope|_so_far)?\"")));

  private final Connection connection;
  private final StoredRuns stored;
  private final Scorings scorings;
  private final Set<String> laidOut = new HashSet<>();
  private final Set<Path> files = new LinkedHashSet<>();
  private Excerpt excerpt;

  RowTables(Connection connection, StoredRuns stored) {
    this.connection = connection;
    this.stored = stored;
    this.scorings = new Scorings(connection);
  }

  /** Without rows yet, so that a reader sees what there is to ask. */
  void name() throws SQLException {
    for (RunTable table : RunTable.values()) {
      Warehouse.run(
          connection, "create view %s as %s".formatted(table.everywhere(), table.empty()));
    }
  }

  /** Sets what the tables of a part show; they are laid out anew when they are next read. */
  void narrowTo(Excerpt part) {
    excerpt = part;
    laidOut.removeIf(name -> name.endsWith("_in_scope") || name.endsWith("_so_far"));
  }

  /**
   * @param tree a statement as DuckDB's parser gives it in JSON
   */
  void layOutWhatIsRead(String tree) {
    ROWS.matcher(tree)
        .results()
        .forEach(
            found -> {
              RunTable table = RunTable.valueOf(found.group(1).toUpperCase(Locale.ROOT));
              if (found.group(2) == null) {
                layOut(table, table.everywhere(), Optional.empty(), stored.all(), Map.of());
              } else {
                layOutPart(
                    table,
                    found.group(2).equalsIgnoreCase("_in_scope")
                        ? RunTable::inScope
                        : RunTable::soFar);
              }
            });
  }

  /**
   * @param naming how the tables of that part are called
   */
  private void layOutPart(RunTable table, Function<RunTable, String> naming) {
    String name = naming.apply(table);
    if (laidOut.contains(name)) {
      return;
    }
    Excerpt part = name.equals(table.inScope()) ? excerpt : excerpt.withWhatCameBefore();
    List<StoredRun> runs = stored.named(part.runs());
    Map<String, String> chosen = new TreeMap<>();
    if (table == RunTable.SCORES && part.scoring() != null) {
      chosen.putAll(scorings.named(part.scoring(), runs));
    }
    if (part.narrowsRows() && table != RunTable.USAGE_EVENTS) {
      layOutPart(RunTable.USAGE_EVENTS, naming);
    }
    layOut(table, name, Optional.of(new Part(part, naming)), runs, chosen);
  }

  /** A part of the warehouse, with how its tables are called. */
  private record Part(Excerpt excerpt, Function<RunTable, String> naming) {}

  /**
   * @param part nothing where all rows are meant
   * @param scorings by run, where another than its newest is meant
   */
  private void layOut(
      RunTable table,
      String name,
      Optional<Part> part,
      List<StoredRun> of,
      Map<String, String> scorings) {
    if (!laidOut.add(name)) {
      return;
    }
    try {
      RowFiles rows = RowFiles.of(table, of, run -> scorings.getOrDefault(run.id(), run.scoring()));
      RowCheck check = new RowCheck(connection, rows);
      check.checkFiles(of);
      files.addAll(rows.all());
      Optional<Part> narrowing = part.filter(each -> each.excerpt().narrowsRows());
      String all = name + (narrowing.isPresent() ? "_whole" : "");
      createView(all, part.isPresent(), selectOf(rows, check, of));
      check.checkTypes(all);
      if (table == RunTable.SCORES) {
        check.checkScores(all);
      }
      if (narrowing.isPresent()) {
        String events = narrowing.get().naming().apply(RunTable.USAGE_EVENTS);
        Map<String, Instant> starts = startsOf(of);
        if (table == RunTable.USAGE_EVENTS && narrowing.get().excerpt().isOfATime()) {
          starts.keySet().retainAll(runsWithUndated(all));
        }
        createView(name, true, narrowing.get().excerpt().narrowed(table, all, events, starts));
      }
    } catch (IOException | SQLException | RuntimeException failure) {
      laidOut.remove(name);
      throw failure instanceof InvalidInput invalid
          ? invalid
          : new IllegalStateException(
              "Cannot lay out %s: %s".formatted(name, failure.getMessage()), failure);
    }
  }

  /** What a statement failed on, told where it can be mended: in a file of rows or in the SQL. */
  InvalidInput faultOf(Sql sql, SQLException failure) {
    return TornFile.among(files, connection, failure).orElseGet(() -> SqlFault.of(sql, failure));
  }

  /** Asked once, for a view that has to look for them opens each file twice, each time. */
  private Set<String> runsWithUndated(String events) {
    Sql undated =
        Sql.typed("select distinct run_id from %s where started_at is null".formatted(events));
    Set<String> runs = new HashSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(undated.text())) {
      while (found.next()) {
        runs.add(found.getString(1));
      }
    } catch (SQLException failure) {
      throw faultOf(undated, failure);
    }
    return runs;
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
    Warehouse.run(
        connection,
        "create or replace %s view %s as %s".formatted(temporary ? "temp" : "", name, select));
  }
}
