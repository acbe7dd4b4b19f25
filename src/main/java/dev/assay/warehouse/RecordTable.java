package dev.assay.warehouse;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** A record as a table: each component is a column, its name in snake case. */
final class RecordTable {
  private static final Map<Class<?>, String> SQL_TYPES =
      Map.ofEntries(
          Map.entry(String.class, "VARCHAR"),
          Map.entry(int.class, "INTEGER"),
          Map.entry(Integer.class, "INTEGER"),
          Map.entry(long.class, "BIGINT"),
          Map.entry(Long.class, "BIGINT"),
          Map.entry(Double.class, "DOUBLE"),
          Map.entry(boolean.class, "BOOLEAN"),
          Map.entry(Boolean.class, "BOOLEAN"),
          Map.entry(BigDecimal.class, "DECIMAL(38,18)"),
          Map.entry(LocalDate.class, "DATE"),
          Map.entry(Instant.class, "TIMESTAMP WITH TIME ZONE"),
          Map.entry(List.class, "VARCHAR[]"));

  private static final int MONEY_DECIMALS = 18;

  private RecordTable() {}

  /** Each column with its type in SQL, in the order of the record. */
  static Map<String, String> columns(Class<? extends Record> row) {
    Map<String, String> columns = new LinkedHashMap<>();
    for (RecordComponent column : row.getRecordComponents()) {
      columns.put(
          column.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT),
          SQL_TYPES.get(column.getType()));
    }
    return columns;
  }

  /** Makes a temporary table of some rows. */
  static <R extends Record> void keep(
      DuckDBConnection connection, String name, Class<R> row, List<R> rows) throws SQLException {
    String columns =
        columns(row).entrySet().stream()
            .map(column -> column.getKey() + " " + column.getValue())
            .collect(Collectors.joining(", "));
    try (Statement create = connection.createStatement()) {
      create.execute("create or replace temp table %s (%s)".formatted(name, columns));
    }
    try (DuckDBAppender appender = connection.createAppender("temp", "main", name)) {
      for (R each : rows) {
        appender.beginRow();
        for (RecordComponent column : row.getRecordComponents()) {
          append(valueOf(each, column.getAccessor()), appender);
        }
        appender.endRow();
      }
    }
  }

  private static Object valueOf(Record row, Method accessor) {
    try {
      accessor.setAccessible(true);
      return accessor.invoke(row);
    } catch (IllegalAccessException | InvocationTargetException odd) {
      throw new IllegalStateException("Cannot read a record of " + row.getClass(), odd);
    }
  }

  private static void append(Object value, DuckDBAppender row) throws SQLException {
    if (value == null) {
      row.appendNull();
    } else if (value instanceof String text) {
      row.append(text);
    } else if (value instanceof Boolean truth) {
      row.append(truth.booleanValue());
    } else if (value instanceof Integer number) {
      row.append(number.intValue());
    } else if (value instanceof Long number) {
      row.append(number.longValue());
    } else if (value instanceof Double number) {
      row.append(number.doubleValue());
    } else if (value instanceof BigDecimal amount) {
      row.append(amount.setScale(MONEY_DECIMALS, RoundingMode.HALF_EVEN));
    } else if (value instanceof Instant time) {
      row.append(time.atOffset(ZoneOffset.UTC));
    } else if (value instanceof LocalDate day) {
      row.append(day);
    } else if (value instanceof List<?> texts) {
      row.append(texts.stream().map(String.class::cast).toList());
    } else {
      throw new IllegalStateException("Cannot keep a " + value.getClass());
    }
  }
}
