package dev.assay.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.gateway.Delivery;
import dev.assay.gateway.Dialect;
import dev.assay.gateway.FailureKind;
import dev.assay.gateway.RawExchange;
import dev.assay.gateway.RawExchange.Ending;
import dev.assay.gateway.RawExchange.Piece;
import dev.assay.plan.CallId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Raw exchanges on disk: whole, found by call and attempt, and safe from a torn end. */
class RecordingTest {
  private static final CallId CALL = new CallId("c0ffee");

  @TempDir Path folder;

  /** A body with every byte there is, and an ending given up by us. */
  private static RawExchange exchange(int attempt) {
    StringBuilder everyByte = new StringBuilder();
    for (char value = 0; value < 256; value++) {
      everyByte.append(value);
    }
    return new RawExchange(
        CALL,
        attempt,
        "trace-" + attempt,
        Dialect.OPENROUTER,
        "http://127.0.0.1:1/api/v1",
        Delivery.STREAMED,
        "{\"model\":\"größte\"}",
        true,
        Instant.parse("2026-11-21T07:00:00.123456789Z"),
        200,
        Map.of("content-type", "text/event-stream", "x-generation-id", "gen-1"),
        List.of(
            new Piece(Duration.ofNanos(17), everyByte.toString()),
            new Piece(Duration.ofSeconds(2), "data: [DONE]\n\n")),
        new Ending(FailureKind.IDLE_TIMEOUT, "silent for 30 s"),
        Duration.ofNanos(3_000_000_001L),
        1 << 24);
  }

  /** One that never got a response. */
  private static RawExchange unanswered(int attempt) {
    return new RawExchange(
        CALL,
        attempt,
        "trace-" + attempt,
        Dialect.ANTHROPIC,
        "http://127.0.0.1:1/v1",
        Delivery.WHOLE,
        "{}",
        false,
        Instant.EPOCH,
        null,
        Map.of(),
        List.of(),
        new Ending(null, ""),
        Duration.ZERO,
        1);
  }

  private Path recorded(RawExchange... exchanges) throws IOException {
    try (Recording recording = Recording.begin(folder)) {
      Arrays.stream(exchanges).forEach(recording::record);
    }
    List<Path> files = Recording.files(folder);
    return files.get(files.size() - 1);
  }

  @Test
  void whatIsFoundEqualsWhatWasKept() throws IOException {
    recorded(exchange(1), unanswered(2));

    try (RecordedExchanges found = RecordedExchanges.in(folder)) {
      assertThat(found.find(CALL, 1)).contains(exchange(1));
      assertThat(found.find(CALL, 2)).contains(unanswered(2));
      assertThat(found.find(CALL, 3)).isEmpty();
      assertThat(found.find(new CallId("other"), 1)).isEmpty();
    }
  }

  @Test
  void everyLengthATornFileMayHaveKeepsTheWholeExchangesBeforeIt() throws IOException {
    Path file = recorded(exchange(1), exchange(2));
    byte[] whole = Files.readAllBytes(file);
    int secondEnds = whole.length;
    int firstEnds = Recording.HEADER.length + (secondEnds - Recording.HEADER.length) / 2;

    for (int length = 0; length < secondEnds; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      try (RecordedExchanges found = RecordedExchanges.in(folder)) {
        assertThat(found.size()).as("%d bytes", length).isEqualTo(length < firstEnds ? 0 : 1);
      }
    }
  }

  @Test
  void aDamagedExchangeIsNoExchange() throws IOException {
    Path file = recorded(exchange(1));
    byte[] bytes = Files.readAllBytes(file);
    for (int place = Recording.HEADER.length; place < bytes.length; place++) {
      byte[] damaged = bytes.clone();
      damaged[place] ^= 1;
      Files.write(file, damaged);
      try (RecordedExchanges found = RecordedExchanges.in(folder)) {
        assertThat(found.size()).as("damaged at %d", place).isZero();
      }
    }
  }

  @Test
  void eachOpeningBeginsAFileOfItsOwnAndTheLastWordCounts() throws IOException {
    recorded(unanswered(1));
    recorded(exchange(1));

    assertThat(Recording.files(folder)).hasSize(2);
    try (RecordedExchanges found = RecordedExchanges.in(folder)) {
      assertThat(found.find(CALL, 1)).contains(exchange(1));
    }
  }
}
