package dev.assay.intake;

import dev.assay.warehouse.Workbench;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** What a user should know of the time that some books cover. */
final class BookNotes {
  private static final int TOLD = 5;

  private final Workbench workbench;
  private final BookTable table;
  private final BookRequest request;

  BookNotes(Workbench workbench, BookTable table, BookRequest request) {
    this.workbench = workbench;
    this.table = table;
    this.request = request;
  }

  List<String> of(EarlierBooks earlier, long renewed, Instant first, Instant last, Instant now)
      throws IOException, SQLException {
    List<String> notes = new ArrayList<>();
    if (renewed > 0) {
      notes.add(
          "%s an earlier import states otherwise; reports take the newer figures."
              .formatted(counted(renewed, "sum")));
    }
    long own = earlier.alsoAskedHere();
    if (own > 0) {
      notes.add(
          "%s stand in runs of Assay's own too; reports count them once."
              .formatted(counted(own, "request")));
    }
    for (Map.Entry<String, List<String>> other : earlier.otherSources().entrySet()) {
      notes.add(
          "%s covers this time of %s too (run %s): reports count the most detailed source and reconcile the others."
              .formatted(other.getKey(), request.system(), String.join(", ", other.getValue())));
    }
    if (table != BookTable.KEY_CARDS) {
      notes.addAll(missing());
    }
    if (Duration.between(now, last).toMinutes() > 60) {
      notes.add(
          "The newest row is of %s, which is still to come: is its clock of another zone? Say --time-zone."
              .formatted(last));
    }
    return notes;
  }

  private static String counted(long count, String noun) {
    return String.format(Locale.ROOT, "%,d %s", count, noun + (count == 1 ? "" : "s"));
  }

  /** Whole days between the first row and the last that have none; of charges whole months. */
  private List<String> missing() throws SQLException {
    ChronoUnit unit = table == BookTable.CHARGES ? ChronoUnit.MONTHS : ChronoUnit.DAYS;
    TreeSet<LocalDate> there = new TreeSet<>();
    for (List<Object> row :
        workbench
            .query(
                "select distinct cast(date_trunc('%s', timezone('UTC', %s)) as DATE) from %s where fault is null"
                    .formatted(
                        unit == ChronoUnit.DAYS ? "day" : "month", table.time(), BookSql.BOOKED))
            .values()) {
      there.add((LocalDate) row.get(0));
    }
    List<String> missing = new ArrayList<>();
    long count = 0;
    for (LocalDate each = there.first(); each.isBefore(there.last()); each = each.plus(1, unit)) {
      if (!there.contains(each)) {
        count++;
        if (missing.size() < TOLD) {
          missing.add(unit == ChronoUnit.DAYS ? each.toString() : each.toString().substring(0, 7));
        }
      }
    }
    if (count == 0) {
      return List.of();
    }
    return List.of(
        "There is no row of %s%s, between %s and %s: is a file missing?"
            .formatted(
                String.join(", ", missing),
                count > missing.size() ? " and %d more".formatted(count - missing.size()) : "",
                there.first(),
                there.last()));
  }
}
