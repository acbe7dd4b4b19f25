package dev.assay.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.problem.InvalidInput;
import dev.assay.usage.RunFolder;
import dev.assay.warehouse.TinyWarehouse;
import dev.assay.warehouse.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows that are not what our schema says: told with their file, while other runs are shown. */
class BadRowsTest {
  @TempDir Path folder;

  private Table leaderboard(String run) throws IOException {
    return run("comparison/leaderboard", run);
  }

  private Table run(String report, String run) throws IOException {
    try (Warehouse warehouse = Warehouse.open(folder)) {
      return Reports.over(warehouse, List.of(Path.of("reports")))
          .run(report, Scope.runs(List.of(run)), Map.of());
    }
  }

  private TinyWarehouse sound(String id) {
    return TinyWarehouse.run(folder, id).event("a", "c1").add().score("a", "c1", 1, 1.0);
  }

  private Path foreign(String run, String select, String options) throws Exception {
    Path file = RunFolder.of(folder, run).events().resolve("foreign.parquet");
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement()) {
      statement.execute(
          "copy (select '%s' as run_id, 'x' as call_id, %s) to '%s' (format parquet %s)"
              .formatted(run, select, file, options));
    }
    return file;
  }

  @Test
  void aScoreThatIsNoNumberIsToldWithItsFileAndTheOtherRunsAreShown() throws IOException {
    sound("sound").commit();
    sound("spoilt").event("a", "c2").add().score("a", "c2", 1, Double.NaN).commit();
    assertThatThrownBy(() -> leaderboard("spoilt"))
        .isInstanceOf(InvalidInput.class)
        .hasMessage(
            RunFolder.of(folder, "spoilt").scores("scoring-1").resolve("part-0.parquet")
                + ": the score of call 'a/c2/1' by 'exact' is NaN, which is no number. A score is from 0 to 1, or null with the reason in unscored_reason. Score the run anew, or mend what wrote the file.");
    assertThat(leaderboard("sound").rows()).hasSize(1);
    assertThat(run("finops/spend", "spoilt").rows()).as("no score is asked for").hasSize(1);
  }

  @Test
  void aFileOfAnotherSchemaVersionIsTold() throws Exception {
    sound("sound").commit();
    sound("foreign").commit();
    Path file = foreign("foreign", "1 as attempt", ", kv_metadata {'assay.schema-version': '2'}");
    assertThatThrownBy(() -> leaderboard("foreign"))
        .isInstanceOf(InvalidInput.class)
        .hasMessage(
            file
                + ": this file is of schema version 2, and this Assay reads version 1. Write it anew in that version, or move it out of the run's folder.");
    assertThat(leaderboard("sound").rows()).hasSize(1);
  }

  @Test
  void aRunOfANewerAssayIsTold() throws Exception {
    sound("sound").commit();
    sound("newer").commit();
    Path manifest = RunFolder.of(folder, "newer").path().resolve("run.json");
    Files.writeString(
        manifest,
        Files.readString(manifest).replace("\"schemaVersion\" : 1", "\"schemaVersion\" : 9"));
    assertThatThrownBy(() -> leaderboard("newer"))
        .isInstanceOf(InvalidInput.class)
        .hasMessage(
            manifest
                + ": this run is of schema version 9, and this Assay reads up to 1. Read it with the Assay that wrote it, or a newer one.");
    assertThat(leaderboard("sound").rows()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0.1::DOUBLE as billed_usd  | billed_usd | DOUBLE    | DECIMAL(38,18)",
        "'yes' as simulated         | simulated  | VARCHAR   | BOOLEAN",
        "'soon' as latency_ms       | latency_ms | VARCHAR   | DOUBLE"
      })
  void aColumnOfAnotherTypeIsTold(String select, String column, String found, String expected)
      throws Exception {
    sound("foreign").commit();
    Path file = foreign("foreign", select, "");
    assertThatThrownBy(() -> leaderboard("foreign"))
        .isInstanceOf(InvalidInput.class)
        .hasMessage(
            "%s: the column '%s' is %s, and usage_events has it as %s. Write the file anew with that type."
                .formatted(file, column, found, expected));
  }

  @Test
  void aRunWithoutScoresIsShownWithoutQualityAndSaidToBe() throws IOException {
    TinyWarehouse.run(folder, "unscored").event("a", "c1").add().commit();
    Table table = leaderboard("unscored");
    List<String> names = table.columns().stream().map(Table.Column::name).toList();
    assertThat(table.rows().get(0).get(names.indexOf("quality"))).isNull();
    assertThat(table.notes())
        .contains(
            "No answer of run unscored has a score in this scope; 'assay score RUN' judges recorded answers.");
    assertThat(run("finops/spend", "unscored").notes())
        .as("no score is asked for")
        .noneMatch(note -> note.contains("has a score"));
  }
}
