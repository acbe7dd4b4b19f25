package dev.assay.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.money.Usd;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many attempts at once against a server of which every tenth response is faulty. */
@Timeout(60)
class MixedFaultsTest {
  private static final int ATTEMPTS = 2_000;
  private static final Usd PRICE = Usd.of("0.000000000001");
  private static final String STREAM =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: %d\r\n\r\n%s";
  private static final String TOKEN =
      ": wait\n\ndata: {\"model\":\"openai/gpt-4o-mini\",\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\n";
  private static final String END =
      "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
  private static final String DONE = "data: [DONE]\n\n";

  private final AtomicLong billed = new AtomicLong();

  @Test
  void everyAttemptEndsAsAnAnswerOrATypedFailureAndTheBillAddsUp() throws Exception {
    Map<FailureKind, Integer> failures = new EnumMap<>(FailureKind.class);
    int answers = 0;
    Usd known = Usd.ZERO;
    Duration longest = Duration.ofSeconds(30);
    Duration first = Duration.ofSeconds(5);
    try (ScriptedServer server = new ScriptedServer(this::answer);
        Transport transport =
            HttpGateway.at(Dialect.OPENROUTER, server.url(), KeySource.none(), "run-1")
                .withConnections(64)
                .within(new Timeouts(first, first, longest, longest))
                .open()) {
      List<CompletableFuture<Outcome>> asked = new ArrayList<>();
      for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
        asked.add(transport.ask(Questions.plain(), attempt));
      }
      for (CompletableFuture<Outcome> each : asked) {
        Outcome outcome = each.get();
        Usd charge = outcome.exchange().charge().billed();
        known = charge == null ? known : known.plus(charge);
        answers += outcome.fold(answer -> 1, failure -> 0);
        outcome.fold(answer -> null, failure -> failures.merge(failure.kind(), 1, Integer::sum));
      }
    }
    assertThat(answers).isEqualTo(ATTEMPTS - ATTEMPTS / 10);
    assertThat(failures)
        .containsOnly(
            Map.entry(FailureKind.RATE_LIMITED, 40),
            Map.entry(FailureKind.PROVIDER_ERROR, 40),
            Map.entry(FailureKind.NETWORK, 40),
            Map.entry(FailureKind.MALFORMED, 40),
            Map.entry(FailureKind.STREAM_INTERRUPTED, 40));
    assertThat(known).isEqualTo(PRICE.times(billed.get()));
  }

  /** The attempt's own number decides, so that the mix is the same in any order. */
  private void answer(ScriptedServer.Line line) throws IOException {
    String key = line.request().header("Idempotency-Key");
    int attempt = Integer.parseInt(key.substring(key.lastIndexOf('.') + 1));
    if (attempt % 10 != 0) {
      send(line, TOKEN + END + usage(attempt) + DONE);
      return;
    }
    switch (attempt / 10 % 5) {
      case 0 -> line.write("HTTP/1.1 429 No\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n");
      case 1 -> line.write("HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n");
      case 2 -> line.close();
      // these two did work, and are billed for it
      case 3 -> send(line, TOKEN + "data: {oops\n\n" + END + usage(attempt) + DONE);
      default -> send(line, TOKEN + usage(attempt) + "data: {\"error\":{\"code\":502}}\n\n");
    }
  }

  private String usage(int attempt) {
    billed.addAndGet(attempt);
    return "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1,\"cost\":%s}}\n\n"
        .formatted(PRICE.times(attempt));
  }

  private static void send(ScriptedServer.Line line, String body) throws IOException {
    line.write(STREAM.formatted(body.getBytes(StandardCharsets.UTF_8).length, body));
  }
}
