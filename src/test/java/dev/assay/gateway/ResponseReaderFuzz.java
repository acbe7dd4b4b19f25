package dev.assay.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever bytes a server sends, an outcome comes of them: soon, the same for any pieces, and
 * without an exception.
 */
class ResponseReaderFuzz {
  private static final int MAX_BODY_BYTES = 4096;
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int[] STATUSES = {200, 200, 200, 400, 403, 404, 429, 503};

  /** A first byte that says what is asked, and a body. */
  static Stream<Arguments> seeds() {
    return WireSample.all()
        .map(
            sample -> {
              byte[] body = sample.body();
              byte[] seed = new byte[body.length + 1];
              boolean streamed = sample.responseHead().mayBeEvents(Delivery.WHOLE);
              seed[0] = (byte) (choiceOf(sample.dialect()) + (streamed ? 4 : 0));
              System.arraycopy(body, 0, seed, 1, body.length);
              return Arguments.of((Object) seed);
            });
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "8s")
  void anyBytesComeToAnOutcome(byte[] input) {
    if (input.length == 0) {
      return;
    }
    int choice = input[0] & 0xff;
    byte[] body = Arrays.copyOfRange(input, 1, input.length);
    long start = System.nanoTime();
    Outcome whole = read(choice, body, Math.max(1, body.length));
    Outcome inPieces = read(choice, body, 1);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
    assertThat(inPieces).isEqualTo(whole);
    assertThat(whole.toString().length()).isLessThan(40 * MAX_BODY_BYTES);
  }

  private static int choiceOf(Dialect dialect) {
    return switch (dialect) {
      case OPENROUTER -> 0;
      case OPENAI_COMPATIBLE -> 1;
      case ANTHROPIC -> 2;
    };
  }

  private static Dialect dialect(int choice) {
    return switch (choice) {
      case 1 -> Dialect.OPENAI_COMPATIBLE;
      case 2 -> Dialect.ANTHROPIC;
      default -> Dialect.OPENROUTER;
    };
  }

  private static Outcome read(int choice, byte[] body, int pieceLength) {
    Dialect dialect = dialect(choice & 3);
    boolean streamed = (choice & 4) != 0;
    int status = STATUSES[choice >> 5];
    HttpGateway gateway =
        HttpGateway.at(dialect, "http://127.0.0.1:1/api/v1", KeySource.none(), "run-1");
    Asked asked = Asked.by(gateway, Questions.plain(), 1);
    Asked same =
        new Asked(
            asked.call(),
            1,
            "trace",
            "run-1",
            dialect,
            asked.gatewayUrl(),
            streamed ? Delivery.STREAMED : Delivery.WHOLE);
    ResponseReader reader =
        new ResponseReader(same, new Scrubber(null), MAX_BODY_BYTES, Instant.EPOCH, 0);
    reader.started(Instant.EPOCH, 0);
    String type = streamed ? "text/event-stream" : "application/json";
    reader.head(new ResponseHead(status, Map.of("content-type", type)));
    for (int from = 0; from < body.length; from += pieceLength) {
      int length = Math.min(pieceLength, body.length - from);
      reader.bytes(ByteBuffer.wrap(body, from, length), 5);
    }
    boolean broken = (choice & 16) != 0;
    return broken ? reader.brokenOff("cut", 9) : reader.ended(9);
  }
}
