package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.TwinProcess.Billed;
import dev.assay.usage.RowReader;
import dev.assay.usage.RunFolder;
import dev.assay.usage.RunManifest;
import dev.assay.usage.ScoreRow;
import dev.assay.usage.UsageEvent;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs that are killed three times and resumed, against a twin in a process of its own. */
@Tag("proof")
@Timeout(300)
class KilledRunTest {
  private static final int REPEATS = 6;
  private static final int CALLS = 2 * SmallJob.CASES * REPEATS;
  private static final Pattern IN_FLIGHT =
      Pattern.compile("([0-9,]+) attempts were in flight when the run was cut off");
  private static final String CALM = "seed: 11\nclock-scale: 0.05\ndefault-skill: 0.7\n";
  private static final String STORM =
      CALM
          + """
          faults:
            - {fault: rate-limited, rate: 0.02, retry-after-seconds: 0}
            - {fault: unavailable, rate: 0.01, retry-after-seconds: 0}
            - {fault: internal-error, rate: 0.01}
            - {fault: proxy-page, rate: 0.01}
            - {fault: provider-overloaded, rate: 0.01}
            - {fault: cut-mid-stream, rate: 0.01}
            - {fault: error-mid-stream, rate: 0.01}
            - {fault: malformed-chunk, rate: 0.01}
            - {fault: missing-usage, rate: 0.01}
          """;

  @TempDir Path folder;

  /** A run as it is committed, and the books of the twin that served it. */
  private record Seen(
      RunManifest manifest, List<UsageEvent> events, List<ScoreRow> scores, List<Billed> ledger) {

    Set<String> lostCalls() {
      return lost().map(UsageEvent::callId).collect(Collectors.toSet());
    }

    java.util.stream.Stream<UsageEvent> lost() {
      return events.stream().filter(event -> "lost".equals(event.failureKind()));
    }

    /** Call and attempts, how each ended and how the answer was scored. */
    Map<String, String> whatBecameOfEachCall() {
      Map<String, String> calls = new TreeMap<>();
      events.forEach(
          event ->
              calls.merge(
                  event.callId(),
                  "%s %s ".formatted(event.outcome(), event.failureKind()),
                  String::concat));
      scores.forEach(
          score ->
              calls.merge(
                  score.callId(),
                  "%s %s %s ".formatted(score.scorer(), score.score(), score.unscoredReason()),
                  String::concat));
      return calls;
    }

    Map<String, List<Double>> scoresByCall() {
      Map<String, List<Double>> byCall = new TreeMap<>();
      scores.forEach(
          score ->
              byCall.computeIfAbsent(score.callId(), call -> new ArrayList<>()).add(score.score()));
      return byCall;
    }
  }

  @ParameterizedTest
  @CsvSource({"calm, 1", "calm, 2", "storm, 3", "storm, 4"})
  void aRunKilledThreeTimesAsksEachCallOnceAndEndsLikeOneThatWasLeftAlone(String weather, long seed)
      throws Exception {
    Path scenario = folder.resolve("scenario.yaml");
    Files.writeString(scenario, weather.equals("calm") ? CALM : STORM);
    String job =
        SmallJob.in(
                folder,
                "repeats: " + REPEATS,
                "max-attempts: 8",
                "max-concurrency: 16",
                "budget-usd: 5.00")
            .toString();

    Seen undisturbed = undisturbed(job, scenario);
    Seen killed = killedThreeTimes(job, scenario, new Random(seed));

    assertThat(killed.manifest().isComplete()).isTrue();
    everyCallStandsOnce(killed);
    everyCallThatWasNotInFlightEndedAlike(undisturbed, killed);
    theBooksAgree(killed);
  }

  private Seen undisturbed(String job, Path scenario) throws Exception {
    Path warehouse = folder.resolve("undisturbed");
    try (TwinProcess twin = TwinProcess.start(scenario)) {
      Process run = run(job, twin, warehouse);
      assertThat(run.waitFor(120, TimeUnit.SECONDS)).isTrue();
      assertThat(run.exitValue()).as(log(warehouse)).isIn(0, 4);
      return seen(warehouse, twin);
    }
  }

