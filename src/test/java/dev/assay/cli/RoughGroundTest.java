package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.Shell.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders that cannot be written, files that are damaged, reports that fail after the spending. */
class RoughGroundTest {
  private static final String JOB = "src/test/resources/cli/broken/job-nearly-named/nightly.yaml";
  private static final String NOTHING_SPENT =
      "1 problem in 1 place. Nothing was sent and nothing was spent.\n";

  @TempDir Path folder;

  private Result assay(String... arguments) {
    return Shell.assay(
        Stream.concat(
                Stream.of(arguments), Stream.of("--warehouse", folder.resolve("w h").toString()))
            .toArray(String[]::new));
  }

  private Path onlyRun() throws IOException {
    try (Stream<Path> runs = Files.list(folder.resolve("w h/runs"))) {
      return runs.findFirst().orElseThrow();
    }
  }

  @Test
  void aWarehouseThatIsAFileIsRefusedBeforeAnythingIsSent() throws IOException {
    Path file = Files.writeString(folder.resolve("warehouse"), "a file");
    for (List<String> verb : List.of(List.of("run", JOB), List.of("runs"), List.of("sql", "x"))) {
      String[] arguments =
          Stream.concat(verb.stream(), Stream.of("--warehouse=" + file)).toArray(String[]::new);

      Result refused = Shell.assay(arguments);

      assertThat(refused.code()).isEqualTo(2);
      assertThat(refused.err())
          .endsWith(
              "--warehouse: '%s' is not a folder. Name the folder that holds, or shall hold, the runs.\n"
                      .formatted(file)
                  + NOTHING_SPENT);
    }
  }

  @Test
  void aWarehouseThatCannotBeMadeIsRefusedBeforeAnythingIsSent() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    Result refused = Shell.assay("run", JOB, "--warehouse", file.resolve("below").toString());

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err())
        .contains(
            "--warehouse: Cannot write to the warehouse '%s'.".formatted(file.resolve("below")))
        .endsWith(NOTHING_SPENT);
  }

  @Test
  void anOutputThatCannotBeWrittenIsRefusedBeforeAnythingIsSent() throws IOException {
    Files.createDirectory(folder.resolve("folder.md"));
    for (String name : List.of("folder.md", "no/such/folder.md")) {
      Result refused = assay("run", JOB, "-o", folder.resolve(name).toString());
      assertThat(refused.code()).isEqualTo(2);
      assertThat(refused.err())
          .isEqualTo(
              "-o: Cannot write '%s'. Name a file in a folder that exists and is yours.\n"
                      .formatted(folder.resolve(name))
                  + NOTHING_SPENT);
    }
    assertThat(assay("run", JOB, "-o", folder.resolve("night").toString()).err())
        .startsWith("-o: the ending of '%s' names no".formatted(folder.resolve("night")));
    assertThat(folder.resolve("w h")).doesNotExist();
  }

  @Test
  void aReportThatFailsAfterTheRunDoesNotSayThatNothingWasSpent() throws IOException {
    Path own = Files.createDirectories(folder.resolve("reports/comparison"));
    Files.writeString(
        own.resolve("leaderboard.sql"),
        Files.readString(Path.of("reports/comparison/leaderboard.sql"))
            .replace("\n    arm,\n    coalesce", "\n    arrm,\n    coalesce"));

    Result run = assay("run", JOB, "--reports", own.getParent().toString());

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .contains("column \"arrm\"")
        .contains(
            "The run is committed all the same. When this is mended: assay report run comparison/leaderboard --run "
                + onlyRun().getFileName())
        .contains("2 calls: 2 answered, 0 failed, 0 not sent. Billed ")
        .doesNotContain("Nothing was sent");
  }

  @Test
  void aFolderOfReportsThatIsNoneIsRefusedBeforeAnythingIsSent() {
    Result refused = assay("run", JOB, "--reports", folder.resolve("none").toString());
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err())
        .isEqualTo(
            "--reports: there is no folder '%s'.\n".formatted(folder.resolve("none"))
                + NOTHING_SPENT);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aDamagedManifestIsListedBesideTheOtherRuns() throws IOException {
    assay("run", JOB);
    Path first = onlyRun();
    assay("run", JOB);
    Files.writeString(first.resolve("run.json"), "{\"runId\": ");

    Result runs = assay("runs");

    assertThat(runs.code()).as(runs.err()).isZero();
    assertThat(runs.out())
        .contains("greetings")
        .containsPattern(first.getFileName() + " +- +- +damaged")
        .contains(first.getFileName() + " cannot be read: its run.json is damaged");
    assertThat(assay("report", "run", "finops/spend").err())
        .startsWith(first.resolve("run.json") + ": this run's manifest cannot be read: ");
  }

  @Test
  void aWarehouseWithoutRunsTellsHowToMakeOne() {
    assertThat(assay("runs").out()).contains("There is no run yet; 'assay run");
  }

  @Test
  void allRunsAndOneRunAreNotTheSameQuestion() {
    assertThat(assay("report", "run", "finops/spend", "--all", "--run", "x").err())
        .isEqualTo("--all: it stands beside --run. Give one of the two.\n" + NOTHING_SPENT);
  }
}
