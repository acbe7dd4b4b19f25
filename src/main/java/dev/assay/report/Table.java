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
 */
public record Table(
    String title, List<Column> columns, List<List<Object>> rows, List<String> notes) {

  /**
   * A column as its report describes it.
   *
   * @param meaning what it says and its unit, in the words of the report's header; empty where none
   *     is known
   */
  public record Column(String name, String meaning) {
    public Column {
      requireNonNull(name, "name");
      requireNonNull(meaning, "meaning");
    }
  }

  public Table {
    requireNonNull(title, "title");
    columns = List.copyOf(columns);
    rows = rows.stream().map(row -> Collections.unmodifiableList(new ArrayList<>(row))).toList();
    notes = List.copyOf(notes);
  }
}
