package dev.assay.intake;

import dev.assay.problem.Place;
import dev.assay.problem.Problem;
import dev.assay.warehouse.Rows;
import dev.assay.warehouse.Workbench;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** The rows that an import does not take, each by its file and number, and why. */
final class LeftOut {
  private static final String TABLE = "left_out";
  private static final int SHOWN = 10;
  private static final int AT_ONCE = 50_000;

  private final Workbench workbench;
  private final Places places;

  private LeftOut(Workbench workbench, Places places) {
    this.workbench = workbench;
    this.places = places;
  }

  /** Nothing is left out. */
  static LeftOut nothing(Workbench workbench, Places places) throws SQLException {
    workbench.execute(
        "create table %s (_file INTEGER, _row BIGINT, reason VARCHAR)".formatted(TABLE));
    return new LeftOut(workbench, places);
  }

  /**
   * Leaves out what is faulty among typed, numbered rows, and what says a key again: a copy, value
   * for value, goes without a reason, since nothing is lost by it; of rows that contradict each
   * other none can be believed.
   *
   * @param contradiction SQL of the reason for the latter, over the columns of the key and a count
   */
  void find(String typed, String key, String values, String contradiction) throws SQLException {
    findFaults(typed);
    findRepeats(typed, key, values, contradiction);
  }

  void findFaults(String typed) throws SQLException {
    workbench.execute(
        "insert into %s select _file, _row, fault from (%s) where fault is not null"
            .formatted(TABLE, typed));
  }

  void findRepeats(String typed, String key, String values, String contradiction)
      throws SQLException {
    workbench.execute(
        """
        create table said_again as
        select %1$s, count(*) as times, min(content) = max(content) as alike, min(place) as first_place
        from (select *, hash(%2$s) as content, struct_pack(f := _file, r := _row) as place
              from (%3$s) where fault is null)
        group by all having count(*) > 1"""
            .formatted(key, values, typed));
    workbench.execute(
        """
        insert into %1$s
        select _file, _row, if(alike, null, %2$s)
        from (%3$s) as typed join said_again using (%4$s)
        where fault is null and not (alike and first_place = struct_pack(f := _file, r := _row))"""
            .formatted(TABLE, contradiction, typed, key));
  }

  /** The rows of a numbered relation that are kept. */
  String keptOf(String typed) {
    return "(select * from (%s) anti join %s using (_file, _row))".formatted(typed, TABLE);
  }

  long rejected() throws SQLException {
    return count("reason is not null");
  }

  long duplicates() throws SQLException {
    return count("reason is null");
  }

  private long count(String condition) throws SQLException {
    return (Long)
        workbench
            .query("select count(*) from %s where %s".formatted(TABLE, condition))
            .values()
            .get(0)
            .get(0);
  }

  /** The first of them, for a user to see. */
  List<Problem> firstRejected() throws SQLException, IOException {
    List<Problem> problems = new ArrayList<>();
    for (Rejected row : next(-1, 0, SHOWN)) {
      problems.add(new Problem(row.place(), row.reason(), ""));
    }
    return problems;
  }

  /** Writes all of them down, each with its line. */
  void writeRejected(Path file) throws SQLException, IOException {
    try (BufferedWriter writer = Files.newBufferedWriter(file);
        CSVPrinter printer =
            new CSVPrinter(writer, CSVFormat.RFC4180.builder().setRecordSeparator('\n').get())) {
      printer.printRecord("file", "line", "reason");
      int lastFile = -1;
      long lastRow = 0;
      for (List<Rejected> some = next(lastFile, lastRow, AT_ONCE);
          !some.isEmpty();
          some = next(lastFile, lastRow, AT_ONCE)) {
        for (Rejected row : some) {
          printer.printRecord(row.place().name(), row.place().line(), row.reason());
        }
        lastFile = some.get(some.size() - 1).file();
        lastRow = some.get(some.size() - 1).row();
      }
    }
  }

  private record Rejected(int file, long row, Place place, String reason) {}

  /** In the order of files and lines, those behind a row. */
  private List<Rejected> next(int file, long row, int most) throws SQLException, IOException {
    Rows rows =
        workbench.query(
            """
            select _file, _row, reason from left_out
            where reason is not null and (_file > $1 or (_file = $1 and _row > $2))
            order by _file, _row limit $3""",
            file,
            row,
            most);
    List<Rejected> rejected = new ArrayList<>();
    Map<Integer, List<Long>> byFile =
        rows.values().stream()
            .collect(
                Collectors.groupingBy(
                    each -> ((Long) each.get(0)).intValue(),
                    Collectors.mapping(each -> (Long) each.get(1), Collectors.toList())));
    Map<Integer, Map<Long, Place>> found = new HashMap<>();
    for (var each : byFile.entrySet()) {
      found.put(each.getKey(), places.of(each.getKey(), each.getValue()));
    }
    for (List<Object> each : rows.values()) {
      int number = ((Long) each.get(0)).intValue();
      rejected.add(
          new Rejected(
              number,
              (Long) each.get(1),
              found.get(number).get(each.get(1)),
              (String) each.get(2)));
    }
    return rejected;
  }
}
