package dev.assay.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.render.Csv;
import dev.assay.render.Terminal;
import dev.assay.usage.AnswerRow;
import dev.assay.usage.RowFile;
import dev.assay.usage.RunFolder;
import dev.assay.warehouse.TinyWarehouse;
import dev.assay.warehouse.Warehouse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What changed from one arm to another, answer beside answer. */
class FlipsTest {
  private static final String HOSTILE = "=HYPERLINK(\"x\")\u001b[31m\nred";

  @TempDir Path folder;

  /** c0 won, c1 and c2 lost, the last by a failure; c3 right on both sides, c4 unscored. */
  private Answers flips(Map<String, String> settings) throws IOException {
    commit();
    return Answers.of("comparison/flips", folder, Scope.newest(), settings);
  }

  private void commit() throws IOException {
    TinyWarehouse run = TinyWarehouse.run(folder, "r");
    double[][] scores = {{1, 0}, {0, 1}, {0, 1}, {1, 1}};
    for (int i = 0; i < scores.length; i++) {
      if (i == 2) {
        run.event("new", "c2").failed("overloaded", "upstream").add();
      } else {
        run.event("new", "c" + i).add().score("new", "c" + i, 1, scores[i][0]);
      }
      run.event("old", "c" + i).add().score("old", "c" + i, 1, scores[i][1]);
    }
    run.event("new", "c4").add().score("new", "c4", 1, null);
    run.event("old", "c4").add().score("old", "c4", 1, 1.0);
    Path file = RunFolder.of(folder, "r").answers().resolve("part-0.parquet");
    try (RowFile<AnswerRow> rows = RowFile.create(file, AnswerRow.class)) {
      rows.write(new AnswerRow("r", "new/c1/1", HOSTILE, null, null));
      rows.write(new AnswerRow("r", "old/c1/1", "four", null, null));
    }
    run.commit();
  }

  @Test
  void bothAnswersOfAFlippedPromptStandSideBySide() throws IOException {
    Answers flips = flips(Map.of("incumbent", "old"));
    assertThat(flips.rows()).hasSize(3);
    assertThat(flips.where("case_id", "c1").values("arm", "change", "incumbent", "answer", "flips"))
        .containsExactly("new", "lost", "old", HOSTILE, 2L);
    assertThat(flips.where("case_id", "c1").value("incumbent_answer")).isEqualTo("four");
    assertThat(flips.where("case_id", "c0").values("change", "score", "incumbent_score", "answer"))
        .containsExactly("won", 1.0, 0.0, null);
    assertThat(flips.where("case_id", "c2").values("change", "failure", "incumbent_failure"))
        .containsExactly("lost", "overloaded", null);
  }

  @Test
  void hostileAnswersNeitherColourATerminalNorRunInASheet() throws IOException {
    commit();
    Table table;
    try (Warehouse warehouse = Warehouse.open(folder)) {
      table =
          Reports.over(warehouse, List.of(Path.of("reports")))
              .run("comparison/flips", Scope.newest(), Map.of("incumbent", "old"));
    }
    assertThat(Terminal.plain().ofWidth(100).text(table))
        .doesNotContain("\u001b")
        .contains("HYPERLINK");
    assertThat(new Csv().text(table)).contains("'=HYPERLINK").doesNotContain(",=HYPERLINK");
  }

  @Test
  void onlySoManyAreShownAndAllAreCounted() throws IOException {
    Answers flips = flips(Map.of("incumbent", "old", "most", "1"));
    assertThat(flips.rows()).hasSize(2);
    assertThat(flips.where("change", "lost").values("case_id", "flips")).containsExactly("c1", 2L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1000000"})
  void howManyAreShownHasItsBounds(String most) {
    assertThatThrownBy(() -> flips(Map.of("incumbent", "old", "most", most)))
        .hasMessageContaining("most: " + most + " is not from 1 to 999999. Say --param most=20.");
  }

  @Test
  void aMisspeltIncumbentIsToldWithTheArmsThereAre() {
    assertThatThrownBy(() -> flips(Map.of("incumbent", "odl")))
        .hasMessageContaining("there is no arm 'odl' in these runs. Known arms: new, old.");
  }
}
