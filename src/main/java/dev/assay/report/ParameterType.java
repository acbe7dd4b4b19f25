package dev.assay.report;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What kind of value a report's parameter takes. */
public enum ParameterType {
  TEXT,
  INTEGER,
  DECIMAL,
  DOUBLE,
  DATE;

  static Optional<ParameterType> named(String name) {
    return Arrays.stream(values()).filter(type -> type.toString().equals(name)).findFirst();
  }

  /** The value that a text states, or nothing where it states none of this kind. */
  Optional<Object> read(String text) {
    try {
      return Optional.of(
          switch (this) {
            case TEXT -> text;
            case INTEGER -> Long.valueOf(text);
            case DECIMAL -> new BigDecimal(text);
            case DOUBLE -> Double.valueOf(text);
            case DATE -> LocalDate.parse(text);
          });
    } catch (NumberFormatException | DateTimeException unreadable) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
