package dev.assay.report;

import dev.assay.problem.Closest;
import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import dev.assay.problem.Problem;
import dev.assay.problem.Problems;
import dev.assay.report.finops.FinOpsTables;
import dev.assay.warehouse.CommittedRun;
import dev.assay.warehouse.Excerpt;
import dev.assay.warehouse.Rows;
import dev.assay.warehouse.Sql;
import dev.assay.warehouse.Warehouse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The reports of some folders over one warehouse, ready to be run. */
public final class Reports {
  /** What there is to build on before any report file. */
  private static final List<String> TABLES =
      Stream.concat(
              Stream.of("runs", "run_suites", "runs_in_scope", "scope_period"),
              Stream.of(
                      "usage_events",
                      "scores",
                      "answers",
                      "preferences",
                      "adjustments",
                      "statements",
                      "charges",
                      "key_cards")
                  .flatMap(table -> Stream.of(table, table + "_in_scope", table + "_so_far")))
          .toList();

  private final Warehouse warehouse;
  private final ReportFiles files;
  private final Map<String, KnownTable<?>> known;
  private final Set<String> laidOut = new HashSet<>();
  // what is known from elsewhere is the same in every scope
  private final Set<String> kept = new HashSet<>();
  private Excerpt narrowedTo;

  private Reports(Warehouse warehouse, ReportFiles files, List<KnownTable<?>> known) {
    this.warehouse = warehouse;
    this.files = files;
    this.known = known.stream().collect(Collectors.toMap(KnownTable::name, Function.identity()));
  }

  /**
   * The reports of some folders, without an organisation's files beside them; a later one may
   * replace a report of an earlier by its name.
   */
  public static Reports over(Warehouse warehouse, List<Path> folders) throws IOException {
    return over(warehouse, folders, FinOpsTables.withoutFiles(Instant::now));
  }

  /**
   * The same beside what is known from elsewhere.
   *
   * @param known tables that reports may name among their inputs
   */
  public static Reports over(Warehouse warehouse, List<Path> folders, List<KnownTable<?>> known)
      throws IOException {
    return new Reports(warehouse, ReportFiles.in(folders), known);
  }

  public ReportFiles files() {
    return files;
  }

  public List<ReportFile> all() {
    return files.all();
  }

  public List<ReportFile> layers() {
    return files.layers();
  }

  public List<Problem> faults() {
    return files.faults();
  }

  public ReportFile named(String name) {
    return files.named(name);
  }

  /** The runs a scope means. */
  public List<CommittedRun> runs(Scope scope) {
    return scope.among(warehouse.runs()).runs();
  }

  /**
   * Runs one report, checks what it promises and gives its answer.
   *
   * @param settings values of its parameters by name; those left out have their default
   */
  public Table run(String name, Scope scope, Map<String, String> settings) {
    ReportFile report = named(name);
    ParameterValues values = ParameterValues.of(report, settings);
    Scope.Choice chosen = scope.among(warehouse.runs());
    narrowTo(chosen.excerpt());
    layInputsOf(report);
    ParameterValues.Bound body = values.in(bodyOf(report));
    warehouse.keep("result", body.sql(), body.values().toArray());
    Rows rows = warehouse.query(new Sql("select * from result", Place.of(report.path(), 0)));
    List<ReportFile.Column> columns = values.columnsOf(report);
    checkColumns(report, columns, rows.columns().stream().map(Rows.Column::name).toList());
    Chart chart = values.chartOf(report);
    checkChart(report, chart, rows);
    checkHolds(report, values);
    List<String> notes = new ArrayList<>(chosen.notes());
    if (readsScores(report)) {
      notes.addAll(ScopeNotes.ofUnscored(chosen.runs(), runsWithScores()));
    }
    return new Table(
        report.asks(),
        columns.stream()
            .map(column -> new Table.Column(column.name(), column.meaning(), column.unit()))
            .toList(),
        rows.values(),
        notes,
        chart);
  }

  private boolean readsScores(ReportFile report) {
    return report.inputs().stream()
        .map(ReportFile.Input::name)
        .anyMatch(
            input ->
                input.equals("scores_in_scope")
                    || (files.isLayer(input) && readsScores(files.layer(input))));
  }

