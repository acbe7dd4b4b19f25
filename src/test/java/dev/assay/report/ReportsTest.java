package dev.assay.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.assay.problem.InvalidInput;
import dev.assay.warehouse.CommittedRun;
import dev.assay.warehouse.TinyWarehouse;
import dev.assay.warehouse.Warehouse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportsTest {
  private static final Path SHIPPED = Path.of("reports");
  private static final Path FIXTURES = Path.of("src/test/resources/report");
  private static final Path BROKEN = FIXTURES.resolve("broken");
  private static final Path OWN = FIXTURES.resolve("own");

  @TempDir Path folder;

  private Table run(Path reports, String name, Map<String, String> settings) throws IOException {
    try (Warehouse warehouse = Warehouse.open(folder)) {
      return Reports.over(warehouse, List.of(SHIPPED, reports), Answers.noFiles())
          .run(name, Scope.newest(), settings);
    }
  }

  @Test
  void everyShippedReportIsSoundAndAsksOneQuestion() throws IOException {
    try (Warehouse warehouse = Warehouse.open(folder)) {
      Reports reports = Reports.over(warehouse, List.of(SHIPPED), Answers.noFiles());
      assertThat(reports.faults()).isEmpty();
      assertThat(reports.all())
          .extracting(ReportFile::name)
          .contains("comparison/leaderboard", "finops/spend", "cutover/paired_cases");
      assertThat(reports.all())
          .allSatisfy(
              report -> {
                assertThat(report.asks()).endsWith("?");
                assertThat(report.grain()).startsWith("one row per ");
                assertThat(report.holds()).isNotEmpty();
                assertThat(report.columns())
                    .allSatisfy(column -> assertThat(column.meaning()).isNotBlank());
              });
    }
  }

  @Test
  void aHeaderIsReadWithItsContinuedLines() throws IOException {
    try (Warehouse warehouse = Warehouse.open(folder)) {
      ReportFile file = Reports.over(warehouse, List.of(OWN)).named("comparison/runs_like");
      assertThat(file.asks()).isEqualTo("Which runs have a name that begins so?");
      assertThat(file.inputs())
          .extracting(ReportFile.Input::name)
          .containsExactly("runs", "runs_in_scope");
      assertThat(file.columns().get(0).meaning())
          .isEqualTo("the run, $beginning and all, on two lines");
      assertThat(file.parameters())
          .extracting(parameter -> parameter.name() + " " + parameter.type())
          .containsExactly("beginning text", "least integer");
      assertThat(file.chart()).isNull();
    }
  }

  @Test
  void parametersHaveTheirDefaultsAndCanBeSet() throws IOException {
    TinyWarehouse.run(folder, "night-1").event("a", "c1").add().commit();
    assertThat(run(OWN, "comparison/runs_like", Map.of()).rows())
        .containsExactly(List.of("night-1", "$beginning", 3L));
    assertThat(run(OWN, "comparison/runs_like", Map.of("beginning", "day")).rows()).isEmpty();
    assertThat(run(OWN, "comparison/runs_like", Map.of("least", "7")).rows().get(0)).contains(7L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "leest | 3   | --param leest: the report comparison/runs_like has no parameter 'leest'. Did you mean 'least'? Known parameters: beginning, least.",
        "least | few | --param least: 'few' is no integer. It is any number; the default is 3."
      })
  void aWrongSettingIsRefused(String name, String value, String message) {
    assertThatThrownBy(() -> run(OWN, "comparison/runs_like", Map.of(name, value)))
        .isInstanceOf(InvalidInput.class)
        .hasMessage(message);
  }

  @Test
  void aRequiredParameterIsAskedFor() {
    assertThatThrownBy(() -> run(OWN, "cutover/paired_cases", Map.of("incumbent", "a")))
        .hasMessage(
            "--param candidate: this report needs the parameter 'candidate'. It is the arm that may replace it.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "no-grain | no-grain.sql:1: this report's header has no 'grain:'. Add the line '-- grain: ...' to the comment at the top.",
        "misspelt-field | misspelt-field.sql:1: this report's header has no 'inputs:'. Add the line '-- inputs: ...' to the comment at the top.",
        "misspelt-field | misspelt-field.sql:3: a report's header has no field 'input'. Did you mean 'inputs'? Known fields: asks, chart, columns, grain, holds, inputs, kept, page, params.",
        "no-sql | no-sql.sql:5: no SQL follows the header. Add a SELECT.",
        "unnamed-input | unnamed-input.sql:8: the SQL reads 'int_calls', which 'inputs:' does not name. Add it there.",
        "hold-without-condition | hold-without-condition.sql:7: the promise 'there is at least one' has no condition that could be checked. Write it in SQL on the next line, indented further; 'result' is the report's answer.",
        "odd-parameter | odd-parameter.sql:7: the parameter 'least' has the type 'integr', which does not exist. Did you mean 'integer'? Known types: boolean, column, columns, date, decimal, double, integer, text.",
        "odd-parameter | odd-parameter.sql:8: the default 'one' of the parameter 'most' is no integer. Write one that is.",
        "odd-parameter | odd-parameter.sql:9: a parameter needs a name, a type, a default and its meaning. Add what is missing.",
        "unknown-input | unknown-input.sql:3: there is no input 'int_call'. Did you mean 'int_calls'? Known inputs: adjustments, adjustments_in_scope, adjustments_so_far, answers, ",
        "odd-chart | odd-chart.sql:7: the chart draws the column 'run', which 'columns:' does not describe. Did you mean 'runs'? Known columns: arms, runs.",
        "odd-chart | odd-chart.sql:7: there is no kind of chart 'bra'. Did you mean 'bar'? Known kinds: bar, line, points.",
        "odd-chart | odd-chart.sql:7: a chart has no part 'colour'. Known parts of a chart: high, kind, label, low, series, x, y.",
        "chart-without-y | chart-without-y.sql:6: the chart has no 'y'. Write it as '-- chart: bar, x COLUMN, y COLUMN'; low, high, series and label may follow.",
        "chart-of-texts | chart-of-texts.sql: the chart draws the column 'name', which is VARCHAR and no number. Let y, low and high name columns of numbers.",
        "odd-unit | odd-unit.sql:5: '[ms, s]' is no unit. Write one, or 'high is good' or 'low is good', or both: [share, high is good].",
        "odd-unit | odd-unit.sql:6: the column 'runs' is described twice. Keep one of them.",
        "odd-page | odd-page.sql:2: 'first' is no page. Write 1 for the first of its pack, 2 for the next; those without a page follow by name.",
        "odd-use | odd-use.sql:7: the SQL does not use the parameter 'most'. Write $most where its value belongs, or take the line out.",
        "odd-use | odd-use.sql:9: the SQL uses '$least', which 'params:' does not name. Known parameters: most.",
        "odd-choice | odd-choice.sql:7: the parameter 'by' has a list of choices that cannot be one: 'column'. A column is chosen out of names, as in column(day,model); a text may be, as in text(holm,bh); nothing else has a list.",
        "odd-choice | odd-choice.sql:8: the parameter 'of' has a list of choices that cannot be one: 'column(a;drop)'.",
        "odd-choice | odd-choice.sql:9: the default 'a,c' of the parameter 'with' is no list of different ones of a, b. Write one that is.",
        "no-utf8 | no-utf8.sql: this report is no text in UTF-8. Save it as UTF-8.",
        "column-too-many | column-too-many.sql:6: the header describes the column 'armies', which the result does not have. Did you mean 'arms'? Known columns of the result: arms, runs.",
        "column-too-many | column-too-many.sql:5: the result has the column 'arms', which the header does not describe. Add it under 'columns:' with its meaning and unit.",
        "syntax-error | syntax-error.sql:7: Parser Error: syntax error at or near \"frm\".",
        "broken-promise | broken-promise.sql:10: this report broke its promise: there are more than a hundred (the condition gave false). Its figures are not shown. Mend the SQL, or the promise where that is wrong.",
        "fault-in-a-promise | fault-in-a-promise.sql:9: Binder Error: Referenced column \"nothing\" not found in FROM clause. Candidate bindings: \"runs\"",
      })
  void aFaultIsToldWithItsLineAndItsMend(String report, String message) {
    assertThatThrownBy(() -> run(BROKEN, "comparison/" + report, Map.of()))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining(BROKEN.resolve("comparison") + "/" + message);
  }

  @Test
  void aBrokenReportLeavesTheOthersRunning() throws IOException {
    assertThat(run(BROKEN, "finops/spend", Map.of()).rows()).isEmpty();
  }

  @Test
  void aLayerWithoutAColumnOfItsHeaderIsToldToAllThatBuildOnIt() throws IOException {
    try (Warehouse warehouse = Warehouse.open(folder)) {
      Reports reports = Reports.over(warehouse, List.of(OWN));
      for (String each : List.of("first_night", "nights", "nights")) {
        assertThatThrownBy(() -> reports.run("comparison/" + each, Scope.everyRun(), Map.of()))
            .hasMessageContaining(
                "int_nights.sql:5: the header describes the column 'night', which the result does not have. Known columns of the result: nite.");
      }
    }
  }

  @Test
  void aCircleOfInputsIsFound() {
    assertThatThrownBy(() -> run(OWN, "comparison/circular", Map.of()))
        .hasMessageEndingWith(
            "int_round.sql:3: 'int_circle' builds on itself: int_circle -> int_round -> int_circle. Break the circle.");
  }

  @Test
  void aMisspeltReportAndAMisspeltRunGetTheirClosestName() {
    TinyWarehouse.run(folder, "night-1").event("a", "c1").add().commit();
    assertThatThrownBy(() -> run(OWN, "comparison/leaderbord", Map.of()))
        .hasMessageStartingWith(
            "report: there is no report 'comparison/leaderbord'. Did you mean 'comparison/leaderboard'?");
    assertThatThrownBy(
            () -> {
              try (Warehouse warehouse = Warehouse.open(folder)) {
                Reports.over(warehouse, List.of(SHIPPED))
                    .run("finops/spend", Scope.runs(List.of("night-2")), Map.of());
              }
            })
        .hasMessage(
            "--run: there is no committed run 'night-2' in the warehouse. Did you mean 'night-1'? Known runs: night-1.");
  }

  @Test
  void aFolderThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> run(Path.of("no-such-folder"), "finops/spend", Map.of()))
        .hasMessage("no-such-folder: there is no such folder of reports. Check the path.");
  }

  @Test
  void everyShippedReportAnswersAnEmptyWarehouseWithNoRows() throws IOException {
    try (Warehouse warehouse = Warehouse.open(folder)) {
      Reports reports = Reports.over(warehouse, List.of(SHIPPED), Answers.noFiles());
      for (ReportFile report : reports.all()) {
        Table table = reports.run(report.name(), Scope.newest(), required(report));
        assertThat(table.rows()).isEmpty();
        assertThat(table.notes()).containsExactly("The warehouse holds no committed run.");
      }
    }
  }

  private static Map<String, String> required(ReportFile report) {
    return report.parameters().stream()
        .filter(ReportFile.Parameter::isRequired)
        .collect(Collectors.toMap(ReportFile.Parameter::name, ReportFile.Parameter::name));
  }

  @Test
  void aReaderChoosesColumnsOutOfAListAndNothingElseBecomesSql() throws IOException {
    TinyWarehouse.run(folder, "night-1").event("a", "c1").add().event("b", "c1").add().commit();
    Table byArm = run(OWN, "comparison/attempts_by", Map.of());
    assertThat(byArm.columns()).extracting(Table.Column::name).containsExactly("arm", "attempts");
    assertThat(byArm.rows()).containsExactly(List.of("a", 1L), List.of("b", 1L));
    Table byTwo = run(OWN, "comparison/attempts_by", Map.of("by", "suite,case_id"));
    assertThat(byTwo.columns())
        .extracting(Table.Column::name)
        .containsExactly("suite", "case_id", "attempts");
    assertThat(byTwo.rows()).containsExactly(List.of("refunds", "c1", 2L));
    assertThat(byTwo.chart())
        .isEqualTo(new Chart(Chart.Kind.BAR, "suite", "attempts", null, null, null, null));
    for (String hostile :
        List.of("arm) from runs; drop table runs; --", "arm\" , 1 --", "", "arm,arm", "runs")) {
      assertThatThrownBy(() -> run(OWN, "comparison/attempts_by", Map.of("by", hostile)))
          .isInstanceOf(InvalidInput.class)
          .hasMessage(
              "--param by: '%s' is no list of different ones of suite, arm, case_id. It is what an attempt is counted under; the default is arm."
                  .formatted(hostile));
    }
  }

  @Test
  void anUnsetParameterMayBeNullAndATextOneOfAFew() throws IOException {
    TinyWarehouse.run(folder, "night-1").event("a", "c1").add().event("b", "c1").add().commit();
    assertThat(run(OWN, "comparison/arms", Map.of()).rows())
        .containsExactly(List.of("a"), List.of("b"));
    assertThat(run(OWN, "comparison/arms", Map.of("arm", "b")).rows())
        .containsExactly(List.of("b"));
    assertThat(run(OWN, "comparison/arms", Map.of("order", "down")).rows())
        .containsExactly(List.of("b"), List.of("a"));
    assertThatThrownBy(() -> run(OWN, "comparison/arms", Map.of("order", "sideways")))
        .hasMessage(
            "--param order: 'sideways' is not one of up, down. It is which arm comes first; the default is up.");
  }

  @Test
  void aUnitStandsBeforeTheMeaningOrIsToldByTheName() throws IOException {
    try (Warehouse warehouse = Warehouse.open(folder)) {
      Reports reports = Reports.over(warehouse, List.of(SHIPPED, OWN));
      assertThat(reports.named("comparison/units").columns())
          .extracting(ReportFile.Column::name, ReportFile.Column::unit, ReportFile.Column::meaning)
          .containsExactly(
              tuple("quality", new Unit("share", Unit.Better.HIGH), "how good it is"),
              tuple("flakes", new Unit("", Unit.Better.LOW), "cases that come and go"),
              tuple("speed", new Unit("tokens/s", Unit.Better.NEITHER), "how fast"),
              tuple("wait_ms", new Unit("ms", Unit.Better.LOW), "how long"),
              tuple("paid_usd", new Unit("USD", Unit.Better.NEITHER), "how dear"),
              tuple("name", Unit.NONE, "a text"));
      assertThat(reports.run("comparison/units", Scope.newest(), Map.of()).chart())
          .isEqualTo(
              new Chart(
                  Chart.Kind.POINTS, "paid_usd", "quality", "flakes", "speed", "name", "name"));
    }
  }

  @Test
  void simulatedFiguresAreMarkedAndMixedOnesSaidToBe() throws IOException {
    TinyWarehouse.run(folder, "night-1").event("a", "c1").add().commit();
    assertThat(run(OWN, "finops/spend", Map.of()).notes())
        .containsExactly(
            "Run night-1.",
            "Simulated figures: the embedded gateway answered, no money was spent.");
    TinyWarehouse.run(folder, "real-1")
        .real()
        .startedAt("2026-11-21T02:00:00Z")
        .suites(Map.of("refunds", "hash-2"))
        .ended("budget")
        .event("a", "c1")
        .add()
        .commit();
    try (Warehouse warehouse = Warehouse.open(folder)) {
      Reports reports = Reports.over(warehouse, List.of(SHIPPED), Answers.noFiles());
      assertThat(reports.run("finops/spend", Scope.newest(), Map.of()).notes())
          .containsExactly("Run real-1.", "Run real-1 is not complete: it ended with 'budget'.");
      assertThat(reports.run("finops/spend", Scope.everyRun(), Map.of()).notes())
          .containsExactly(
              "Run real-1.",
              "Run real-1 is not complete: it ended with 'budget'.",
              "1 simulated run is left out; --include-simulated adds it.");
      Scope mixed = Scope.everyRun().mixing(Scope.Mixing.TOGETHER);
      assertThat(reports.run("finops/spend", mixed, Map.of()).notes())
          .containsExactly(
              "2 runs, night-1 to real-1.",
              "Simulated and real figures are mixed: 1 of 2 runs are simulated.",
              "Run real-1 is not complete: it ended with 'budget'.",
              "These runs asked 2 different contents of the suite 'refunds'.");
      assertThat(reports.runs(Scope.newest()))
          .extracting(CommittedRun::id)
          .containsExactly("real-1");
    }
  }
}
