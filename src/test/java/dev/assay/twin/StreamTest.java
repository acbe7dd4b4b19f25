package dev.assay.twin;

import static dev.assay.twin.SampleCatalog.CHAT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.catalog.Catalog;
import dev.assay.catalog.Endpoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A stream over time, seen through a plain socket. */
class StreamTest {
  /** 400 ms to the first token, then one each 10 ms, before the spread. */
  private static Catalog paced(String provider) {
    return new Catalog(
        "paced-1",
        List.of(SampleCatalog.model(CHAT, paced(provider, SampleCatalog.policy(false, false)))));
  }

  private static Endpoint paced(String provider, Endpoint.DataPolicy policy) {
    return SampleCatalog.endpoint(provider, "us", "bf16", Set.of(), policy, 400, 100, "1", "10");
  }

  private static Twin twin(String provider) {
    return Twin.start(
        new TwinSettings(paced(provider), Scenarios.scenario("own-pace"), AnswerKey.none(), 0));
  }

  /** A line of the stream, and how long after the request it came. */
  private record Line(String text, long millis) {}

  private static Socket asking(Twin twin) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), twin.baseUrl().getPort());
    byte[] body = Asked.streamed(CHAT, "Tell me slowly.").getBytes(StandardCharsets.UTF_8);
    String head =
        "POST /api/v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
            + "Authorization: Bearer sk-twin-test\r\nContent-Type: application/json\r\n"
            + "Content-Length: %d\r\n\r\n".formatted(body.length);
    socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().write(body);
    socket.getOutputStream().flush();
    return socket;
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  @Test
  void chunksComeAtTheEndpointsPaceAndTheRoleComesBeforeTheFirstToken() throws IOException {
    long start = System.nanoTime();
    try (Twin twin = twin("openai");
        Socket socket = asking(twin)) {
      List<Line> lines = new ArrayList<>();
      BufferedReader reader = reader(socket);
      String text = reader.readLine();
      while (text != null && !text.equals("data: [DONE]")) {
        lines.add(new Line(text, (System.nanoTime() - start) / 1_000_000));
        text = reader.readLine();
      }

      long comment = first(lines, ": OPENROUTER");
      long role = first(lines, "\"content\":\"\"");
      List<Line> words =
          lines.stream()
              .filter(line -> line.text().contains("\"delta\""))
              .filter(line -> !line.text().contains("\"content\":\"\""))
              .toList();
      LedgerRow row = twin.ledger().rows().get(0);
      long firstWord = words.get(0).millis();
      long lastWord = words.get(words.size() - 1).millis();
      assertThat(words).hasSize(20);
      assertThat(comment).isLessThan(role);
      assertThat(role).isLessThan(firstWord);
      // the twin's own record, which a client can never be ahead of
      assertThat(firstWord).isGreaterThanOrEqualTo(row.clock().firstTokenMillis());
      assertThat(row.clock().firstTokenMillis()).isGreaterThan(100);
      // 95 tokens lie between the first chunk and the last, 10 ms each before the spread
      assertThat(lastWord - firstWord).isGreaterThan(400);
      assertThat(row.clock().latencyMillis()).isGreaterThan(row.clock().firstTokenMillis() + 400);
    }
  }

  private static long first(List<Line> lines, String part) {
    return lines.stream()
        .filter(line -> line.text().contains(part))
        .mapToLong(Line::millis)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aStreamThatItsClientLeavesIsBilledForWhatWasSaidWhereTheProviderStops() throws IOException {
    LedgerRow row = leftAfterTheFirstWord("openai");

    assertThat(row.cancelled()).isTrue();
    assertThat(row.finishReason()).isNull();
    assertThat(row.tokens().completion()).isBetween(1L, 99L);
  }

  @Test
  void aStreamThatItsClientLeavesIsBilledWholeWhereTheProviderDoesNot() throws IOException {
    LedgerRow row = leftAfterTheFirstWord("groq");

    assertThat(row.cancelled()).isTrue();
    assertThat(row.tokens().completion()).isEqualTo(100);
  }

  private static LedgerRow leftAfterTheFirstWord(String provider) throws IOException {
    try (Twin twin = twin(provider)) {
      try (Socket socket = asking(twin)) {
        BufferedReader reader = reader(socket);
        String line = reader.readLine();
        while (!line.contains("\"delta\"") || line.contains("\"content\":\"\"")) {
          line = reader.readLine();
        }
        socket.setSoLinger(true, 0);
      }
      long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
      while (twin.ledger().rows().isEmpty() && System.nanoTime() < deadline) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      }
      return twin.ledger().rows().get(0);
    }
  }
}
