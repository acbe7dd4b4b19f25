package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.warehouse.TinyWarehouse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportVerbTest {
  private static final Path OWN = Path.of("src/test/resources/report/own");

  @TempDir Path folder;

  @BeforeEach
  void twoNights() {
    TinyWarehouse.run(folder.resolve("warehouse"), "night-1")
        .startedAt("2026-10-20T02:00:00Z")
        .event("a", "c1")
        .add()
        .commit();
    TinyWarehouse.run(folder.resolve("warehouse"), "night-2")
        .startedAt("2026-11-20T02:00:00Z")
        .event("b", "=c2")
        .add()
        .commit();
  }

  private Shell.Result assay(String... words) {
    List<String> line = new ArrayList<>(Arrays.asList(words));
    line.addAll(List.of("--warehouse", folder.resolve("warehouse").toString()));
    return Shell.assay(line.toArray(String[]::new));
  }

  /** A pack of one sound report and one of each fault. */
  private Path pack() throws IOException {
    Path pack = Files.createDirectories(folder.resolve("reports/night"));
    Path broken = Path.of("src/test/resources/report/broken/comparison");
    for (String name : List.of("syntax-error", "broken-promise", "column-too-many", "no-grain")) {
      Files.copy(broken.resolve(name + ".sql"), pack.resolve(name + ".sql"));
    }
    Files.copy(OWN.resolve("comparison/attempts_by.sql"), pack.resolve("attempts_by.sql"));
    Files.copy(OWN.resolve("comparison/arms.sql"), pack.resolve("arms.sql"));
    return folder.resolve("reports");
  }

  @Test
  void aPackShowsWhatRunsTellsWhatDoesNotAndEndsWithTwo() throws IOException {
    Path json = folder.resolve("night.json");
    Shell.Result told =
        assay("report", "pack", "night", "--reports", pack().toString(), "-o", json.toString());
    assertThat(told.code()).isEqualTo(2);
    assertThat(told.out())
        .contains("night/arms\n==========", "night/attempts_by\n===", "Reports of night")
        .contains("night/syntax-error is not shown: ");
    assertThat(told.err())
        .contains("syntax-error.sql:7: Parser Error")
        .contains("broken-promise.sql:10: this report broke its promise")
        .contains("column-too-many.sql:6: the header describes the column 'armies'")
        .contains("no-grain.sql:1: this report's header has no 'grain:'")
        .contains("in 4 files. The other reports are shown.");
    JsonNode document = new ObjectMapper().readTree(json.toFile());
    assertThat(document.get("sections").findValuesAsText("name"))
        .contains("night/arms", "night/attempts_by");
    assertThat(document.get("notes")).hasSize(5);
    assertThat(document.get("sections").get(1).get("chart").get("kind").textValue())
        .isEqualTo("bar");
  }

  @Test
  void aPackWithoutFaultsEndsWithNoughtAndAFolderGetsAFileAReport() {
    Path out = folder.resolve("october");
    Shell.Result told =
        assay("report", "pack", "finops", "--month", "2026-10", "-f", "csv", "-o", out + "/");
    assertThat(told.code()).isEqualTo(0);
    assertThat(out.resolve("spend.csv")).content().startsWith("day,workspace,");
    assertThat(told.out()).contains("finops/spend\n====", "Run night-1.");
    assertThat(assay("report", "pack", "finops", "-f", "json", "-o", out + "/").code()).isZero();
    assertThat(out.resolve("spend.json")).content().startsWith("{\n  \"title\"");
  }

  @Test
  void aPackDoesNotFitIntoOneCsvFile() {
    assertThat(assay("report", "pack", "finops", "-o", folder.resolve("all.csv").toString()).err())
        .contains("has room for one table, and a pack has several. Name a folder, as in -o pack/");
    Shell.Result onTerminal = assay("report", "pack", "finops", "-f", "csv");
    assertThat(onTerminal.code()).isEqualTo(2);
    assertThat(onTerminal.err()).contains("-f: a csv has room for one table");
  }

  @Test
  void aTableIsWrittenToEveryFileInTheFormOfItsEnding() throws IOException {
    Path csv = folder.resolve("cases.csv");
    Path markdown = folder.resolve("cases.md");
    Shell.Result told =
        assay(
            "report",
            "run",
            "comparison/attempts_by",
            "--reports",
            OWN.toString(),
            "-p",
            "by=case_id",
            "-o",
            csv.toString(),
            "-o",
            markdown.toString());
    assertThat(told.code()).isZero();
    assertThat(csv).content().isEqualTo("case_id,attempts\n'=c2,1\n");
    assertThat(markdown)
        .content()
        .startsWith("## How many attempts are there?\n\n| case\\_id | attempts |");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--run night-1 --last 2       | --last: it stands beside --run. Give one of the two.",
        "--last 2 --all               | --all: it stands beside --last. Give one of the two.",
        "--month 2026-10 --to 2026-11-01 | --to: it stands beside --month. Give one of the two.",
        "--month October              | --month: 'October' is no month. Write one like 2026-10.",
        "--from yesterday             | --from: 'yesterday' is no time. Write a day like 2026-10-01, or a moment like 2026-10-01T12:00Z.",
        "--from 2026-11-02 --to 2026-11-01 | --to: '2026-11-01' is not after '2026-11-02'. Name a later time.",
        "--last 0                     | --last: '0' is no number of runs. Name 1 or more.",
        "--arm x                      | --arm: no run in the warehouse has the arm 'x'. Did you mean 'a'? Known arms: a, b.",
        "--scoring s9                 | --scoring: run 'night-2' has no scoring 's9'. It has none; 'assay score night-2' makes one.",
      })
  void aScopeThatMakesNoSenseIsRefused(String flags, String message) {
    List<String> line = new ArrayList<>(List.of("report", "run", "comparison/leaderboard"));
    line.addAll(List.of(flags.split(" ")));
    Shell.Result told = assay(line.toArray(String[]::new));
    assertThat(told.code()).isEqualTo(2);
    assertThat(told.err()).startsWith(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                               | night-2",
        "--last 2                         | 2 runs, night-1 to night-2",
        "--month 2026-10                  | night-1",
        "--from 2026-10-20 --to 2026-10-20 | night-1",
        "--from 2026-10-20T03:00Z          | night-2",
        "--arm a                          | night-1",
        "--run night-1 --include-simulated | night-1"
      })
  void theFlagsSayWhichRunsAreMeant(String flags, String told) {
    List<String> line = new ArrayList<>(List.of("report", "run", "finops/spend"));
    line.addAll(List.of(flags.isEmpty() ? new String[0] : flags.split(" ")));
    assertThat(assay(line.toArray(String[]::new)).out())
        .containsPattern("\n(Run )?" + told + "\\.\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rep                       | report",
        "report p                  | pack",
        "report run finops/sp      | finops/spend",
        "report show comparison/lea | comparison/leaderboard",
        "report pack fin           | finops",
        "report run x --run night  | night-2,night-1",
        "score night-1             | night-1",
        "report run -f m           | markdown",
        "report run --inc          | --include-simulated",
        "report run x --month 20   | ''",
        "no-such-verb x            | ''"
      })
  void aShellLearnsWhatAWordCanBecome(String line, String candidates) {
    List<String> words = new ArrayList<>(List.of("complete", "--"));
    words.addAll(List.of(line.strip().split(" ")));
    Shell.Result told =
        Shell.assay(
            Map.of("ASSAY_WAREHOUSE", folder.resolve("warehouse").toString()),
            words.toArray(String[]::new));
    assertThat(told.out().lines().toList())
        .isEqualTo(candidates.isEmpty() ? List.of() : List.of(candidates.split(",")));
  }

  @Test
  void theScriptOfCompletionAsksForTheWordsUpToTheCursor() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")));
    Path script = Files.writeString(folder.resolve("completion"), Shell.assay("completion").out());
    String line =
        """
        source '%s'
        assay() { shift 2; printf '%%s\\n' "$ASSAY_BUILD" "$@"; }
        COMP_WORDS=(assay report run fin rest); COMP_CWORD=3
        _assay; printf '%%s\\n' "${COMPREPLY[@]}"
        """
            .formatted(script);
    Process bash = new ProcessBuilder("/bin/bash", "-c", line).redirectErrorStream(true).start();
    assertThat(new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo("never\nreport\nrun\nfin\n");
    assertThat(bash.waitFor()).isZero();
  }

  @Test
  void compactTellsWhatItMovedAndChangesNoFigure() {
    String before = assay("report", "run", "finops/spend", "--all", "-f", "json").out();
    assertThat(assay("compact", "--before", "2026-11").out())
        .contains("2026-10     1             1");
    assertThat(assay("report", "run", "finops/spend", "--all", "-f", "json").out())
        .isEqualTo(before);
    assertThat(assay("compact", "--before", "2026-11").out())
        .contains("There was nothing to merge before 2026-11.");
    assertThat(assay("compact", "--before", "November").err())
        .startsWith("--before: 'November' is no month. Write one like 2026-07.");
  }
}
