package dev.assay.report;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * How the figures of a table are best drawn; each part but the kind names a column.
 *
 * @param x where a mark stands
 * @param y how high it is
 * @param low the lower end of an interval around y; null where none is drawn, likewise high
 * @param series one line or colour for each of its values; null for a single one
 * @param label what a mark is called; null where x tells
 */
public record Chart(
    Kind kind, String x, String y, String low, String high, String series, String label) {

  /** The forms a chart can have. */
  public enum Kind {
    BAR,
    LINE,
    POINTS;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Chart {
    requireNonNull(kind, "kind");
    requireNonNull(x, "x");
    requireNonNull(y, "y");
  }

  /** Every column it draws. */
  public List<String> columns() {
    return Stream.of(x, y, low, high, series, label).filter(Objects::nonNull).toList();
  }

  /** The columns that must hold numbers. */
  public List<String> figures() {
    return Stream.of(y, low, high).filter(Objects::nonNull).toList();
  }
}
