package dev.assay.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.gateway.Outcome;
import dev.assay.journal.JournalRecord.Intent;
import dev.assay.journal.JournalRecord.Recorded;
import dev.assay.money.Usd;
import dev.assay.plan.PlannedCall;
import dev.assay.usage.Samples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private static final Duration QUEUED = Duration.ofMillis(3);
  private static final Duration WAITED = Duration.ofMillis(700);

  @TempDir Path folder;

  @Test
  void whatWasRecordedIsReadBackWholeAndInOrder() throws IOException {
    Outcome first = outcome(1);
    Outcome second = outcome(2);
    try (Journal journal = Journal.open(folder)) {
      intend(journal, 1);
      intend(journal, 2);
      journal.record(second, QUEUED, WAITED);
      journal.record(first, QUEUED, Duration.ZERO);
    }

    Recollection all = Journal.read(folder);

    assertThat(all.recorded())
        .containsExactly(
            new Recorded(second, QUEUED, WAITED), new Recorded(first, QUEUED, Duration.ZERO));
    assertThat(all.inFlight()).isEmpty();
    assertThat(all.tornBytes()).isZero();
  }

  @Test
  void anAttemptWithoutAnOutcomeWasInFlight() throws IOException {
    try (Journal journal = Journal.open(folder)) {
      intend(journal, 1);
      intend(journal, 2);
      intend(journal, 3);
      journal.record(outcome(2), QUEUED, WAITED);
    }
    assertThat(Journal.read(folder).inFlight())
        .containsExactly(
            new Intent(Samples.call(1).id(), 1, "trace-1", Samples.EVENING),
            new Intent(Samples.call(3).id(), 1, "trace-3", Samples.EVENING));
    assertThat(Journal.summary(folder)).isEqualTo(new JournalSummary(1, 2, 0));
  }

  @Test
  void aRecordIsInTheFileAsSoonAsItsMethodReturns() throws IOException {
    try (Journal journal = Journal.open(folder)) {
      journal.record(outcome(1), QUEUED, WAITED);
      assertThat(Journal.read(folder).recorded()).hasSize(1);
    }
  }

  @Test
  void aJournalTornAtAnyByteStillGivesEveryRecordBeforeTheTear() throws IOException {
    List<Integer> ends = new ArrayList<>();
    try (Journal journal = Journal.open(folder)) {
      for (int i = 1; i <= 4; i++) {
        intend(journal, i);
        ends.add((int) Files.size(firstSegment()));
        journal.record(outcome(i), QUEUED, WAITED);
        ends.add((int) Files.size(firstSegment()));
      }
    }
    byte[] whole = Files.readAllBytes(firstSegment());
    assertThat(ends.get(ends.size() - 1)).isEqualTo(whole.length);

    for (int length = 0; length <= whole.length; length++) {
      Files.write(firstSegment(), Arrays.copyOf(whole, length));
      int cut = length;
      long records = ends.stream().filter(end -> end <= cut).count();
      JournalSummary summary = Journal.summary(folder);
      // records alternate: an intent, then its outcome
      assertThat(summary.recorded()).as("cut at %d", cut).isEqualTo(records / 2);
      assertThat(summary.inFlight()).as("cut at %d", cut).isEqualTo(records % 2);
    }
  }

  @Test
  void aFlippedBitEndsTheSegmentBeforeTheDamagedRecord() throws IOException {
    try (Journal journal = Journal.open(folder)) {
      journal.record(outcome(1), QUEUED, WAITED);
    }
    int firstEnds = (int) Files.size(firstSegment());
    try (Journal journal = Journal.open(folder)) {
      journal.record(outcome(2), QUEUED, WAITED);
    }
    byte[] bytes = Files.readAllBytes(firstSegment());
    for (int position = 0; position < firstEnds; position++) {
      byte[] damaged = bytes.clone();
      damaged[position] ^= 0x10;
      Files.write(firstSegment(), damaged);
      Recollection left = Journal.read(folder);
      assertThat(left.recorded())
          .as("flipped at %d", position)
          .extracting(JournalRecord::call)
          .containsExactly(Samples.call(2).id());
      assertThat(left.tornBytes()).isPositive();
    }
  }

  @Test
  void openingAgainGoesOnInASegmentOfItsOwn() throws IOException {
    try (Journal journal = Journal.open(folder)) {
      intend(journal, 1);
    }
    byte[] before = Files.readAllBytes(firstSegment());
    try (Journal journal = Journal.open(folder)) {
      journal.record(outcome(1), QUEUED, WAITED);
    }
    assertThat(Segment.all(folder)).hasSize(2);
    assertThat(Files.readAllBytes(firstSegment())).isEqualTo(before);
    assertThat(Journal.summary(folder)).isEqualTo(new JournalSummary(1, 0, 0));
  }

  @Test
  void twoWritersOfOneFolderDoNotShareASegment() throws IOException {
    try (Journal one = Journal.open(folder);
        Journal two = Journal.open(folder)) {
      intend(one, 1);
      intend(two, 2);
    }
    assertThat(Journal.summary(folder)).isEqualTo(new JournalSummary(0, 2, 0));
  }

  @Test
  void aFullSegmentIsFollowedByTheNext() throws IOException {
    try (Journal journal = Journal.open(folder, 1000)) {
      for (int i = 0; i < 20; i++) {
        journal.record(outcome(i), QUEUED, WAITED);
      }
    }
    assertThat(Segment.all(folder)).hasSizeGreaterThan(3);
    assertThat(Journal.read(folder).recorded())
        .extracting(JournalRecord::call)
        .containsExactlyElementsOf(
            IntStream.range(0, 20).mapToObj(i -> Samples.call(i).id()).toList());
  }

  @Test
  void manyThreadsLoseNothing() throws Exception {
    int threads = 4;
    int each = 250;
    ExecutorService lanes = Executors.newFixedThreadPool(threads);
    try (Journal journal = Journal.open(folder, 20_000)) {
      List<Future<?>> running =
          IntStream.range(0, threads)
              .<Future<?>>mapToObj(
                  lane ->
                      lanes.submit(
                          () -> {
                            for (int i = lane * each; i < (lane + 1) * each; i++) {
                              intend(journal, i);
                              journal.record(outcome(i), QUEUED, WAITED);
                            }
                          }))
              .toList();
      for (Future<?> lane : running) {
        lane.get();
      }
    } finally {
      lanes.shutdownNow();
    }
    Recollection all = Journal.read(folder);
    assertThat(all.recorded())
        .extracting(recorded -> recorded.call().value())
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, threads * each).mapToObj(i -> "call-" + i).toList());
    assertThat(all.inFlight()).isEmpty();
  }

  @Test
  void aFolderThatCannotBeWrittenIsRefusedAtOnce() throws IOException {
    Path file = Files.createFile(folder.resolve("a-file"));
    assertThatThrownBy(() -> Journal.open(file.resolve("journal")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a-file");
  }

  @Test
  void afterAFailedWriteNothingMoreIsWritten() throws IOException {
    String message = "Cannot write the journal in %s: ClosedByInterruptException".formatted(folder);
    try (Journal journal = Journal.open(folder)) {
      intend(journal, 1);
      // an interrupted write closes the file, which is how a write can be made to fail at will
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> intend(journal, 2)).hasMessage(message);
      assertThat(Thread.interrupted()).isTrue();
      assertThatThrownBy(() -> intend(journal, 3))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessage(message);
      assertThatThrownBy(journal::force).hasMessage(message);
    }
    assertThat(Journal.summary(folder)).isEqualTo(new JournalSummary(0, 1, 0));
  }

  @Test
  void aClosedJournalTakesNothingMore() throws IOException {
    Journal journal = Journal.open(folder);
    journal.close();
    assertThatThrownBy(() -> intend(journal, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The journal in %s is closed", folder);
  }

  @Test
  void aMissingJournalIsEmpty() throws IOException {
    assertThat(Journal.summary(folder.resolve("none"))).isEqualTo(new JournalSummary(0, 0, 0));
  }

  private static void intend(Journal journal, int number) {
    PlannedCall call = Samples.call(number);
    journal.intend(call.id(), 1, "trace-" + number, Samples.EVENING);
  }

  private static Outcome outcome(int number) {
    return Samples.answer(Samples.call(number), 1, Usd.of("0.0000" + (number + 1)));
  }

  private Path firstSegment() throws IOException {
    return Segment.all(folder).get(0);
  }
}
