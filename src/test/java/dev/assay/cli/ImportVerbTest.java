package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way of a file of results from the command line into the reports. */
class ImportVerbTest {
  private static final Path FILES = Path.of("src/test/resources/intake");

  @TempDir Path folder;

  private Shell.Result assay(String... args) {
    return Shell.assay(Map.of("ASSAY_WAREHOUSE", folder.resolve("warehouse").toString()), args);
  }

  @Test
  void anImportSaysWhatItReadAndIsListedAmongTheRuns() {
    Shell.Result imported = assay("import", "outcomes", FILES.resolve("outcomes.csv").toString());
    assertThat(imported.err()).isEmpty();
    assertThat(imported.out().lines().skip(1))
        .containsExactly(
            "Rows: 4 read, 4 kept, 0 rejected, 0 duplicates.",
            "Arms: 2. Suites: 1. Answered 3, failed 1.",
            "Money: 0.001223456789012345 USD in the files, 0.001223456789012345 USD in the run; 1 rows without a cost.");
    assertThat(imported.code()).isZero();

    assertThat(assay("runs", "-f", "csv").out())
        .contains(",import of outcomes.csv,")
        .contains(",complete,false,4,3,1,0,");
    assertThat(assay("import", "outcomes", FILES.resolve("outcomes.csv").toString()).out())
        .endsWith(" already holds these files; nothing changed.\n");
  }

  /** 458 and 742 of 1319: the counts of two published systems, with their Wilson intervals. */
  @Test
  void theLeaderboardShowsAnImportWithItsIntervals() throws IOException {
    StringBuilder rows = new StringBuilder("item_id,arm,score\n");
    for (int i = 0; i < 1319; i++) {
      rows.append("q%d,finetuning,%d%n".formatted(i, i < 458 ? 1 : 0));
      rows.append("q%d,verification,%d%n".formatted(i, i < 742 ? 1 : 0));
    }
    Path file = Files.writeString(folder.resolve("gsm8k.csv"), rows);
    assay("import", "outcomes", file.toString());
    String board = assay("report", "run", "comparison/leaderboard", "-f", "csv").out();
    assertThat(board)
        .contains("gsm8k,verification,1319,0.5625473843821076")
        .contains("0.5356326528399583")
        .contains("0.5890988475978164")
        .contains("gsm8k,finetuning,1319,0.34723275208491283")
        .contains("0.3220168538269636")
        .contains("0.37333590570986525");
  }

  @Test
  void noVerdictIsGivenOnAnImportThatLeftRowsOut() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("r.csv"), "item_id,arm,score\n1,a,1\n1,b,1\n2,a,NaN\n2,b,1\n");
    Shell.Result imported = assay("import", "outcomes", file.toString());
    assertThat(imported.err())
        .isEqualTo(
            "left out: %s:4: score is 'NaN', which is no number. Leave it empty where there is no score.%n"
                .formatted(file));
    Shell.Result verdict = assay("cutover", "--incumbent", "a", "--candidate", "b");
    assertThat(verdict.code()).isEqualTo(ExitCode.NOT_COMPARABLE.code());
    assertThat(verdict.err()).contains("is not complete: it ended with 'partial'");
  }

  @Test
  void everyReportAnswersAboutAnImport() {
    assay("import", "outcomes", FILES.resolve("outcomes.csv").toString());
    for (String pack : List.of("comparison", "finops")) {
      Shell.Result shown = assay("report", "pack", pack);
      assertThat(shown.code()).as(pack + shown.err()).isZero();
    }
  }

  @Test
  void aRangeOfScoresThatIsNoneIsRefused() {
    Shell.Result refused = assay("import", "outcomes", "x.csv", "--score-range", "5..5");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err())
        .startsWith(
            "--score-range: '5..5' is no range of scores. Write the worst and the best: 0..100, or 5..1 where 1 is the best.");
  }
}
