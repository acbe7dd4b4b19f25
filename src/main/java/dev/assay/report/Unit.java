package dev.assay.report;

import static java.util.Objects.requireNonNull;

/**
 * What a figure of a column is counted in, and which end of it a reader wants.
 *
 * @param name e.g. {@code USD}, {@code ms}, {@code share}; empty where it has none
 */
public record Unit(String name, Better better) {
  public static final Unit NONE = new Unit("", Better.NEITHER);

  /** Which figures of a column are the good ones. */
  public enum Better {
    HIGH,
    LOW,
    NEITHER
  }

  public Unit {
    requireNonNull(name, "name");
    requireNonNull(better, "better");
  }

  /** What the ending of a column's name says, where its header says nothing. */
  static Unit ofName(String column) {
    if (column.startsWith("usd_per_")) {
      return new Unit("USD", Better.LOW);
    }
    if (column.endsWith("_usd")) {
      return new Unit("USD", Better.NEITHER);
    }
    if (column.endsWith("_ms")) {
      return new Unit("ms", Better.LOW);
    }
    return column.endsWith("_tokens") ? new Unit("tokens", Better.NEITHER) : NONE;
  }
}