  private Seen killedThreeTimes(String job, Path scenario, Random random) throws Exception {
    Path warehouse = folder.resolve("killed");
    int third = CALLS / 3;
    try (TwinProcess twin = TwinProcess.start(scenario)) {
      int listed = 0;
      for (int kill = 0; kill < 3; kill++) {
        Process run = run(job, twin, warehouse, kill == 0 ? new String[0] : RESUME);
        twin.awaitBilled(kill * third + 1 + random.nextInt(third - 20));
        run.destroyForcibly().waitFor();
        assertThat(RunFolder.committed(warehouse)).isEmpty();
        listed += inFlight(log(warehouse));
      }
      Process last = run(job, twin, warehouse, RESUME);
      assertThat(last.waitFor(120, TimeUnit.SECONDS)).isTrue();
      assertThat(last.exitValue()).as(log(warehouse)).isIn(0, 4);
      listed += inFlight(log(warehouse));
      Seen seen = seen(warehouse, twin);
      assertThat(listed).isPositive().isEqualTo((int) seen.lost().count());
      assertThat(seen.manifest().possibleDoublePayments())
          .isEqualTo(seen.lost().filter(event -> event.billedUsd() == null).count());
      return seen;
    }
  }

  private static final String[] RESUME = {"--resume"};

  private static Process run(String job, TwinProcess twin, Path warehouse, String... more)
      throws IOException {
    List<String> args =
        new ArrayList<>(
            List.of(
                "run",
                job,
                "--gateway",
                twin.baseUrl(),
                "--api",
                "openrouter",
                "--allow-spend",
                "--warehouse",
                warehouse.toString()));
    args.addAll(List.of(more));
    Files.createDirectories(warehouse);
    ProcessBuilder jvm = Jvm.of(Assay.class, args.toArray(String[]::new));
    jvm.environment().put("OPENROUTER_API_KEY", "sk-twin-proof");
    return jvm.redirectErrorStream(true).redirectOutput(logFile(warehouse).toFile()).start();
  }

  private static Path logFile(Path warehouse) {
    return warehouse.resolve("last.log");
  }

  private static String log(Path warehouse) throws IOException {
    return Files.readString(logFile(warehouse));
  }

  private static int inFlight(String log) {
    Matcher told = IN_FLIGHT.matcher(log);
    return told.find() ? Integer.parseInt(told.group(1).replace(",", "")) : 0;
  }

  private static Seen seen(Path warehouse, TwinProcess twin) throws IOException {
    RunFolder run = RunFolder.committed(warehouse).get(0);
    assertThat(RunFolder.all(warehouse)).hasSize(1);
    RunManifest manifest = run.manifest();
    return new Seen(
        manifest,
        RowReader.read(run.events(), UsageEvent.class),
        RowReader.read(run.scores(manifest.scoring()), ScoreRow.class),
        twin.ledger());
  }

  private static void everyCallStandsOnce(Seen run) {
    assertThat(run.events().stream().map(event -> event.callId() + "/" + event.attempt()))
        .doesNotHaveDuplicates();
    assertThat(run.events().stream().map(UsageEvent::callId).distinct()).hasSize(CALLS);
    assertThat(run.scores().stream().map(score -> score.callId() + "/" + score.scorer()))
        .doesNotHaveDuplicates();
    assertThat(run.manifest().parts().answered() + run.manifest().parts().failed())
        .isEqualTo(CALLS);
    assertThat(run.manifest().parts().attempts()).isEqualTo(run.events().size());
  }

  /** A call in flight at a kill may meet other luck when it is asked again, but no other answer. */
  private static void everyCallThatWasNotInFlightEndedAlike(Seen undisturbed, Seen killed) {
    Map<String, String> expected = undisturbed.whatBecameOfEachCall();
    Map<String, String> actual = killed.whatBecameOfEachCall();
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    expected.keySet().removeAll(killed.lostCalls());
    actual.keySet().removeAll(killed.lostCalls());
    assertThat(actual).isEqualTo(expected).hasSizeGreaterThan(CALLS / 2);

    Map<String, List<Double>> scored = killed.scoresByCall();
    Map<String, List<Double>> before = undisturbed.scoresByCall();
    before.keySet().retainAll(scored.keySet());
    scored.keySet().retainAll(before.keySet());
    assertThat(scored).isEqualTo(before);
  }

  private static void theBooksAgree(Seen run) {
    Map<String, UsageEvent> recorded = new HashMap<>();
    run.events().forEach(event -> recorded.put(event.traceId(), event));
    BigDecimal matched = BigDecimal.ZERO;
    for (Billed row : run.ledger()) {
      UsageEvent event = recorded.get(row.requestId());
      assertThat(event).as("what was in flight is listed, all else is recorded").isNotNull();
      if (event.billedUsd() != null) {
        assertThat(event.billedUsd()).isEqualByComparingTo(row.cost());
        matched = matched.add(row.cost());
      }
    }
    assertThat(run.ledger().stream().map(Billed::requestId)).doesNotHaveDuplicates();
    assertThat(matched).isPositive().isEqualByComparingTo(run.manifest().billedUsd());
    assertThat(run.lost())
        .as("the gateway named some of what was in flight, and told what it cost")
        .anyMatch(lost -> lost.generationId() != null && lost.billedUsd() != null);
  }
}
