package dev.assay.report;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** What kind of value a report's parameter takes. */
public enum ParameterType {
  TEXT(text -> text),
  INTEGER(Long::valueOf),
  DECIMAL(BigDecimal::new),
  DOUBLE(Double::valueOf),
  DATE(LocalDate::parse);

  private final Function<String, Object> reading;

  ParameterType(Function<String, Object> reading) {
    this.reading = reading;
  }

  static Optional<ParameterType> named(String name) {
    return Arrays.stream(values()).filter(type -> type.toString().equals(name)).findFirst();
  }

  /** The value that a text states, or nothing where it states none of this kind. */
  Optional<Object> read(String text) {
    try {
      return Optional.of(reading.apply(text));
    } catch (NumberFormatException | java.time.DateTimeException unreadable) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
