package dev.assay.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.gateway.Dialect;
import dev.assay.gateway.FailureKind;
import dev.assay.gateway.HttpGateway;
import dev.assay.gateway.KeySource;
import dev.assay.gateway.Outcome;
import dev.assay.job.Terms;
import dev.assay.money.Usd;
import dev.assay.plan.PlannedCall;
import dev.assay.problem.Problems;
import dev.assay.twin.AnswerKey;
import dev.assay.twin.Scenario;
import dev.assay.twin.Twin;
import dev.assay.twin.TwinSettings;
import dev.assay.usage.Samples;
import dev.assay.usage.Waits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the twin bears, on a clock on which a minute lasts four seconds for both sides. */
@Timeout(60)
class TwinLimitsTest {
  private static final int ALLOWED = 600;
  private static final int FASTER = 15;
  private static final int CALLS = 1_200;

  @TempDir Path folder;

  private int turnedAway;
  private int answered;
  private int failed;
  private final List<String> notSent = new ArrayList<>();

  private static final class Hurried implements Timekeeper {
    private final Timekeeper real = Timekeeper.system();

    @Override
    public Instant now() {
      return real.now();
    }

    @Override
    public long ticks() {
      return real.ticks() * FASTER;
    }

    @Override
    public void after(Duration delay, Runnable then) {
      real.after(delay.dividedBy(FASTER), then);
    }
  }

  @Test
  void whatTheKeyAllowsIsUsedAndHardlyAnythingTurnedAway() throws Exception {
    Timekeeper time = new Hurried();
    String key = "{name: batch, key: sk-twin-batch, requests-per-minute: %d}".formatted(ALLOWED);
    Terms limited = Terms.NONE.with(new Terms.Limits(ALLOWED, null));
    try (Twin twin = twin("keys: [%s]".formatted(key));
        OpenRun run = OpenRun.open(spec(twin, limited), time)) {
      long start = time.ticks();
      new Window(run, new Lane(0, 0, CALLS), counting(FailureKind.RATE_LIMITED)).askAll();
      double minutes = (time.ticks() - start) / (double) Duration.ofMinutes(1).toNanos();

      assertThat(answered).isEqualTo(CALLS);
      assertThat(CALLS / minutes).isGreaterThanOrEqualTo(0.95 * ALLOWED);
      assertThat(turnedAway).isLessThan(CALLS / 100);
    }
  }

  @Test
  void anArmWhoseProviderIsDeadDoesNotEatTheNight() throws Exception {
    try (Twin twin = twin("faults: [{fault: internal-error}]");
        OpenRun run = OpenRun.open(spec(twin, Terms.NONE), new Hurried())) {
      new Window(run, new Lane(0, 0, CALLS), counting(FailureKind.PROVIDER_ERROR)).askAll();

      assertThat(failed + notSent.size()).isEqualTo(CALLS);
      // two arms, each with what was in flight when it was found dead
      assertThat(failed).isLessThan(100);
      assertThat(notSent)
          .allMatch(
              why ->
                  why.equals(
                      "the arm was given up after 20 failures in a row and 4 more tries (provider_error)"));
      assertThat(run.admission().ended()).isEqualTo(Ended.FAILURES);
    }
  }

  private Twin twin(String setting) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("scenario.yaml"),
            "clock-scale: %s\ndefault-skill: 1\n%s\n".formatted(1.0 / FASTER, setting));
    Problems problems = new Problems();
    Scenario scenario = Scenario.read(file, problems);
    problems.throwIfAny();
    return Twin.start(
        new TwinSettings(Samples.catalog(), scenario, AnswerKey.builder().build(), 0));
  }

  private RunSpec spec(Twin twin, Terms terms) {
    return RunSpecs.of(
        folder,
        new RunSpecs.ManyCalls(CALLS),
        Samples.job(Usd.of("100"), 64, 3).on(terms),
        HttpGateway.at(
            Dialect.OPENROUTER,
            twin.baseUrl().toString(),
            KeySource.notSecret("sk-twin-batch"),
            "run-1"));
  }

  private Window.Sink counting(FailureKind expected) {
    return new Window.Sink() {
      @Override
      public void attempted(PlannedCall call, Outcome outcome, Waits waits) {
        if (outcome instanceof Outcome.Failure failure) {
          assertThat(failure.kind()).isEqualTo(expected);
          turnedAway++;
        }
      }

      @Override
      public void ended(PlannedCall call, Outcome last) {
        if (last instanceof Outcome.Answer) {
          answered++;
        } else {
          failed++;
        }
      }

      @Override
      public void notSent(PlannedCall call, String reason) {
        notSent.add(reason);
      }
    };
  }
}
