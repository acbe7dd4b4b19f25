package dev.assay.report;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * Tables that are read together, such as the answers of a pack of reports.
 *
 * @param title empty where it is one table alone
 * @param notes what a reader must know of the whole, e.g. which report could not be run
 */
public record Document(String title, List<Section> sections, List<String> notes) {

  /**
   * One table of a document.
   *
   * @param name of the report that gave it, e.g. {@code comparison/leaderboard}; empty where none
   *     did
   */
  public record Section(String name, Table table) {
    public Section {
      requireNonNull(name, "name");
      requireNonNull(table, "table");
    }

    /** Its name without the folder. */
    public String shortName() {
      return name.substring(name.lastIndexOf('/') + 1);
    }
  }

  public Document {
    requireNonNull(title, "title");
    sections = List.copyOf(sections);
    notes = List.copyOf(notes);
  }

  /** One table alone, as the answer of a report. */
  public static Document of(String name, Table table) {
    return new Document("", List.of(new Section(name, table)), List.of());
  }

  /** The table, where it is one alone. */
  public Optional<Table> onlyTable() {
    return title.isEmpty() && notes.isEmpty() && sections.size() == 1
        ? Optional.of(sections.get(0).table())
        : Optional.empty();
  }
}
