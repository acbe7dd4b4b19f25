package dev.assay.report;

import dev.assay.problem.Closest;
import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import dev.assay.problem.Problem;
import dev.assay.problem.Problems;
import dev.assay.warehouse.CommittedRun;
import dev.assay.warehouse.Rows;
import dev.assay.warehouse.Sql;
import dev.assay.warehouse.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The reports of some folders over one warehouse. A broken report is a fault for whoever runs it or
 * builds on it; the others still run.
 */
public final class Reports {
  /** What there is to build on before any report file. */
  private static final List<String> TABLES =
      List.of(
          "usage_events",
          "scores",
          "answers",
          "preferences",
          "adjustments",
          "runs",
          "run_suites",
          "runs_in_scope");

  private final Warehouse warehouse;
  private final Map<String, ReportFile> files = new TreeMap<>();
  private final Map<String, InvalidInput> broken = new TreeMap<>();
  private final Map<String, ReportFile> layers = new LinkedHashMap<>();
  private final Set<String> laidOut = new HashSet<>();
  private List<String> scoped;

  private Reports(Warehouse warehouse) {
    this.warehouse = warehouse;
  }

  /** Finds the reports; a later folder may replace a report of an earlier one by its name. */
  public static Reports over(Warehouse warehouse, List<Path> folders) throws IOException {
    Reports reports = new Reports(warehouse);
    for (Path folder : folders) {
      if (!Files.isDirectory(folder)) {
        throw new InvalidInput(
            Place.of(folder, 0), "there is no such folder of reports", "Check the path.");
      }
      try (Stream<Path> inside = Files.walk(folder)) {
        for (Path file :
            inside.filter(each -> each.toString().endsWith(".sql")).sorted().toList()) {
          reports.read(folder, file);
        }
      }
    }
    return reports;
  }

  private void read(Path folder, Path file) throws IOException {
    Problems problems = new Problems();
    String name = ReportFile.nameOf(folder, file);
    files.remove(name);
    broken.remove(name);
    ReportFile.read(folder, file, problems).ifPresent(report -> files.put(name, report));
    if (!problems.none()) {
      broken.put(name, new InvalidInput(problems.all()));
    } else if (files.get(name).isLayer()) {
      layers.put(files.get(name).shortName(), files.get(name));
    }
  }

  /** The runs a scope means. */
  public List<CommittedRun> runs(Scope scope) {
    return scope.among(warehouse.runs());
  }

  /** What readers can ask, by name; the layers underneath are left out. */
  public List<ReportFile> all() {
    return files.values().stream().filter(file -> !file.isLayer()).toList();
  }

  /** The staging and intermediate views, by name. */
  public List<ReportFile> layers() {
    return List.copyOf(layers.values());
  }

  /** Every fault found while reading the files. */
  public List<Problem> faults() {
    return broken.values().stream().flatMap(fault -> fault.problems().stream()).toList();
  }

  public ReportFile named(String name) {
    if (broken.containsKey(name)) {
      throw broken.get(name);
    }
    if (!files.containsKey(name)) {
      throw new InvalidInput(
          Place.setting("report"),
          "there is no report '%s'".formatted(name),
          Closest.hint(name, "reports", all().stream().map(ReportFile::name).toList()));
    }
    return files.get(name);
  }

  /**
   * Runs one report, checks what it promises and gives its answer.
   *
   * @param settings values of its parameters by name; those left out have their default
   */
  public Table run(String name, Scope scope, Map<String, String> settings) {
    ReportFile report = named(name);
    Object[] values = ParameterValues.of(report, settings);
    List<CommittedRun> runs = runs(scope);
    narrowTo(runs.stream().map(CommittedRun::id).toList());
    layInputsOf(report, new ArrayList<>());
    warehouse.keep("result", bodyOf(report), values);
    Rows rows = warehouse.query(new Sql("select * from result", Place.of(report.path(), 0)));
    checkColumns(report, rows);
    checkHolds(report);
    return new Table(
        report.asks(),
        report.columns().stream()
            .map(column -> new Table.Column(column.name(), column.meaning()))
            .toList(),
        rows.values(),
        ScopeNotes.of(runs));
  }

