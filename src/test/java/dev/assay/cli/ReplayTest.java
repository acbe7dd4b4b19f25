package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.Shell.Result;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that kept its exchanges, and runs that are answered from them. */
class ReplayTest {
  private static final String FAULTS =
      """
      seed: 7
      clock-scale: 0
      default-skill: 0.8
      faults:
        - {fault: internal-error, rate: 0.1}
        - {fault: cut-mid-stream, rate: 0.1}
        - {fault: plain-for-stream, rate: 0.1}
      """;

  @TempDir Path folder;

  @Test
  void aReplayComesToTheSameAnswersAndScoresAndCostsAndTimesNothing() throws IOException {
    Path job = SmallJob.in(folder, "max-failed-share: 1");
    Files.writeString(folder.resolve("instant.yaml"), FAULTS);
    Result recorded = assay("run", job.toString(), "--record");
    assertThat(recorded.code()).as(recorded.err()).isZero();
    assertThat(recorded.err()).containsPattern("Its recording takes [0-9]+ kB\\.");
    String first = runIdOf(recorded);

    // the twin of a run is closed with it, and a replay starts none
    Result replayed = assay("run", job.toString(), "--replay", first);

    assertThat(replayed.code()).as(replayed.err()).isZero();
    assertThat(replayed.err())
        .contains("Answered from the recording of " + first + ": nothing was sent.")
        .contains("Billed 0 USD in all.")
        .doesNotContain("ledger");
    String second = runIdOf(replayed);
    String outcomes =
        """
        select call_id, attempt, outcome, failure_kind, failure_phase, generation_id
        from usage_events where run_id = '%s' order by call_id, attempt""";
    String answers = "select * exclude (run_id) from answers where run_id = '%s' order by call_id";
    String scores =
        "select * exclude (run_id) from scores where run_id = '%s' order by call_id, scorer";
    for (String rows : List.of(outcomes, answers, scores)) {
      assertThat(rows(rows.formatted(second)))
          .hasSizeGreaterThan(SmallJob.CASES)
          .isEqualTo(rows(rows.formatted(first)));
    }
    assertThat(
            rows(
                """
                select distinct
                    reused_from_run, simulated, started_at, queue_ms, retry_wait_ms, ttft_ms, latency_ms,
                    billed_usd, upstream_usd, computed_usd, estimated_usd, cost_source
                from usage_events where run_id = '%s'"""
                    .formatted(second)))
        .containsExactly(List.of(first, "true", "", "", "", "", "", "", "", "", "", ""));
    assertThat(rows("select count(*) from usage_events where failure_kind is not null").get(0))
        .isNotEqualTo(List.of("0"));
  }

  @Test
  void aReplayNeedsNeitherAServerNorAKeyNorLeaveToSpend() throws IOException {
    Path job = SmallJob.in(folder, "accept-gaps: [data-collection]");
    Path key =
        Files.createFile(
            folder.resolve("key"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(key, "sk-very-secret");
    String first;
    List<String> asked = new ArrayList<>();
    try (RecordingServer server = RecordingServer.answering("ANSWER: 42")) {
      asked.addAll(List.of("run", job.toString(), "--gateway", server.baseUrl()));
      List<String> live = new ArrayList<>(asked);
      live.addAll(List.of("--key", "file:" + key, "--allow-spend", "--record"));
      Result recorded = assay(live.toArray(String[]::new));
      assertThat(recorded.code()).as(recorded.err()).isZero();
      first = runIdOf(recorded);
    }
    asked.addAll(List.of("--replay", first));

    Result replayed = assay(asked.toArray(String[]::new));

    assertThat(replayed.code()).as(replayed.err()).isZero();
    assertThat(replayed.err()).contains("56 answered, 0 failed");
    String second = runIdOf(replayed);
    assertThat(rows("select distinct simulated from usage_events"))
        .containsExactly(List.of("false"));
    assertThat(rows("select text from answers where run_id = '%s'".formatted(second)))
        .hasSize(2 * SmallJob.CASES)
        .containsOnly(List.of("ANSWER: 42"));
    Path recording = recordingOf(first);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(recording)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(recording, StandardCharsets.ISO_8859_1))
        .doesNotContain("sk-very-secret");
  }

  @Test
  void aCallThatWasNotRecordedFailsAndSaysSo() throws IOException {
    Path job = SmallJob.in(folder);
    String first = runIdOf(assay("run", job.toString(), "--record"));
    SmallJob.in(folder, "repeats: 2", "max-failed-share: 1");

    Result replayed = assay("run", job.toString(), "--replay", first);

    assertThat(replayed.code()).as(replayed.err()).isZero();
    assertThat(replayed.err())
        .contains("112 calls: 56 answered, 56 failed")
        .contains(
            "56 failed attempts: not_recorded, e.g. the recording of run %s does not hold this call"
                .formatted(first));
  }

  @Test
  void onlyARunThatKeptARecordingCanBeReplayed() throws IOException {
    Path job = SmallJob.in(folder);
    String unrecorded = runIdOf(assay("run", job.toString()));

    Result none = assay("run", job.toString(), "--replay", unrecorded);
    Result both = assay("run", job.toString(), "--replay", unrecorded, "--record");

    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err())
        .contains("--replay: there is no run '%s' with a recording".formatted(unrecorded))
        .contains("'assay run JOB --record' does.");
    assertThat(both.code()).isEqualTo(2);
    assertThat(both.err()).contains("--record: a replay has nothing to record");
  }

  private Path recordingOf(String runId) throws IOException {
    try (var files = Files.list(folder.resolve("warehouse/runs/" + runId + "/recordings"))) {
      return files.findFirst().orElseThrow();
    }
  }

  private static String runIdOf(Result run) {
    return run.err().replaceFirst("(?s).*\nRun (\\S+)\n.*", "$1");
  }

  private List<List<String>> rows(String sql) throws IOException {
    Result result = assay("sql", "-f", "csv", sql);
    assertThat(result.code()).as(result.err()).isZero();
    return CSVFormat.RFC4180
        .builder()
        .setHeader()
        .setSkipHeaderRecord(true)
        .get()
        .parse(new StringReader(result.out()))
        .stream()
        .map(CSVRecord::toList)
        .toList();
  }

  private Result assay(String... args) {
    List<String> line = new ArrayList<>(List.of(args));
    line.addAll(List.of("--warehouse", folder.resolve("warehouse").toString()));
    return Shell.assay(line.toArray(String[]::new));
  }
}
