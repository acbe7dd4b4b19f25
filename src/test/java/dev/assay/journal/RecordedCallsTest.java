package dev.assay.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.gateway.FailureKind;
import dev.assay.gateway.Outcome;
import dev.assay.journal.JournalRecord.Intent;
import dev.assay.journal.JournalRecord.Recorded;
import dev.assay.money.Usd;
import dev.assay.plan.CallId;
import dev.assay.plan.PlannedCall;
import dev.assay.usage.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedCallsTest {
  private static final Usd PAID = Usd.of("0.0002");

  @TempDir Path folder;

  @Test
  void everyAttemptOfACallIsFoundAgainAcrossSegments() throws IOException {
    List<Recorded> written = new ArrayList<>();
    try (Journal journal = Journal.open(folder, 2_000)) {
      for (int i = 0; i < 100; i++) {
        written.add(new Recorded(turnedAway(i, 1), Duration.ZERO, Duration.ZERO));
      }
      for (int i = 0; i < 100; i++) {
        written.add(new Recorded(answer(i, 2), Duration.ofMillis(i), Duration.ofMillis(7)));
      }
      written.forEach(each -> journal.record(each.outcome(), each.queued(), each.retryWait()));
    }
    assertThat(Segment.all(folder)).hasSizeGreaterThan(5);

    List<Recorded> heard = new ArrayList<>();
    try (RecordedCalls calls = RecordedCalls.in(folder, heard::add)) {
      assertThat(heard).isEqualTo(written);
      assertThat(calls.size()).isEqualTo(100);
      for (int i = 0; i < 100; i++) {
        assertThat(calls.attemptsOf(Samples.call(i).id()))
            .containsExactly(written.get(i), written.get(100 + i));
      }
      assertThat(calls.has(Samples.call(100).id())).isFalse();
      assertThat(calls.attemptsOf(Samples.call(100).id())).isEmpty();
    }
  }

  @Test
  void aRecordLongerThanMostIsReadWhole() throws IOException {
    PlannedCall call = Samples.call(1);
    Outcome.Answer answer =
        new Outcome.Answer(answer(1, 1).exchange(), "word ".repeat(20_000), null, List.of());
    try (Journal journal = Journal.open(folder)) {
      journal.record(answer, Duration.ZERO, Duration.ZERO);
    }
    try (RecordedCalls calls = RecordedCalls.in(folder, each -> {})) {
      assertThat(calls.attemptsOf(call.id()).get(0).outcome()).isEqualTo(answer);
    }
  }

  @Test
  void whatWasInFlightIsKnownWithTheNameTheGatewayHasItBy() throws IOException {
    CallId call = Samples.call(1).id();
    try (Journal journal = Journal.open(folder)) {
      journal.intend(call, 1, "trace-1", Samples.EVENING);
      journal.record(answer(1, 1), Duration.ZERO, Duration.ZERO);
      journal.intend(call, 2, "trace-2", Samples.EVENING);
      journal.name(call, 1, "gen-1");
      journal.name(call, 2, "gen-2");
    }
    try (RecordedCalls calls = RecordedCalls.in(folder, each -> {})) {
      assertThat(calls.inFlight())
          .containsExactly(new Intent(call, 2, "trace-2", Samples.EVENING, "gen-2"));
    }
  }

  @Test
  void whoBoughtAReusedAnswerIsReadBack() throws IOException {
    try (Journal journal = Journal.open(folder)) {
      journal.reuse((Outcome.Answer) answer(1, 3), "run-7");
    }
    try (RecordedCalls calls = RecordedCalls.in(folder, each -> {})) {
      assertThat(calls.attemptsOf(Samples.call(1).id()))
          .containsExactly(new Recorded(answer(1, 3), Duration.ZERO, Duration.ZERO, "run-7"));
    }
  }

  @Test
  void aMissingJournalHasNoCalls() throws IOException {
    try (RecordedCalls calls = RecordedCalls.in(folder.resolve("none"), each -> {})) {
      assertThat(calls.size()).isZero();
      assertThat(calls.inFlight()).isEmpty();
    }
    assertThat(Files.exists(folder.resolve("none"))).isFalse();
  }

  @Test
  void idsOfAnyFormKeepTheirPlacesHoweverManyThereAre() {
    CallPlaces places = new CallPlaces();
    List<CallId> ids =
        IntStream.range(0, 20_000)
            .mapToObj(i -> new CallId(i % 2 == 0 ? "call-" + i : "%032x".formatted(i)))
            .toList();
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < ids.size(); i++) {
        places.add(ids.get(i), 10L * i + round);
      }
    }
    assertThat(places.calls()).isEqualTo(ids.size());
    for (int i = 0; i < ids.size(); i++) {
      assertThat(places.of(ids.get(i))).containsExactly(10L * i, 10L * i + 1);
    }
  }

  private static Outcome answer(int number, int attempt) {
    return Samples.answer(Samples.call(number), attempt, PAID);
  }

  private static Outcome turnedAway(int number, int attempt) {
    return Samples.turnedAway(Samples.call(number), attempt, FailureKind.OVERLOADED, null);
  }
}
