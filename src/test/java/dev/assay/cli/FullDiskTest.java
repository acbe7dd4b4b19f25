package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.usage.RowReader;
import dev.assay.usage.RunFolder;
import dev.assay.usage.UsageEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run whose files stop growing halfway, as on a full disk. */
@Tag("proof")
@Timeout(120)
class FullDiskTest {
  // more than the libraries take that are unpacked at the start
  private static final int KILOBYTES = 3000;
  private static final int REPEATS = 200;

  @TempDir Path folder;

  @Test
  void itSaysSoCommitsNothingAndGoesOnOnceThereIsRoom() throws Exception {
    String job = SmallJob.in(folder, "repeats: " + REPEATS, "budget-usd: 100").toString();
    Path warehouse = folder.resolve("warehouse");

    // the kernel refuses every write beyond the limit, in the middle of a record as a full disk
    // does
    String full = run("ulimit -f %d; exec \"$@\"".formatted(KILOBYTES), 1, job, warehouse);

    RunFolder cut = RunFolder.all(warehouse).get(0);
    assertThat(full)
        .contains("Cannot write the journal in " + cut.journal())
        .contains("The run is not committed, and what was recorded is kept.")
        .contains("--resume " + cut.runId())
        .doesNotContain("the fault is its own");
    assertThat(RunFolder.committed(warehouse)).isEmpty();

    String resumed = run("exec \"$@\"", 0, job, warehouse, "--resume", cut.runId());

    assertThat(resumed).containsPattern("[0-9]+ calls have ended already");
    assertThat(RunFolder.committed(warehouse)).containsExactly(cut);
    List<UsageEvent> events = RowReader.read(cut.events(), UsageEvent.class);
    assertThat(events.stream().map(UsageEvent::callId).distinct())
        .hasSize(2 * SmallJob.CASES * REPEATS);
    assertThat(events.stream().map(event -> event.callId() + "/" + event.attempt()))
        .doesNotHaveDuplicates();
  }

  private String run(String shell, int code, String job, Path warehouse, String... more)
      throws IOException, InterruptedException {
    List<String> args = new ArrayList<>(List.of("run", job, "--warehouse", warehouse.toString()));
    args.addAll(List.of(more));
    List<String> command = new ArrayList<>(List.of("bash", "-c", shell, "bash"));
    command.addAll(Jvm.of(Assay.class, args.toArray(String[]::new)).command());
    Path log = folder.resolve("last.log");
    Process run =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
    String told = Files.readString(log);
    assertThat(run.exitValue()).as(told).isEqualTo(code);
    return told;
  }
}
