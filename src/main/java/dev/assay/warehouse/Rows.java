package dev.assay.warehouse;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * The typed result of a query. A value is null or a String, Boolean, Long, Double, BigDecimal,
 * LocalDate, OffsetDateTime (UTC) or a List of those.
 */
public record Rows(List<Column> columns, List<List<Object>> values) {

  private static final Set<String> NUMBERS =
      Set.of(
          "TINYINT",
          "SMALLINT",
          "INTEGER",
          "BIGINT",
          "HUGEINT",
          "UTINYINT",
          "USMALLINT",
          "UINTEGER",
          "UBIGINT",
          "UHUGEINT",
          "FLOAT",
          "DOUBLE",
          "NULL");

  /**
   * A column as the database describes it.
   *
   * @param type the database's name of it, e.g. {@code DECIMAL(38,18)}
   */
  public record Column(String name, String type) {
    public Column {
      requireNonNull(name, "name");
      requireNonNull(type, "type");
    }

    /** Whether its values are numbers; one without any value has the type of none. */
    public boolean isNumber() {
      return NUMBERS.contains(type) || type.startsWith("DECIMAL");
    }
  }

  public Rows {
    columns = List.copyOf(columns);
    values =
        values.stream().map(row -> Collections.unmodifiableList(new ArrayList<>(row))).toList();
  }
}