  /** What was computed for other runs is computed anew. */
  private void narrowTo(List<String> runIds) {
    if (!runIds.equals(scoped)) {
      warehouse.scope(runIds);
      laidOut.clear();
      scoped = runIds;
    }
  }

  /** Lays out what a report builds on, the lowest first. */
  private void layInputsOf(ReportFile report, List<String> path) {
    Problems problems = new Problems();
    for (ReportFile.Input input : report.inputs()) {
      if (TABLES.contains(input.name())) {
        continue;
      }
      if (path.contains(input.name())) {
        problems.add(
            input.place(),
            "'%s' builds on itself: %s"
                .formatted(input.name(), String.join(" -> ", path) + " -> " + input.name()),
            "Break the circle.");
      } else if (layers.containsKey(input.name())) {
        lay(layers.get(input.name()), path);
      } else {
        throwIfBroken(input.name());
        problems.add(
            input.place(),
            "there is no input '%s'".formatted(input.name()),
            Closest.hint(
                input.name(),
                "inputs",
                Stream.concat(TABLES.stream(), layers.keySet().stream()).toList()));
      }
    }
    problems.throwIfAny();
  }

  private void lay(ReportFile layer, List<String> path) {
    if (laidOut.contains(layer.shortName())) {
      return;
    }
    List<String> deeper = new ArrayList<>(path);
    deeper.add(layer.shortName());
    layInputsOf(layer, deeper);
    if (layer.isIntermediate()) {
      // several steps of a report read it, so it is computed once
      warehouse.keep(layer.shortName(), bodyOf(layer));
    } else {
      warehouse.view(layer.shortName(), bodyOf(layer));
    }
    Rows none =
        warehouse.query(
            new Sql(
                "select * from %s where false".formatted(layer.shortName()),
                Place.of(layer.path(), 0)));
    checkColumns(layer, none);
    laidOut.add(layer.shortName());
  }

  private void throwIfBroken(String shortName) {
    for (String layer : List.of("staging/", "intermediate/")) {
      if (broken.containsKey(layer + shortName)) {
        throw broken.get(layer + shortName);
      }
    }
  }

  private static Sql bodyOf(ReportFile report) {
    return new Sql(
        ParameterValues.numbered(report.text(), report.parameters()), Place.of(report.path(), 1));
  }

  private static void checkColumns(ReportFile report, Rows rows) {
    List<String> told = report.columns().stream().map(ReportFile.Column::name).toList();
    List<String> found = rows.columns().stream().map(Rows.Column::name).toList();
    if (told.equals(found)) {
      return;
    }
    Problems problems = new Problems();
    for (ReportFile.Column column : report.columns()) {
      if (!found.contains(column.name())) {
        problems.add(
            column.place(),
            "the header describes the column '%s', which the result does not have"
                .formatted(column.name()),
            Closest.hint(column.name(), "columns of the result", found));
      }
    }
    Place header =
        report.columns().isEmpty() ? Place.of(report.path(), 1) : report.columns().get(0).place();
    for (String column : found) {
      if (!told.contains(column)) {
        problems.add(
            header,
            "the result has the column '%s', which the header does not describe".formatted(column),
            "Add it under 'columns:' with its meaning and unit.");
      }
    }
    if (problems.none()) {
      problems.add(
          header,
          "the header describes the columns in another order than the result has them",
          "The result has %s.".formatted(String.join(", ", found)));
    }
    problems.throwIfAny();
  }

  private void checkHolds(ReportFile report) {
    Problems problems = new Problems();
    for (ReportFile.Hold hold : report.holds()) {
      Rows answer =
          warehouse.query(new Sql("select (%s)".formatted(hold.condition()), hold.place()));
      Object kept = answer.values().get(0).get(0);
      if (!Boolean.TRUE.equals(kept)) {
        problems.add(
            hold.place(),
            "this report broke its promise: %s (the condition gave %s)"
                .formatted(hold.promise(), kept),
            "Its figures are not shown. Mend the SQL, or the promise where that is wrong.");
      }
    }
    problems.throwIfAny();
  }
}
