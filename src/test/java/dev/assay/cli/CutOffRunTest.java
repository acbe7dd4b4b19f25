package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.Shell.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process of its own that is killed while it asks, as by a power cut. */
class CutOffRunTest {
  @TempDir Path folder;

  private Result assay(String... arguments) {
    return Shell.assay(
        Stream.concat(
                Stream.of(arguments),
                Stream.of("--warehouse", folder.resolve("warehouse").toString()))
            .toArray(String[]::new));
  }

  @Test
  @Timeout(60)
  void aRunKilledBeforeItsCommitIsListedAndSeenByNoReport() throws Exception {
    try (SilentServer server = SilentServer.start()) {
      Process run =
          started(SmallJob.in(folder, "accept-gaps: [data-collection]"), server.baseUrl());
      try {
        server.awaitAQuestion();
        assertThat(assay("runs").out()).contains(onlyRun() + " is going on.");
      } finally {
        run.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
      }
    }

    String killed = onlyRun();
    Result runs = assay("runs");
    assertThat(runs.code()).as(runs.err()).isZero();
    assertThat(runs.out())
        .containsPattern(killed + " +- +- +unfinished")
        .containsPattern(killed + " was cut off: 0 attempts are recorded, [1-9][0-9]* were in fl");
    assertThat(assay("sql", "-f", "csv", "select count(*) as n from usage_events").out())
        .isEqualTo("n\n0\n");
    assertThat(assay("report", "run", "comparison/leaderboard").out())
        .contains("The warehouse holds no committed run.");
  }

  private String onlyRun() throws IOException {
    try (Stream<Path> runs = Files.list(folder.resolve("warehouse/runs"))) {
      List<Path> all = runs.toList();
      assertThat(all).hasSize(1);
      return all.get(0).getFileName().toString();
    }
  }

  private Process started(Path job, String url) throws IOException {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.assay.cli.Assay",
            "run",
            job.toString(),
            "--gateway=" + url,
            "--key=none",
            "--allow-spend",
            "--warehouse=" + folder.resolve("warehouse"))
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("output").toFile())
        .start();
  }
}
