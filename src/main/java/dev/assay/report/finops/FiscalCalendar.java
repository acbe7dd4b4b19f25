package dev.assay.report.finops;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * When the days and the months of an organisation begin.
 *
 * @param zone in which a day is a day
 * @param periods its months, oldest first, each followed by the next without a gap
 */
public record FiscalCalendar(ZoneId zone, List<FiscalPeriod> periods) {
  private static final YearMonth FIRST = YearMonth.of(2015, 1);
  private static final int MONTHS = 12 * 30;

  /** Calendar months of UTC. */
  public static final FiscalCalendar UTC = monthly(ZoneOffset.UTC, 1);

  /**
   * One month of it, such as {@code 2026-10}.
   *
   * @param endDay the first day after it
   */
  public record FiscalPeriod(String period, LocalDate firstDay, LocalDate endDay) {
    public FiscalPeriod {
      requireNonNull(period, "period");
      requireNonNull(firstDay, "firstDay");
      requireNonNull(endDay, "endDay");
    }
  }

  public FiscalCalendar {
    requireNonNull(zone, "zone");
    periods = periods.stream().sorted(Comparator.comparing(FiscalPeriod::firstDay)).toList();
  }

  /**
   * Months that begin on the same day of every calendar month, each named by that in which it ends.
   *
   * @param firstDay from 1, which is the calendar's own month, to 28
   */
  public static FiscalCalendar monthly(ZoneId zone, int firstDay) {
    return new FiscalCalendar(
        zone,
        Stream.iterate(FIRST, month -> month.plusMonths(1))
            .limit(MONTHS)
            .map(month -> monthEndingIn(month, firstDay))
            .toList());
  }

  private static FiscalPeriod monthEndingIn(YearMonth month, int firstDay) {
    YearMonth begins = firstDay == 1 ? month : month.minusMonths(1);
    return new FiscalPeriod(
        month.toString(), begins.atDay(firstDay), begins.plusMonths(1).atDay(firstDay));
  }

  public Optional<FiscalPeriod> period(String name) {
    return periods.stream().filter(each -> each.period().equals(name)).findFirst();
  }

  /** The first moment of a day. */
  public Instant startOf(LocalDate day) {
    return day.atStartOfDay(zone).toInstant();
  }
}
