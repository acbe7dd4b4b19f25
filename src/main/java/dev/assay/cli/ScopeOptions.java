package dev.assay.cli;

import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import dev.assay.report.Scope;
import dev.assay.report.finops.FiscalCalendar;
import dev.assay.report.finops.FiscalCalendar.FiscalPeriod;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** What of the warehouse a report looks at. */
final class ScopeOptions {
  @Option(
      names = "--run",
      paramLabel = "RUN",
      description =
          "Look at this run or import. May repeat. Default: the newest; with a time: all of it.")
  private List<String> runs = List.of();

  @Option(
      names = "--last",
      paramLabel = "N",
      description = "Look at the newest N runs, all simulated or all real as the newest is.")
  private Integer last;

  @Option(names = "--all", description = "Look at every committed run.")
  private boolean all;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "Attempts started then or later: 2026-10-01, or 2026-10-01T12:00Z; UTC.")
  private String from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description = "Attempts started before; a day counts whole.")
  private String to;

  @Option(
      names = "--month",
      paramLabel = "YYYY-MM",
      description = "Attempts started in this month, UTC, or of the fiscal calendar.")
  private String month;

  @Option(names = "--suite", paramLabel = "SUITE", description = "Of this suite. May repeat.")
  private List<String> suites = List.of();

  @Option(names = "--arm", paramLabel = "ARM", description = "Of this arm. May repeat.")
  private List<String> arms = List.of();

  @Option(
      names = "--tag",
      paramLabel = "TAG",
      description = "Of prompts with this tag. May repeat: any of them.")
  private List<String> tags = List.of();

  @Option(
      names = "--include-simulated",
      description = "Show simulated runs beside real ones. Default: they are not mixed.")
  private boolean includeSimulated;

  @Option(
      names = "--scoring",
      paramLabel = "ID",
      description =
          "Show this scoring of each run, or the one that begins so. Default: the newest.")
  private String scoring;

  /**
   * @param calendar says when a day and a month begin
   */
  Scope scope(FiscalCalendar calendar) {
    requireOneOf(
        Stream.of(given("--run", !runs.isEmpty()), given("--last", last), given("--all", all)));
    requireOneOf(Stream.of(given("--month", month), given("--from", from)));
    requireOneOf(Stream.of(given("--month", month), given("--to", to)));
    Optional<FiscalPeriod> period =
        Optional.ofNullable(month).map(name -> FinanceOptions.month(name, calendar));
    Instant first =
        period
            .map(each -> calendar.startOf(each.firstDay()))
            .orElseGet(() -> moment("--from", from, 0, calendar));
    Instant end =
        period
            .map(each -> calendar.startOf(each.endDay()))
            .orElseGet(() -> moment("--to", to, 1, calendar));
    if (first != null && end != null && !first.isBefore(end)) {
      throw new InvalidInput(
          Place.setting("--to"),
          "'%s' is not after '%s'".formatted(to, from),
          "Name a later time.");
    }
    Scope scope =
        runs(first != null || end != null)
            .between(first, end)
            .only(suites, arms, tags)
            .mixing(includeSimulated ? Scope.Mixing.TOGETHER : Scope.Mixing.APART);
    return scoring == null ? scope : scope.scoredBy(scoring);
  }

  private Scope runs(boolean ofATime) {
    if (!runs.isEmpty()) {
      return Scope.runs(runs);
    }
    if (last != null) {
      if (last < 1) {
        throw new InvalidInput(
            Place.setting("--last"),
            "'%d' is no number of runs".formatted(last),
            "Name 1 or more.");
      }
      return Scope.newest(last);
    }
    return all || ofATime ? Scope.everyRun() : Scope.newest();
  }

  private static String given(String option, Object value) {
    return value == null || value.equals(false) ? "" : option;
  }

  private static void requireOneOf(Stream<String> options) {
    List<String> given = options.filter(option -> !option.isEmpty()).toList();
    if (given.size() > 1) {
      throw new InvalidInput(
          Place.setting(given.get(1)),
          "it stands beside %s".formatted(given.get(0)),
          "Give one of the two.");
    }
  }

  /**
   * @param daysLater what is added to a whole day
   */
  private static Instant moment(
      String option, String text, int daysLater, FiscalCalendar calendar) {
    if (text == null) {
      return null;
    }
    try {
      return text.contains("T")
          ? OffsetDateTime.parse(text).toInstant()
          : calendar.startOf(LocalDate.parse(text).plusDays(daysLater));
    } catch (DateTimeException unreadable) {
      throw new InvalidInput(
          Place.setting(option),
          "'%s' is no time".formatted(text),
          "Write a day like 2026-10-01, or a moment like 2026-10-01T12:00Z.");
    }
  }
}