  private Set<String> runsWithScores() {
    return warehouse
        .query(Sql.typed("select distinct run_id from scores_in_scope where score is not null"))
        .values()
        .stream()
        .map(row -> (String) row.get(0))
        .collect(Collectors.toSet());
  }

  /** What was computed for another part of the warehouse is computed anew. */
  private void narrowTo(Excerpt excerpt) {
    if (!excerpt.equals(narrowedTo)) {
      warehouse.narrowTo(excerpt);
      laidOut.clear();
      narrowedTo = excerpt;
    }
  }

  /** Lays out what a report builds on; each layer has the columns that its header tells. */
  private void layInputsOf(ReportFile report) {
    List<ReportFile> layers = new ArrayList<>();
    try {
      layInputsOf(report, new ArrayList<>(), layers);
    } catch (InvalidInput failure) {
      // a column that is missing below is why it fails above
      checkColumns(layers);
      throw failure;
    }
    checkColumns(layers);
  }

  private void checkColumns(List<ReportFile> layers) {
    if (layers.isEmpty()) {
      return;
    }
    Map<String, List<String>> found = warehouse.columns();
    for (ReportFile layer : layers) {
      checkColumns(layer, layer.columns(), found.get(layer.shortName()));
      laidOut.add(layer.shortName());
    }
  }

  /** Lays out what a report builds on, the lowest first. */
  private void layInputsOf(ReportFile report, List<String> path, List<ReportFile> laid) {
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
      } else if (known.containsKey(input.name())) {
        if (kept.add(input.name())) {
          known.get(input.name()).keepIn(warehouse);
        }
      } else if (files.isLayer(input.name())) {
        lay(files.layer(input.name()), path, laid);
      } else {
        files.throwIfBroken(input.name());
        problems.add(
            input.place(),
            "there is no input '%s'".formatted(input.name()),
            Closest.hint(
                input.name(),
                "inputs",
                Stream.of(TABLES, known.keySet(), files.layerNames())
                    .flatMap(Collection::stream)
                    .toList()));
      }
    }
    problems.throwIfAny();
  }

  private void lay(ReportFile layer, List<String> path, List<ReportFile> laid) {
    if (laidOut.contains(layer.shortName()) || laid.contains(layer)) {
      return;
    }
    List<String> deeper = new ArrayList<>(path);
    deeper.add(layer.shortName());
    layInputsOf(layer, deeper, laid);
    if (layer.kept()) {
      warehouse.keep(layer.shortName(), bodyOf(layer));
    } else {
      warehouse.view(layer.shortName(), bodyOf(layer));
    }
    laid.add(layer);
  }

  private static Sql bodyOf(ReportFile report) {
    return new Sql(report.text(), Place.of(report.path(), 1));
  }

  /**
   * @param found the columns that the result has
   */
  private static void checkColumns(
      ReportFile report, List<ReportFile.Column> columns, List<String> found) {
    List<String> told = columns.stream().map(ReportFile.Column::name).toList();
    if (told.equals(found)) {
      return;
    }
    Problems problems = new Problems();
    for (ReportFile.Column column : columns) {
      if (!found.contains(column.name())) {
        problems.add(
            column.place(),
            "the header describes the column '%s', which the result does not have"
                .formatted(column.name()),
            Closest.hint(column.name(), "columns of the result", found));
      }
    }
    Place header = columns.isEmpty() ? Place.of(report.path(), 1) : columns.get(0).place();
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

  /** The drawn figures are numbers; which columns there are is checked when the file is read. */
  private static void checkChart(ReportFile report, Chart chart, Rows rows) {
    if (chart == null) {
      return;
    }
    Problems problems = new Problems();
    for (Rows.Column column : rows.columns()) {
      if (chart.figures().contains(column.name()) && !column.isNumber()) {
        problems.add(
            Place.of(report.path(), 0),
            "the chart draws the column '%s', which is %s and no number"
                .formatted(column.name(), column.type()),
            "Let y, low and high name columns of numbers.");
      }
    }
    problems.throwIfAny();
  }

  private void checkHolds(ReportFile report, ParameterValues values) {
    Problems problems = new Problems();
    for (ReportFile.Hold hold : report.holds()) {
      ParameterValues.Bound condition =
          values.in(new Sql("select (%s)".formatted(hold.condition()), hold.place()));
      Rows answer = warehouse.query(condition.sql(), condition.values().toArray());
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
