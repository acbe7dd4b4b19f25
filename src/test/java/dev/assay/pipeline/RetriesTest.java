package dev.assay.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.gateway.FailureKind;
import dev.assay.gateway.FailurePhase;
import dev.assay.gateway.Outcome;
import dev.assay.plan.PlannedCall;
import dev.assay.plan.Question;
import dev.assay.policy.PolicyFile;
import dev.assay.policy.RoutePolicy;
import dev.assay.problem.Problems;
import dev.assay.usage.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetriesTest {
  private final Retries retries = new Retries(4, false, 42);

  @Test
  void whatBrokeOffAfterItsFirstTokenIsAskedAgainOnlyWhereTheJobSaysSo() {
    Retries paidTwice = new Retries(4, true, 42);
    for (FailureKind kind : Set.of(FailureKind.PROVIDER_ERROR, FailureKind.STREAM_INTERRUPTED)) {
      Outcome.Failure early = failure(1, 1, kind, null);
      Outcome.Failure brokenOff =
          new Outcome.Failure(early.exchange(), kind, FailurePhase.MID_STREAM, "broke off", null);
      assertThat(retries.waitAfter(brokenOff)).isEmpty();
      assertThat(paidTwice.waitAfter(brokenOff)).isPresent();
    }
  }

  @Test
  void theLastAttemptIsTheLast() {
    assertThat(retries.waitAfter(failure(1, 3, FailureKind.OVERLOADED, null))).isPresent();
    assertThat(retries.waitAfter(failure(1, 4, FailureKind.OVERLOADED, null))).isEmpty();
  }

  @Test
  void aPolicyMayAllowFewerAttemptsThanTheJobAndNeverMore(@TempDir Path folder) throws IOException {
    Outcome.Failure second = failure(1, 2, FailureKind.OVERLOADED, null);
    Outcome.Failure fourth = failure(1, 4, FailureKind.OVERLOADED, null);
    assertThat(retries.waitAfter(callUnder("", folder), second, true)).isPresent();
    assertThat(retries.waitAfter(callUnder("retry: {max-attempts: 3}", folder), second, true))
        .isPresent();
    assertThat(retries.waitAfter(callUnder("retry: {max-attempts: 2}", folder), second, true))
        .isEmpty();
    assertThat(retries.waitAfter(callUnder("retry: {max-attempts: 9}", folder), fourth, true))
        .isEmpty();
  }

  private static PlannedCall callUnder(String setting, Path folder) throws IOException {
    Problems problems = new Problems();
    RoutePolicy policy =
        PolicyFile.read(
                Files.writeString(
                    folder.resolve("any.yaml"), "description: Any.\nuncapped: a test\n" + setting),
                problems)
            .orElseThrow();
    PlannedCall call = Samples.call(1, "small", null, null);
    Question question = call.question();
    return new PlannedCall(
        call.id(),
        call.index(),
        call.purpose(),
        call.suite(),
        call.suiteVersion(),
        call.caseId(),
        call.clusterId(),
        call.repeat(),
        call.tags(),
        call.category(),
        call.arm(),
        new Question(question.turns(), question.candidate(), policy, false),
        call.estimated(),
        call.worstCase());
  }

  @Test
  void whatTheGatewayToldIsWaitedToTheTick() {
    Duration told = Duration.ofMillis(2_345);
    assertThat(retries.waitAfter(failure(1, 1, FailureKind.RATE_LIMITED, told))).contains(told);
  }

  @Test
  void aGatewayThatSaysNotBeforeTomorrowIsNotAskedAgain() {
    assertThat(retries.waitAfter(failure(1, 1, FailureKind.RATE_LIMITED, Duration.ofHours(12))))
        .isEmpty();
  }

  @Test
  void theBoundDoublesUpToItsLimit() {
    assertThat(IntStream.rangeClosed(1, 8).mapToObj(Retries::bound))
        .containsExactly(
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(4),
            Duration.ofSeconds(8),
            Duration.ofSeconds(16),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30));
    assertThat(Retries.bound(1000)).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void callsThatFailedTogetherAreSpreadOverTheWholeBound() {
    Set<Duration> waits =
        IntStream.range(0, 1000)
            .mapToObj(call -> retries.waitAfter(failure(call, 2, FailureKind.OVERLOADED, null)))
            .map(wait -> wait.orElseThrow())
            .collect(Collectors.toSet());
    assertThat(waits).hasSizeGreaterThan(990);
    assertThat(waits).allMatch(wait -> wait.compareTo(Retries.bound(2)) <= 0);
    double average = waits.stream().mapToLong(Duration::toMillis).average().orElseThrow();
    assertThat(average).isBetween(450.0, 550.0);
  }

  @Test
  void theSameSeedWaitsAlike() {
    Outcome.Failure failure = failure(5, 1, FailureKind.OVERLOADED, null);
    assertThat(new Retries(4, false, 42).waitAfter(failure)).isEqualTo(retries.waitAfter(failure));
    assertThat(new Retries(4, false, 43).waitAfter(failure))
        .isNotEqualTo(retries.waitAfter(failure));
  }

  private static Outcome.Failure failure(
      int call, int attempt, FailureKind kind, Duration retryAfter) {
    return Samples.turnedAway(Samples.call(call), attempt, kind, retryAfter);
  }
}
