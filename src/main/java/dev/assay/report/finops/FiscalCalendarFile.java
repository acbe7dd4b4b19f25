package dev.assay.report.finops;

import dev.assay.problem.Problems;
import dev.assay.report.finops.FiscalCalendar.FiscalPeriod;
import dev.assay.settings.Section;
import dev.assay.settings.SettingsFile;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads when an organisation's days and months begin. */
public final class FiscalCalendarFile {
  private static final int LAST_FIRST_DAY = 28;

  private FiscalCalendarFile() {}

  /** The calendar, or nothing and every fault of the file. */
  public static Optional<FiscalCalendar> read(Path file, Problems problems) {
    int before = problems.count();
    Section root = SettingsFile.read(file, problems);
    ZoneId zone = zone(root);
    int firstDay = root.wholeNumber("month-starts-on").orElse(1);
    if (firstDay < 1 || firstDay > LAST_FIRST_DAY) {
      root.problem(
          "month-starts-on",
          "a month cannot start on day %d of every calendar month".formatted(firstDay),
          "Write 1 to %d, or list the months under 'periods'.".formatted(LAST_FIRST_DAY));
    }
    Optional<Section> listed = root.section("periods");
    if (listed.isPresent() && root.has("month-starts-on")) {
      root.problem("periods", "'periods' stands beside 'month-starts-on'", "Keep one of the two.");
    }
    List<FiscalPeriod> periods = listed.map(FiscalCalendarFile::periods).orElse(List.of());
    root.refuseUnknownKeys();
    if (problems.count() > before) {
      return Optional.empty();
    }
    return Optional.of(
        listed.isPresent()
            ? new FiscalCalendar(zone, periods)
            : FiscalCalendar.monthly(zone, firstDay));
  }

  private static ZoneId zone(Section root) {
    String name = root.text("time-zone").orElse("UTC");
    try {
      return name.equals("UTC") ? ZoneOffset.UTC : ZoneId.of(name);
    } catch (DateTimeException unknown) {
      root.problem(
          "time-zone",
          "there is no time zone '%s'".formatted(name),
          "Write a name such as Europe/Berlin.");
      return ZoneOffset.UTC;
    }
  }

  /** Each begins on its day and ends where the next begins; the last is there to end the others. */
  private static List<FiscalPeriod> periods(Section listed) {
    List<FiscalPeriod> periods = new ArrayList<>();
    String name = null;
    LocalDate first = null;
    for (String each : listed.keys()) {
      Optional<LocalDate> day = day(each, listed);
      if (day.isEmpty()) {
        continue;
      }
      if (first != null && !day.get().isAfter(first)) {
        listed.problem(
            each,
            "'%s' begins on %s, which is not after '%s'".formatted(each, day.get(), name),
            "List the periods in their order.");
      } else if (first != null) {
        periods.add(new FiscalPeriod(name, first, day.get()));
      }
      name = each;
      first = day.get();
    }
    if (periods.isEmpty()) {
      listed.problem(
          listed.keys().stream().findFirst().orElse(""),
          "there is no whole period",
          "List the first day of two or more; each ends where the next begins.");
    }
    return periods;
  }

  private static Optional<LocalDate> day(String period, Section listed) {
    String text = listed.text(period).orElse("");
    try {
      return Optional.of(LocalDate.parse(text));
    } catch (DateTimeException unreadable) {
      listed.problem(
          period, "'%s' is no day".formatted(text), "Write the first day of it as 2026-09-28.");
      return Optional.empty();
    }
  }
}
