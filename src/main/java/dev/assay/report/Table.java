package dev.assay.report;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The typed answer to one question, ready to be shown in any form; nothing in it is rounded.
 *
 * @param title the question
 * @param rows values as {@link dev.assay.warehouse.Rows} has them
 * @param notes what a reader must know, e.g. that the figures are simulated; each a sentence
 * @param chart how it is best drawn; null where nothing is
 */
public record Table(
    String title, List<Column> columns, List<List<Object>> rows, List<String> notes, Chart chart) {

  /**
   * A column as its report describes it.
   *
   * @param meaning what it says, in the words of the report's header; empty where none is known
   */
  public record Column(String name, String meaning, Unit unit) {
    public Column {
      requireNonNull(name, "name");
      requireNonNull(meaning, "meaning");
      requireNonNull(unit, "unit");
    }

    /** A column whose unit is the one that its name tells. */
    public Column(String name, String meaning) {
      this(name, meaning, Unit.ofName(name));
    }
  }

  public Table {
    requireNonNull(title, "title");
    columns = List.copyOf(columns);
    rows = rows.stream().map(row -> Collections.unmodifiableList(new ArrayList<>(row))).toList();
    notes = List.copyOf(notes);
  }

  /** A table that is not drawn. */
  public Table(String title, List<Column> columns, List<List<Object>> rows, List<String> notes) {
    this(title, columns, rows, notes, null);
  }

  /** The values of a column from top to bottom. */
  public List<Object> column(int index) {
    List<Object> values = new ArrayList<>(rows.size());
    rows.forEach(row -> values.add(row.get(index)));
    return Collections.unmodifiableList(values);
  }
}
