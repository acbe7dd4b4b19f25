package dev.assay.twin;

import dev.assay.money.Usd;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.Map;

/** What was spent in all, and in the day, week and month that run. */
final class Spend {
  private record Period(LocalDate start, Usd amount) {}

  private Usd total = Usd.ZERO;
  private final Map<Reset, Period> periods = new EnumMap<>(Reset.class);

  synchronized void add(Usd amount, LocalDate day) {
    total = total.plus(amount);
    for (Reset reset : Reset.values()) {
      periods.put(reset, new Period(reset.periodOf(day), within(reset, day).plus(amount)));
    }
  }

  synchronized Usd total() {
    return total;
  }

  /** What was spent since the last reset; without one, ever. */
  synchronized Usd within(Reset reset, LocalDate day) {
    if (reset == null) {
      return total;
    }
    Period period = periods.get(reset);
    boolean runs = period != null && period.start().equals(reset.periodOf(day));
    return runs ? period.amount() : Usd.ZERO;
  }
}
