package dev.assay.twin;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;

/** When a limit starts anew, at midnight UTC; a week runs from Monday to Sunday. */
public enum Reset {
  DAILY,
  WEEKLY,
  MONTHLY;

  LocalDate periodOf(LocalDate day) {
    return switch (this) {
      case DAILY -> day;
      case WEEKLY -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
      case MONTHLY -> day.withDayOfMonth(1);
    };
  }

  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
