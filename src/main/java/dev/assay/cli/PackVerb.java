package dev.assay.cli;

import dev.assay.problem.Closest;
import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import dev.assay.problem.Problem;
import dev.assay.report.Document;
import dev.assay.report.ReportFile;
import dev.assay.report.Reports;
import dev.assay.report.Scope;
import dev.assay.warehouse.Warehouse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs every report of a folder. */
@Command(
    name = "pack",
    description = {
      "Runs every report of a folder and shows their tables together.",
      "",
      "  assay report pack comparison                       # the newest run",
      "  assay report pack comparison -o night.md -o night.json",
      "  assay report pack finops --month 2026-10 -f csv -o october/",
      "",
      "A report that cannot be run is told, the others are shown, and the exit code is 2.",
      "",
    })
final class PackVerb implements Verb {
  private final Surroundings surroundings;
  @Mixin private WarehouseOption warehouse;
  @Mixin private ReportOptions reports;
  @Mixin private OutputOptions output;
  @Mixin private ScopeOptions scope;
  @Mixin private FinanceOptions finance;

  @Parameters(paramLabel = "PACK", description = "A folder of reports, such as comparison.")
  private String pack;

  @Option(
      names = {"-p", "--param"},
      paramLabel = "NAME=VALUE",
      description = "Set a parameter of the reports that have it. May repeat.")
  private Map<String, String> parameters = new TreeMap<>();

  PackVerb(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public ExitCode run() throws IOException {
    output.checkForSeveralTables();
    Scope chosen = scope.scope(finance.calendar());
    List<Problem> faults = new ArrayList<>();
    try (Warehouse opened = finance.open(warehouse, surroundings)) {
      Reports found = reports.over(opened, finance, surroundings);
      output.show(document(found, chosen, faults), surroundings.console());
    }
    if (faults.isEmpty()) {
      return ExitCode.DONE;
    }
    surroundings
        .console()
        .tell(new InvalidInput(faults).report() + " The other reports are shown.");
    return ExitCode.INVALID_INPUT;
  }

  private Document document(Reports found, Scope chosen, List<Problem> faults) {
    List<String> names = found.files().pack(pack);
    requireKnownParameters(found, names);
    List<Document.Section> sections = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (String name : names) {
      try {
        ReportFile report = found.named(name);
        Map<String, String> own = new TreeMap<>(parameters);
        own.keySet().retainAll(parametersOf(report));
        sections.add(new Document.Section(name, found.run(name, chosen, own)));
      } catch (InvalidInput broken) {
        faults.addAll(broken.problems());
        broken.problems().forEach(fault -> notes.add("%s is not shown: %s".formatted(name, fault)));
      }
    }
    return new Document("Reports of " + pack, sections, notes);
  }

  private void requireKnownParameters(Reports found, List<String> names) {
    Set<String> known = new TreeSet<>();
    found.all().stream()
        .filter(report -> names.contains(report.name()))
        .forEach(report -> known.addAll(parametersOf(report)));
    for (String name : parameters.keySet()) {
      if (!known.contains(name)) {
        throw new InvalidInput(
            Place.setting("--param " + name),
            "no report of the pack '%s' has a parameter '%s'".formatted(pack, name),
            Closest.hint(name, "parameters", known));
      }
    }
  }

  private static List<String> parametersOf(ReportFile report) {
    return report.parameters().stream().map(ReportFile.Parameter::name).toList();
  }
}
