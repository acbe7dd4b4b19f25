package dev.assay.cli;

import dev.assay.catalog.Catalog;
import dev.assay.policy.FeeSchedule;
import dev.assay.policy.FeesFile;
import dev.assay.policy.Organization;
import dev.assay.policy.OrganizationFile;
import dev.assay.problem.Closest;
import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import dev.assay.report.KnownTable;
import dev.assay.report.finops.FinOpsTables;
import dev.assay.report.finops.FiscalCalendar;
import dev.assay.report.finops.FiscalCalendar.FiscalPeriod;
import dev.assay.report.finops.FiscalCalendarFile;
import dev.assay.warehouse.Warehouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Whose money a report tells of, and by which calendar. */
final class FinanceOptions {
  @Option(
      names = "--organization",
      paramLabel = "FILE",
      description =
          "Whose budgets and keys those are. Default: pipelines/policies/organization.yaml, where there is one.")
  private Path organization;

  @Option(
      names = "--fiscal-calendar",
      paramLabel = "FILE",
      description = "When days and months begin. Default: days of UTC, calendar months.")
  private Path fiscalCalendar;

  private FiscalCalendar calendar;

  /** The warehouse with the days of the calendar. */
  Warehouse open(WarehouseOption warehouse, Surroundings surroundings) throws IOException {
    // DuckDB is loaded while the manifests are read
    Ahead.load(Warehouse::load);
    return Warehouse.open(warehouse.folder(surroundings), calendar().zone());
  }

  /** What reports may read besides the warehouse. */
  List<KnownTable<?>> tables(Surroundings surroundings) {
    return FinOpsTables.of(
        () -> organization(surroundings),
        () -> catalog(surroundings),
        calendar(),
        Instant::now,
        () -> fees(surroundings));
  }

  FiscalCalendar calendar() {
    if (calendar == null) {
      Problems problems = new Problems();
      calendar =
          fiscalCalendar == null
              ? FiscalCalendar.UTC
              : FiscalCalendarFile.read(fiscalCalendar, problems).orElse(FiscalCalendar.UTC);
      problems.throwIfAny();
    }
    return calendar;
  }

  /** The month that --month names. */
  static FiscalPeriod month(String name, FiscalCalendar calendar) {
    return calendar
        .period(name)
        .orElseThrow(
            () ->
                new InvalidInput(
                    Place.setting("--month"),
                    "'%s' is no month".formatted(name),
                    Closest.to(name, calendar.periods().stream().map(FiscalPeriod::period).toList())
                        .map("Write one like 2026-10. Did you mean '%s'?"::formatted)
                        .orElse("Write one like 2026-10.")));
  }

  private Optional<Organization> organization(Surroundings surroundings) {
    Path file = organizationFile(surroundings);
    if (organization == null && !Files.exists(file)) {
      return Optional.empty();
    }
    Problems problems = new Problems();
    Optional<Organization> read = OrganizationFile.read(file, problems);
    problems.throwIfAny();
    return read;
  }

  /** Beside the organisation's file, where there is one. */
  private Optional<FeeSchedule> fees(Surroundings surroundings) {
    Path file = organizationFile(surroundings).resolveSibling(FeesFile.USUAL_NAME);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Problems problems = new Problems();
    Optional<FeeSchedule> read = FeesFile.read(file, problems);
    problems.throwIfAny();
    return read;
  }

  private Path organizationFile(Surroundings surroundings) {
    return organization == null
        ? surroundings.home().resolve("pipelines/policies/" + OrganizationFile.USUAL_NAME)
        : organization;
  }

  private Catalog catalog(Surroundings surroundings) {
    try {
      return new CatalogSources().merged(List.of(), surroundings).catalog();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
