package dev.assay.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
      return Reports.over(warehouse, List.of(SHIPPED, reports)).run(name, Scope.newest(), settings);
    }
  }

  @Test
  void everyShippedReportIsSoundAndAsksOneQuestion() throws IOException {
    try (Warehouse warehouse = Warehouse.open(folder)) {
      Reports reports = Reports.over(warehouse, List.of(SHIPPED));
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
          .extracting(ReportFile.Parameter::name, ReportFile.Parameter::type)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple("beginning", ParameterType.TEXT),
              org.assertj.core.groups.Tuple.tuple("least", ParameterType.INTEGER));
      assertThat(file.chart()).hasValue("none");
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
        "misspelt-field | misspelt-field.sql:3: a report's header has no field 'input'. Did you mean 'inputs'? Known fields: asks, chart, columns, grain, holds, inputs, params.",
        "no-sql | no-sql.sql:5: no SQL follows the header. Add a SELECT.",
        "unnamed-input | unnamed-input.sql:8: the SQL reads 'int_calls', which 'inputs:' does not name. Add it there.",
        "hold-without-condition | hold-without-condition.sql:7: the promise 'there is at least one' has no condition that could be checked. Write it in SQL on the next line, indented further; 'result' is the report's answer.",
        "odd-parameter | odd-parameter.sql:7: the parameter 'least' has the type 'integr', which does not exist. Did you mean 'integer'? Known types: date, decimal, double, integer, text.",
        "odd-parameter | odd-parameter.sql:8: the default 'one' of the parameter 'most' is no integer. Write one that is.",
        "odd-parameter | odd-parameter.sql:9: a parameter needs a name, a type, a default and its meaning. Add what is missing.",
        "unknown-input | unknown-input.sql:3: there is no input 'int_call'. Did you mean 'int_calls'? Known inputs: adjustments, answers, int_call_scores, int_calls, int_case_scores, int_duels, int_prompts, preferences, run_suites, runs, runs_in_scope, scores, stg_preferences, stg_scores, stg_usage_events, usage_events.",
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
      Reports reports = Reports.over(warehouse, List.of(SHIPPED));
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
      Reports reports = Reports.over(warehouse, List.of(SHIPPED));
      assertThat(reports.run("finops/spend", Scope.newest(), Map.of()).notes())
          .containsExactly("Run real-1.", "Run real-1 is not complete: it ended with 'budget'.");
      assertThat(reports.run("finops/spend", Scope.everyRun(), Map.of()).notes())
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
