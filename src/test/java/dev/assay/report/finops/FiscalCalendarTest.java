package dev.assay.report.finops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.problem.Problems;
import dev.assay.report.finops.FiscalCalendar.FiscalPeriod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiscalCalendarTest {
  @TempDir Path folder;

  private FiscalCalendar read(String yaml) throws IOException {
    Problems problems = new Problems();
    FiscalCalendar calendar =
        FiscalCalendarFile.read(written(yaml), problems).orElse(FiscalCalendar.UTC);
    problems.throwIfAny();
    return calendar;
  }

  private Path written(String yaml) throws IOException {
    return Files.writeString(folder.resolve("calendar.yaml"), yaml);
  }

  @Test
  void withoutAFileMonthsAreTheCalendarsInUtc() {
    assertThat(FiscalCalendar.UTC.period("2026-02"))
        .contains(new FiscalPeriod("2026-02", LocalDate.of(2026, 2, 1), LocalDate.of(2026, 3, 1)));
    assertThat(FiscalCalendar.UTC.startOf(LocalDate.of(2026, 2, 1)))
        .isEqualTo(Instant.parse("2026-02-01T00:00:00Z"));
  }

  @Test
  void aMonthThatBeginsOnADayIsNamedByTheMonthInWhichItEnds() throws IOException {
    FiscalCalendar calendar = read("time-zone: Europe/Berlin\nmonth-starts-on: 26\n");

    assertThat(calendar.period("2026-10"))
        .contains(
            new FiscalPeriod("2026-10", LocalDate.of(2026, 9, 26), LocalDate.of(2026, 10, 26)));
    assertThat(calendar.zone()).isEqualTo(ZoneId.of("Europe/Berlin"));
    // summer time: two hours ahead of UTC
    assertThat(calendar.startOf(LocalDate.of(2026, 9, 26)))
        .isEqualTo(Instant.parse("2026-09-25T22:00:00Z"));
  }

  @Test
  void everyMonthBeginsWhereTheLastOneEnds() throws IOException {
    for (String yaml : List.of("month-starts-on: 1", "month-starts-on: 28")) {
      List<FiscalPeriod> periods = read(yaml).periods();
      for (int i = 1; i < periods.size(); i++) {
        assertThat(periods.get(i).firstDay()).isEqualTo(periods.get(i - 1).endDay());
      }
    }
  }

  @Test
  void listedPeriodsEndWhereTheNextBegins() throws IOException {
    FiscalCalendar calendar =
        read("periods:\n  P01: 2026-01-05\n  P02: 2026-02-02\n  P03: 2026-03-02\n");

    assertThat(calendar.periods())
        .containsExactly(
            new FiscalPeriod("P01", LocalDate.of(2026, 1, 5), LocalDate.of(2026, 2, 2)),
            new FiscalPeriod("P02", LocalDate.of(2026, 2, 2), LocalDate.of(2026, 3, 2)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "time-zone: Mars/Olympus | 1: there is no time zone 'Mars/Olympus'",
        "month-starts-on: 31     | 1: a month cannot start on day 31 of every calendar month",
        "month-start: 3          | 1: ",
        "'periods: {P01: 2026-01-05}' | there is no whole period",
        "'periods: {P01: 2026-02-30, P02: 2026-03-30}' | '''2026-02-30'' is no day'",
        "'periods: {P01: 2026-03-05, P02: 2026-03-05}' | 'P02' begins on 2026-03-05, which is not after 'P01'"
      })
  void aFaultIsToldWithItsLine(String yaml, String message) throws IOException {
    Problems problems = new Problems();
    FiscalCalendarFile.read(written(yaml), problems);

    assertThat(problems.count()).isPositive();
    assertThat(problems.all().toString()).contains(message);
  }
}
