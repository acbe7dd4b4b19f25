package dev.assay.intake;

import dev.assay.usage.ImportOrigin;
import dev.assay.usage.RunFolder;
import dev.assay.usage.RunManifest;
import dev.assay.warehouse.StoredRows;
import dev.assay.warehouse.Workbench;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a warehouse holds already of the rows that are to be imported. Only runs of the same time
 * are read, so that nothing is where there are none.
 */
final class EarlierBooks {
  /** A time may have been read in another zone before. */
  private static final Duration SLACK = Duration.ofDays(1);

  private static final String KNOWN = "known";

  private final BookRequest request;
  private final Layout layout;
  private final Workbench workbench;
  private final Path warehouse;
  private final Instant from;
  private final Instant to;
  private final List<RunManifest> runs;

  /**
   * @param from the earliest time of the rows to import
   * @param to the latest
   */
  EarlierBooks(
      BookRequest request,
      Layout layout,
      Workbench workbench,
      Path warehouse,
      Instant from,
      Instant to)
      throws IOException {
    this.request = request;
    this.layout = layout;
    this.workbench = workbench;
    this.warehouse = warehouse;
    this.from = from.minus(SLACK);
    this.to = to.plus(SLACK);
    this.runs = new ArrayList<>();
    for (RunFolder run : RunFolder.committed(warehouse)) {
      RunManifest manifest = run.manifest();
      if (manifest.simulated() == request.isSimulated()) {
        runs.add(manifest);
      }
    }
  }

  private boolean overlaps(ImportOrigin.Books books) {
    return !books.firstAt().isAfter(to) && !books.lastAt().isBefore(from);
  }

  /** Imports of the same system whose rows are of the same table and time. */
  private List<String> ofTheSameTable() {
    return runs.stream()
        .filter(
            run ->
                books(run) != null
                    && books(run).table().equals(layout.table().tableName())
                    && books(run).system().equals(request.system())
                    && overlaps(books(run)))
        .map(RunManifest::runId)
        .toList();
  }

  private static ImportOrigin.Books books(RunManifest run) {
    return run.imported() == null ? null : run.imported().books();
  }

  /**
   * Leaves out the rows that an earlier import holds: with the same values as duplicates, with
   * others as faulty, since nobody can tell which is true. Only a statement is renewed by such a
   * row, since systems correct their sums; returns how many were.
   */
  long leaveOut() throws IOException, SQLException {
    List<String> earlier = ofTheSameTable();
    BookTable table = layout.table();
    if (earlier.isEmpty()) {
      return 0;
    }
    List<String> values = table.figures().stream().filter(layout.columns()::has).toList();
    workbench.execute(
        """
        create table %s as
        select %s as key_known, run_id as run_known, %s from (%s)
        where key_known is not null and %s between %s and %s
        qualify row_number() over (partition by key_known order by run_id desc) = 1"""
            .formatted(
                KNOWN,
                table.key(),
                values.stream()
                    .map(each -> "%1$s as %1$s_known".formatted(each))
                    .collect(Collectors.joining(", ")),
                StoredRows.select(warehouse, table.tableName(), earlier),
                table.time(),
                Reading.time(from),
                Reading.time(to)));
    String same =
        values.stream()
            .map(each -> "(%1$s is null or %1$s is not distinct from %1$s_known)".formatted(each))
            .collect(Collectors.joining(" and "));
    String met =
        """
        select _file, _row, %s as same, * exclude (_file, _row)
        from %s anti join left_out using (_file, _row) join %s on %s = key_known"""
            .formatted(same, BookSql.BOOKED, KNOWN, table.key());
    boolean renews = table == BookTable.STATEMENTS;
    long renewed = renews ? count("select count(*) from (%s) where not same".formatted(met)) : 0;
    workbench.execute(
        "insert into left_out select _file, _row, if(same, null, %s) from (%s)%s"
            .formatted(contradiction(), met, renews ? " where same" : ""));
    return renewed;
  }

  private String contradiction() {
    String money = layout.table().money();
    String said =
        money == null
            ? "' with other values'"
            : "concat(' with ', coalesce(cast(%1$s_known as VARCHAR), 'unknown'), ' USD, and here it has ', coalesce(cast(%1$s as VARCHAR), 'unknown'), ' USD')"
                .formatted(money);
    return "concat(%s, ' stands in run ', run_known, %s, %s)"
        .formatted(
            layout.table().told(),
            said,
            layout.table() == BookTable.USAGE_EVENTS
                ? "concat(' (', prompt_tokens_known, ' and ', prompt_tokens, ' prompt tokens)')"
                : "''");
  }

  /** How many of the requests runs of our own hold too. */
  long alsoAskedHere() throws IOException, SQLException {
    if (layout.table() != BookTable.USAGE_EVENTS) {
      return 0;
    }
    List<String> own =
        runs.stream()
            .filter(
                run ->
                    run.imported() == null
                        && !run.startedAt().isAfter(to)
                        && !Objects.requireNonNullElse(run.finishedAt(), to).isBefore(from))
            .map(RunManifest::runId)
            .toList();
    return own.isEmpty()
        ? 0
        : count(
            "select count(*) from %s where fault is null and generation_id in (select generation_id from (%s))"
                .formatted(BookSql.BOOKED, StoredRows.select(warehouse, "usage_events", own)));
  }

  /** Which other sources cover the time too, by name, with the runs. */
  Map<String, List<String>> otherSources() {
    Map<String, List<String>> others = new TreeMap<>();
    for (RunManifest run : runs) {
      ImportOrigin.Books books = books(run);
      if (books != null
          && books.system().equals(request.system())
          && !run.imported().kind().equals(request.source().name())
          && !books.firstAt().isAfter(to.minus(SLACK))
          && !books.lastAt().isBefore(from.plus(SLACK))) {
        others.computeIfAbsent(run.imported().kind(), kind -> new ArrayList<>()).add(run.runId());
      }
    }
    return others;
  }

  private long count(String query) throws SQLException {
    return (Long) workbench.query(query).values().get(0).get(0);
  }
}
