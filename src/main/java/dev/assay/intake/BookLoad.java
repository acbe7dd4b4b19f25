package dev.assay.intake;

import dev.assay.usage.RunFolder;
import dev.assay.usage.RunManifest;
import dev.assay.warehouse.Workbench;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes the rows of somebody's books as a table of a run: those without a fault that are new. Rows
 * are counted and money added up apart for what is kept and for each reason to leave a row out.
 */
final class BookLoad {
  private static final int MOST_ARMS = 1000;

  private final BookRequest request;
  private final Workbench workbench;
  private final BookRows rows;
  private final LeftOut leftOut;

  BookLoad(BookRequest request, Workbench workbench, BookRows rows, LeftOut leftOut) {
    this.request = request;
    this.workbench = workbench;
    this.rows = rows;
    this.leftOut = leftOut;
  }

  /**
   * What the rows came to.
   *
   * @param firstAt of those without a fault; null where each has one
   */
  record Written(
      Tally tally,
      Instant firstAt,
      Instant lastAt,
      List<String> arms,
      RunManifest.Parts parts,
      List<String> notes) {}

  Written write(RunFolder draft, Path warehouse, Instant now) throws IOException, SQLException {
    BookSql sql = rows.stage(now);
    Layout layout = rows.layout();
    BookTable table = layout.table();
    List<Object> all =
        one(
            "select count(*), sum(money) filter (where %1$s), min(%2$s) filter (where fault is null), max(%2$s) filter (where fault is null) from %3$s"
                .formatted(IN_DOLLARS, table.time(), BookSql.BOOKED));
    long read = (Long) all.get(0);
    if (read == 0) {
      throw rows.empty();
    }
    leftOut.findFaults("select * from " + BookSql.BOOKED);
    leaveOutRepeats(table);
    List<String> notes = new ArrayList<>(rows.notes());
    Instant first = instant(all.get(2));
    Instant last = instant(all.get(3));
    if (first != null) {
      EarlierBooks earlier = new EarlierBooks(request, layout, workbench, warehouse, first, last);
      BookNotes told = new BookNotes(workbench, table, request);
      notes.addAll(told.of(earlier, earlier.leaveOut(), first, last, now));
    }
    Path to = Files.createDirectories(table.in(draft));
    long left = leftOut.rejected() + leftOut.duplicates();
    String kept =
        left == 0
            ? BookSql.BOOKED
            : "(select * from %s anti join left_out using (_file, _row))".formatted(BookSql.BOOKED);
    if (left < read) {
      Parquet.write(
          workbench,
          sql.published(
              kept,
              draft.runId(),
              request.said().keySet().stream()
                  .map(Said::column)
                  .collect(java.util.stream.Collectors.toSet())),
          to);
    }
    return new Written(
        tally(read, (BigDecimal) all.get(1), table, left < read ? to : null),
        first,
        last,
        left < read && table == BookTable.USAGE_EVENTS ? arms(to) : List.of(),
        parts(table, left < read ? to : null),
        notes);
  }

  private static final String IN_DOLLARS = "coalesce(currency_said, 'USD') = 'USD'";

  private static Instant instant(Object time) {
    return time == null ? null : ((OffsetDateTime) time).toInstant();
  }

  /**
   * Within the files themselves. Where no two keys have one hash there is nothing to look for,
   * which is far cheaper to see.
   */
  private void leaveOutRepeats(BookTable table) throws SQLException {
    String keyed =
        "select *, %s as said_key from %s where fault is null"
            .formatted(table.key(), BookSql.BOOKED);
    boolean allDiffer =
        (Boolean)
            one("select count(said_key) = count(distinct hash(said_key)) from (%s) where said_key is not null"
                    .formatted(keyed))
                .get(0);
    if (allDiffer) {
      return;
    }
    workbench.execute(
        "create table repeated as select hash(said_key) as hashed from (%s) where said_key is not null group by all having count(*) > 1"
            .formatted(keyed));
    leftOut.findRepeats(
        "select * from (%s) where hash(said_key) in (select hashed from repeated)".formatted(keyed),
        "said_key",
        String.join(", ", table.figures().stream().filter(rows.layout().columns()::has).toList()),
        "concat(%s, ' stands here ', times, ' times, each time with other values. Import the files one after the other, the newest last')"
            .formatted(table.told()));
  }

  private Tally tally(long read, BigDecimal files, BookTable table, Path written)
      throws SQLException {
    long rejected = leftOut.rejected();
    long duplicates = leftOut.duplicates();
    BigDecimal keptUsd = null;
    long kept = 0;
    if (written != null) {
      List<Object> sums =
          one(
              "select count(*), %s from %s"
                  .formatted(
                      files == null ? "null" : "sum(%s)".formatted(table.money()),
                      Parquet.in(written)));
      kept = (Long) sums.get(0);
      keptUsd = (BigDecimal) sums.get(1);
    }
    return new Tally(
        read,
        kept,
        duplicates,
        rejected,
        files,
        keptUsd,
        duplicates == 0 ? null : leftUsd("reason is null"),
        rejected == 0 ? null : leftUsd("reason is not null"),
        rejected == 0 ? Map.of() : otherCurrencies());
  }

  private BigDecimal leftUsd(String which) throws SQLException {
    return (BigDecimal)
        one("select sum(money) from %s join left_out using (_file, _row) where %s and %s"
                .formatted(BookSql.BOOKED, which, IN_DOLLARS))
            .get(0);
  }

  private Map<String, BigDecimal> otherCurrencies() throws SQLException {
    Map<String, BigDecimal> sums = new TreeMap<>();
    for (List<Object> row :
        workbench
            .query(
                "select currency_said, sum(money) from %s where not %s and money is not null group by 1 order by 1 limit 100"
                    .formatted(BookSql.BOOKED, IN_DOLLARS))
            .values()) {
      sums.put((String) row.get(0), (BigDecimal) row.get(1));
    }
    return sums;
  }

  private RunManifest.Parts parts(BookTable table, Path written) throws SQLException {
    if (table != BookTable.USAGE_EVENTS || written == null) {
      return new RunManifest.Parts(0, 0, 0, 0, 0, 0);
    }
    List<Object> counts =
        one(
            "select count(*), count(*) filter (where outcome = 'failed'), count(*) filter (where cost_source = 'unknown') from %s"
                .formatted(Parquet.in(written)));
    long kept = (Long) counts.get(0);
    long failed = (Long) counts.get(1);
    return new RunManifest.Parts(kept, kept - failed, failed, 0, kept, (Long) counts.get(2));
  }

  /** Names of models; where there are too many to list none is. */
  private List<String> arms(Path written) throws SQLException {
    List<String> arms =
        workbench
            .query(
                "select distinct arm from %s order by arm limit %d"
                    .formatted(Parquet.in(written), MOST_ARMS + 1))
            .values()
            .stream()
            .map(row -> (String) row.get(0))
            .toList();
    return arms.size() > MOST_ARMS ? List.of() : arms;
  }

  private List<Object> one(String query) throws SQLException {
    return workbench.query(query).values().get(0);
  }
}
