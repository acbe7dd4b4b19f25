package dev.assay.warehouse;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Turns what the driver gives into the few types that {@link Rows} has. */
final class ResultReader {
  private ResultReader() {}

  static Rows read(ResultSet answer) throws SQLException {
    ResultSetMetaData described = answer.getMetaData();
    List<Rows.Column> columns = new ArrayList<>();
    for (int i = 1; i <= described.getColumnCount(); i++) {
      columns.add(new Rows.Column(described.getColumnName(i), described.getColumnTypeName(i)));
    }
    boolean[] zoneless = new boolean[columns.size()];
    for (int i = 0; i < zoneless.length; i++) {
      String type = columns.get(i).type();
      zoneless[i] = type.startsWith("TIMESTAMP") && !type.endsWith("ZONE");
    }
    List<List<Object>> rows = new ArrayList<>();
    while (answer.next()) {
      Object[] row = new Object[zoneless.length];
      for (int i = 0; i < row.length; i++) {
        // a zoneless time read as java.sql.Timestamp would be bent by the zone of this machine
        row[i] =
            plain(
                zoneless[i]
                    ? answer.getObject(i + 1, LocalDateTime.class)
                    : answer.getObject(i + 1));
      }
      rows.add(Arrays.asList(row));
    }
    return new Rows(columns, rows);
  }

  private static Object plain(Object value) throws SQLException {
    if (value == null
        || value instanceof String
        || value instanceof Boolean
        || value instanceof Long
        || value instanceof Double
        || value instanceof BigDecimal
        || value instanceof LocalDate) {
      return value;
    }
    if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
      return ((Number) value).longValue();
    }
    if (value instanceof Float single) {
      return single.doubleValue();
    }
    if (value instanceof BigInteger whole) {
      return whole.bitLength() < Long.SIZE ? (Object) whole.longValue() : new BigDecimal(whole);
    }
    if (value instanceof OffsetDateTime time) {
      return time.withOffsetSameInstant(ZoneOffset.UTC);
    }
    if (value instanceof LocalDateTime time) {
      return time.atOffset(ZoneOffset.UTC);
    }
    if (value instanceof Array array) {
      List<Object> elements = new ArrayList<>();
      for (Object element : (Object[]) array.getArray()) {
        elements.add(plain(element));
      }
      return elements;
    }
    if (value instanceof Blob blob) {
      return "%d bytes".formatted(blob.length());
    }
    return value.toString();
  }
}
