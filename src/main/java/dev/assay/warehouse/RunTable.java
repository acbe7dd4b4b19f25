package dev.assay.warehouse;

import dev.assay.usage.AdjustmentRow;
import dev.assay.usage.AnswerRow;
import dev.assay.usage.ChargeRow;
import dev.assay.usage.KeyCardRow;
import dev.assay.usage.PreferenceRow;
import dev.assay.usage.ScoreRow;
import dev.assay.usage.StatementRow;
import dev.assay.usage.UsageEvent;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A table of rows that runs are made of. */
enum RunTable {
  USAGE_EVENTS(UsageEvent.class),
  SCORES(ScoreRow.class),
  ANSWERS(AnswerRow.class),
  PREFERENCES(PreferenceRow.class),
  ADJUSTMENTS(AdjustmentRow.class),
  STATEMENTS(StatementRow.class),
  CHARGES(ChargeRow.class),
  KEY_CARDS(KeyCardRow.class);

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

  /** Its name in SQL, for the rows in scope and those of any time before it. */
  String soFar() {
    return everywhere() + "_so_far";
  }

  /** Whether its rows move into the files of months; those that need not be many stay. */
  boolean isMoved() {
    return switch (this) {
      case USAGE_EVENTS, SCORES, ANSWERS, PREFERENCES -> true;
      case ADJUSTMENTS, STATEMENTS, CHARGES, KEY_CARDS -> false;
    };
  }

  /** Each column with its type in SQL, in the order of the row. */
  Map<String, String> columns() {
    return RecordTable.columns(row);
  }

  /** A select of no row that has every column. */
  String empty() {
    return columns().entrySet().stream()
        .map(column -> "cast(null as %s) as %s".formatted(column.getValue(), column.getKey()))
        .collect(Collectors.joining(", ", "select ", " where false"));
  }
}
