package dev.assay.intake;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * A column of somebody's export: what a mapping calls it, what it is called there, and how its text
 * is read.
 *
 * @param theirs the names it goes by, the usual one first
 * @param isNeeded whether there is no row without it
 */
record Field(String name, Reading reading, boolean isNeeded, List<String> theirs) {
  Field {
    requireNonNull(name, "name");
    requireNonNull(reading, "reading");
    theirs = List.copyOf(theirs);
  }

  /** A column that they call as the mapping does, or by one of some other names. */
  static Field read(String name, Reading reading, String... otherNames) {
    String[] theirs = new String[otherNames.length + 1];
    theirs[0] = name;
    System.arraycopy(otherNames, 0, theirs, 1, otherNames.length);
    return new Field(name, reading, false, List.of(theirs));
  }

  /** A column that they call by one of these names. */
  static Field named(String name, Reading reading, String... theirs) {
    return new Field(name, reading, false, List.of(theirs));
  }

  static Field text(String name, String... otherNames) {
    return read(name, Reading.TEXT, otherNames);
  }

  static Field count(String name, String... otherNames) {
    return read(name, Reading.COUNT, otherNames);
  }

  Field needed() {
    return new Field(name, reading, true, theirs);
  }

  Field reads(Reading another) {
    return new Field(name, another, isNeeded, theirs);
  }

  /** As the first of its names, for a reader. */
  String told() {
    return theirs.get(0);
  }

  /** The one of these headers that it is; capitals, blanks and dashes do not matter. */
  Optional<String> among(List<String> headers) {
    for (String their : theirs) {
      for (String header : headers) {
        if (plain(header).equals(plain(their))) {
          return Optional.of(header);
        }
      }
    }
    return Optional.empty();
  }

  private static String plain(String header) {
    return header.strip().toLowerCase(java.util.Locale.ROOT).replace(' ', '_').replace('-', '_');
  }
}
