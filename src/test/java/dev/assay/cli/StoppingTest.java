package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.Shell.Result;
import dev.assay.journal.Journal;
import dev.assay.journal.JournalSummary;
import dev.assay.usage.RunFolder;
import dev.assay.usage.RunManifest;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs that end before their plan does, on a gateway slow enough to be caught at it. */
@Timeout(120)
class StoppingTest {
  private static final String SLOWLY = "gateway: {name: twin, scenario: slow.yaml}";
  private static final String FEW_AT_ONCE = "max-concurrency: 2";

  @TempDir Path folder;

  private Path job(String... settings) throws IOException {
    Files.writeString(folder.resolve("slow.yaml"), "seed: 7\nclock-scale: 2\ndefault-skill: 0.8\n");
    Files.writeString(
        folder.resolve("slower.yaml"), "seed: 7\nclock-scale: 1\ndefault-skill: 0.8\n");
    Files.writeString(
        folder.resolve("broke.yaml"),
        "seed: 7\nclock-scale: 0\ndefault-skill: 0.8\ncredits-usd: 0.005\n");
    return SmallJob.in(folder, settings);
  }

  private RunManifest manifest() throws IOException {
    List<RunFolder> runs = RunFolder.committed(folder.resolve("warehouse"));
    assertThat(runs).hasSize(1);
    return runs.get(0).manifest();
  }

  private Result assay(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--warehouse", folder.resolve("warehouse").toString()));
    return Shell.assay(all.toArray(String[]::new));
  }

  @Test
  void atItsDeadlineARunSendsNothingMoreAndIsCommittedSoFar() throws IOException {
    Result run = assay("run", job(SLOWLY, FEW_AT_ONCE).toString(), "--deadline", "2s");

    assertThat(run.code()).as(run.err()).isEqualTo(5);
    assertThat(run.err()).contains("Stopped at the deadline.");
    RunManifest manifest = manifest();
    assertThat(manifest.ended()).isEqualTo("deadline");
    assertThat(manifest.parts().notSent()).isPositive();
    assertThat(manifest.parts().answered() + manifest.parts().notSent())
        .isEqualTo(2 * SmallJob.CASES);
    Result why =
        assay(
            "sql",
            "-f",
            "csv",
            "select distinct failure_detail from usage_events where attempt = 0");
    assertThat(why.out()).contains("the run's deadline was reached");
  }

  @Test
  void whatADeadlineCutOffIsSentByAResume() throws IOException {
    String job = job(SLOWLY, FEW_AT_ONCE).toString();
    assertThat(assay("run", job, "--deadline", "2s").code()).isEqualTo(5);
    Files.writeString(folder.resolve("slow.yaml"), "seed: 7\nclock-scale: 0\ndefault-skill: 0.8\n");

    Result resumed = assay("run", job, "--resume");

    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(manifest().ended()).isEqualTo("complete");
    assertThat(manifest().parts().answered()).isEqualTo(2 * SmallJob.CASES);
    assertThat(manifest().parts().attempts()).isEqualTo(2 * SmallJob.CASES);
    assertThat(manifest().parts().notSent()).isZero();
  }

  @Test
  void aDeadlineThatIsNoTimeIsRefused() throws IOException {
    Result run = assay("run", job().toString(), "--deadline", "soon");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("'soon' is no time, expected one like 90s, 45m, 2h or 1h30m");
  }

  @Test
  void ctrlCWaitsForWhatIsInFlightAndCommitsTheRunSoFar() throws Exception {
    Process run = started();
    interrupt(run);
    String told = new String(run.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(run.waitFor()).as(told).isEqualTo(130);
    assertThat(told).contains("Interrupted: waiting for the calls in flight.");
    RunManifest manifest = manifest();
    assertThat(manifest.ended()).isEqualTo("interrupted");
    assertThat(manifest.parts().notSent()).isPositive();
    assertThat(manifest.parts().failed()).isZero();
  }

  @Test
  void aSecondCtrlCLeavesAtOnceAndTheJournalStays() throws Exception {
    Process run = started();
    interrupt(run);
    try (BufferedReader told = run.errorReader(StandardCharsets.UTF_8)) {
      while (!told.readLine().startsWith("Interrupted")) {
        assertThat(run.isAlive()).isTrue();
      }
      interrupt(run);
      assertThat(run.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(run.exitValue()).isEqualTo(130);
    assertThat(RunFolder.committed(folder.resolve("warehouse"))).isEmpty();
    Path journal = RunFolder.all(folder.resolve("warehouse")).get(0).journal();
    assertThat(journal).isNotEmptyDirectory();
  }

  @Test
  void anAccountWithoutCreditStopsTheRunAtOnceAndSaysWhy() throws IOException {
    Result run =
        assay("run", job("gateway: {name: twin, scenario: broke.yaml}", FEW_AT_ONCE).toString());

    assertThat(run.code()).as(run.err()).isEqualTo(4);
    assertThat(run.err()).contains("Gave up on an arm or on the key");
    RunManifest manifest = manifest();
    assertThat(manifest.ended()).isEqualTo("failures");
    assertThat(manifest.parts().failed()).isBetween(1L, 2L);
    assertThat(manifest.parts().notSent()).isPositive();
    Result why =
        assay(
            "sql",
            "-f",
            "csv",
            "select distinct failure_detail from usage_events where attempt = 0");
    assertThat(why.out()).contains("the key was refused (payment_required)");
  }

  /** A run in a process of its own, which has sent its first calls. */
  private Process started() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Dassay.home=" + Path.of("").toAbsolutePath(),
                "-cp",
                System.getProperty("java.class.path"),
                Assay.class.getName(),
                "run",
                job("gateway: {name: twin, scenario: slower.yaml}", FEW_AT_ONCE).toString(),
                "--warehouse",
                folder.resolve("warehouse").toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    while (attemptsBegun() == 0) {
      assertThat(process.isAlive()).isTrue();
      Thread.onSpinWait();
    }
    return process;
  }

  private long attemptsBegun() throws IOException {
    long begun = 0;
    for (RunFolder run : RunFolder.all(folder.resolve("warehouse"))) {
      if (Files.isDirectory(run.journal())) {
        JournalSummary summary = Journal.summary(run.journal());
        begun += summary.recorded() + summary.inFlight();
      }
    }
    return begun;
  }

  private static void interrupt(Process process) throws Exception {
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
  }
}
