package dev.assay.warehouse;

import dev.assay.usage.AdjustmentRow;
import dev.assay.usage.AnswerRow;
import dev.assay.usage.PreferenceRow;
import dev.assay.usage.ScoreRow;
import dev.assay.usage.UsageEvent;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A table of rows that runs are made of. */
enum RunTable {
  USAGE_EVENTS(UsageEvent.class),
  SCORES(ScoreRow.class),
  ANSWERS(AnswerRow.class),
  PREFERENCES(PreferenceRow.class),
  ADJUSTMENTS(AdjustmentRow.class);

  private static final Map<Class<?>, String> SQL_TYPES =
      Map.ofEntries(
          Map.entry(String.class, "VARCHAR"),
          Map.entry(int.class, "INTEGER"),
          Map.entry(Integer.class, "INTEGER"),
          Map.entry(Long.class, "BIGINT"),
          Map.entry(Double.class, "DOUBLE"),
          Map.entry(boolean.class, "BOOLEAN"),
          Map.entry(Boolean.class, "BOOLEAN"),
          Map.entry(BigDecimal.class, "DECIMAL(38,18)"),
          Map.entry(Instant.class, "TIMESTAMP WITH TIME ZONE"),
          Map.entry(List.class, "VARCHAR[]"));

  private final Class<? extends Record> row;

  RunTable(Class<? extends Record> row) {
    this.row = row;
  }

  /** Its name in SQL, for the rows of every run. */
  String everywhere() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its name in SQL, for the rows in scope. */
  String inScope() {
    return everywhere() + "_in_scope";
  }

  /** Each column with its type in SQL, in the order of the row. */
  Map<String, String> columns() {
    Map<String, String> columns = new LinkedHashMap<>();
    Arrays.stream(row.getRecordComponents())
        .forEach(
            column ->
                columns.put(
                    column.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT),
                    SQL_TYPES.get(column.getType())));
    return columns;
  }

  /** A select of no row that has every column. */
  String empty() {
    return columns().entrySet().stream()
        .map(column -> "cast(null as %s) as %s".formatted(column.getValue(), column.getKey()))
        .collect(Collectors.joining(", ", "select ", " where false"));
  }
}
