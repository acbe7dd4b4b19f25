package dev.assay.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.assay.plan.PlannedCall;
import dev.assay.policy.PolicyFile;
import dev.assay.policy.RoutePolicy;
import dev.assay.problem.Problems;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Connections that fail, stall, flood or close, and keys that must stay hidden. */
@Timeout(30)
class HttpTransportTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(150);
  private static final String STREAM_HEAD =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nX-Generation-Id: gen-9\r\n\r\n";
  private static final String TOKEN =
      "data: {\"model\":\"openai/gpt-4o-mini\",\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\n";

  @Test
  void aServerThatClosesAtOnceIsANetworkFailureBeforeTheFirstToken() throws Exception {
    Outcome.Failure failure = failure(ScriptedServer.Line::close, Timeouts.DEFAULT);
    assertThat(failure.kind()).isEqualTo(FailureKind.NETWORK);
    assertThat(failure.phase()).isEqualTo(FailurePhase.BEFORE_FIRST_TOKEN);
    assertThat(failure.exchange().httpStatus()).isNull();
  }

  @Test
  void aConnectionThatIsResetMidwayIsAnInterruptedStream() throws Exception {
    Outcome.Failure failure =
        failure(
            line -> {
              line.write(STREAM_HEAD + TOKEN);
              line.reset();
            },
            Timeouts.DEFAULT);
    // a reset may overtake the bytes before it
    assertThat(failure.kind()).isIn(FailureKind.STREAM_INTERRUPTED, FailureKind.NETWORK);
  }

  @Test
  void whatComesRightBeforeAnUntimelyEndIsStillRead() throws Exception {
    String half = "%x\r\n%s\r\n".formatted(TOKEN.length(), TOKEN);
    String chunked = STREAM_HEAD.replace("\r\n\r\n", "\r\nTransfer-Encoding: chunked\r\n\r\n");
    // the last bytes and the end are often read together, though not always
    for (int time = 0; time < 20; time++) {
      Outcome.Failure failure =
          failure(
              line -> {
                line.write(chunked + half);
                line.close();
              },
              Timeouts.DEFAULT);
      assertThat(failure.kind()).isEqualTo(FailureKind.STREAM_INTERRUPTED);
      assertThat(failure.phase()).isEqualTo(FailurePhase.MID_STREAM);
    }
  }

  @Test
  void nobodyListeningIsANetworkFailureOfTheConnection() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    try (Transport transport = gateway("http://127.0.0.1:%d/api/v1".formatted(free)).open()) {
      Outcome.Failure failure = failure(transport.ask(Questions.plain(), 1).get());
      assertThat(failure.kind()).isEqualTo(FailureKind.NETWORK);
      assertThat(failure.phase()).isEqualTo(FailurePhase.CONNECT);
    }
  }

  @Test
  void commentsAndEmptyDeltasDoNotHoldOffTheFirstTokenTimeout() throws Exception {
    Outcome.Failure failure =
        failure(
            line -> {
              line.write(STREAM_HEAD);
              line.write(": OPENROUTER PROCESSING\n\n");
              line.write("data: {\"choices\":[{\"delta\":{\"content\":\"\"}}]}\n\n");
              line.hold();
            },
            new Timeouts(LONG, SHORT, LONG, LONG));
    assertThat(failure.kind()).isEqualTo(FailureKind.FIRST_TOKEN_TIMEOUT);
    assertThat(failure.phase()).isEqualTo(FailurePhase.BEFORE_FIRST_TOKEN);
    assertThat(failure.detail()).isEqualTo("the first token did not come within 150 ms");
    assertThat(failure.exchange().timing().total()).isBetween(SHORT, LONG);
  }

  @Test
  void aStreamThatStallsMidwayIsAnIdleTimeoutThatKeepsWhatIsKnown() throws Exception {
    Outcome.Failure failure =
        failure(
            line -> {
              line.write(STREAM_HEAD + TOKEN);
              line.hold();
            },
            new Timeouts(LONG, LONG, SHORT, LONG));
    assertThat(failure.kind()).isEqualTo(FailureKind.IDLE_TIMEOUT);
    assertThat(failure.phase()).isEqualTo(FailurePhase.MID_STREAM);
    assertThat(failure.exchange().served().generationId()).isEqualTo("gen-9");
    assertThat(failure.exchange().timing().firstToken()).isNotNull();
  }

  @Test
  void anAnswerThatNeverEndsIsATotalTimeout() throws Exception {
    Outcome.Failure failure =
        failure(
            line -> {
              line.write(STREAM_HEAD + TOKEN);
              line.hold();
            },
            new Timeouts(LONG, LONG, LONG, SHORT));
    assertThat(failure.kind()).isEqualTo(FailureKind.TOTAL_TIMEOUT);
  }

  @Test
  void aPolicysTimeoutCountsInsteadOfTheGateways(@TempDir Path folder) throws Exception {
    RoutePolicy impatient =
        PolicyFile.read(
                Files.writeString(
                    folder.resolve("impatient.yaml"),
                    "description: Any.\nuncapped: a test\ntimeouts: {first-token-seconds: 0.15}\n"),
                new Problems())
            .orElseThrow();
    try (ScriptedServer server =
            new ScriptedServer(
                line -> {
                  line.write(STREAM_HEAD);
                  line.hold();
                });
        Transport transport =
            gateway(server.url()).within(new Timeouts(LONG, LONG, LONG, LONG)).open()) {
      PlannedCall call = Questions.of("openai/gpt-4o", impatient, false);
      Outcome.Failure failure = failure(transport.ask(call, 1).get());
      assertThat(failure.kind()).isEqualTo(FailureKind.FIRST_TOKEN_TIMEOUT);
      assertThat(failure.detail()).isEqualTo("the first token did not come within 150 ms");
    }
  }

  @Test
  void theGatewaysNameForAnAttemptIsToldWhileItIsInFlight() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            line -> {
              line.write(STREAM_HEAD);
              line.hold();
            })) {
      Transport transport = gateway(server.url()).open();
      CompletableFuture<String> named = new CompletableFuture<>();
      CompletableFuture<Outcome> outcome = transport.ask(Questions.plain(), 1, named::complete);
      assertThat(named.get()).isEqualTo("gen-9");
      assertThat(outcome).isNotDone();
      transport.close();
    }
  }

  @Test
  void closingEndsWhatIsInFlightAsCancelled() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    try (ScriptedServer server =
        new ScriptedServer(
            line -> {
              asked.countDown();
              line.hold();
            })) {
      Transport transport = gateway(server.url()).open();
      CompletableFuture<Outcome> outcome = transport.ask(Questions.plain(), 1);
      asked.await();
      transport.close();
      assertThat(failure(outcome.get()).kind()).isEqualTo(FailureKind.CANCELLED);
      assertThat(failure(transport.ask(Questions.plain(), 2).get()).kind())
          .isEqualTo(FailureKind.CANCELLED);
    }
  }

  @Test
  void aBodyOfAHundredMegabytesIsMalformedLongBeforeItIsRead() throws Exception {
    byte[] megabyte = new byte[1 << 20];
    List<Integer> sent = new ArrayList<>();
    Outcome.Failure failure =
        failure(
            line -> {
              line.write(
                  "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                      .formatted(100L << 20));
              for (int i = 0; i < 100; i++) {
                line.write(megabyte);
                sent.add(i);
              }
            },
            Timeouts.DEFAULT);
    assertThat(failure.kind()).isEqualTo(FailureKind.MALFORMED);
    assertThat(failure.detail()).isEqualTo("the body is larger than 1048576 bytes");
    assertThat(sent).hasSizeLessThan(100);
  }

  @Test
  void anEventWithoutEndIsMalformedLongBeforeItIsRead() throws Exception {
    byte[] megabyte = "x".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
    Outcome.Failure failure =
        failure(
            line -> {
              line.write(STREAM_HEAD + "data: ");
              for (int i = 0; i < 100; i++) {
                line.write(megabyte);
              }
            },
            Timeouts.DEFAULT);
    assertThat(failure.kind()).isEqualTo(FailureKind.MALFORMED);
  }

  @Test
  void headersWithoutEndAreMalformedLongBeforeTheyAreRead() throws Exception {
    byte[] chunk = "x".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
    Outcome.Failure failure =
        failure(
            line -> {
              line.write("HTTP/1.1 200 OK\r\nX-Long: ");
              for (int i = 0; i < 1_000; i++) {
                line.write(chunk);
              }
            },
            Timeouts.DEFAULT);
    assertThat(failure.kind()).isEqualTo(FailureKind.MALFORMED);
  }

  @Test
  void whatIsNoHttpIsMalformed() throws Exception {
    Outcome.Failure failure =
        failure(line -> line.write("220 mail.example ESMTP\r\n\r\n"), Timeouts.DEFAULT);
    assertThat(failure.kind()).isEqualTo(FailureKind.MALFORMED);
  }

  @Test
  void aHandshakeThatNeverEndsIsAConnectTimeout() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Transport transport =
            gateway("https://127.0.0.1:%d/api/v1".formatted(silent.getLocalPort()))
                .within(new Timeouts(SHORT, LONG, LONG, LONG))
                .open()) {
      Outcome.Failure failure = failure(transport.ask(Questions.plain(), 1).get());
      assertThat(failure.kind()).isEqualTo(FailureKind.CONNECT_TIMEOUT);
      assertThat(failure.phase()).isEqualTo(FailurePhase.CONNECT);
    }
  }

  @Test
  void aRedirectIsNotFollowed() throws Exception {
    try (ScriptedServer elsewhere = ScriptedServer.sending(new byte[0]);
        ScriptedServer server =
            ScriptedServer.sending(
                "HTTP/1.1 307 Temporary Redirect\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n"
                    .formatted(elsewhere.url())
                    .getBytes(StandardCharsets.US_ASCII));
        Transport transport = gateway(server.url()).open()) {
      Outcome.Failure failure = failure(transport.ask(Questions.plain(), 1).get());
      assertThat(failure.kind()).isEqualTo(FailureKind.BAD_REQUEST);
      assertThat(failure.detail())
          .isEqualTo(
              "HTTP 307: redirected to %s, which is not followed".formatted(elsewhere.url()));
      assertThat(elsewhere.requests()).isEmpty();
    }
  }

  @Test
  void aFailedAttemptIsNotRepeatedByTheLibrary() throws Exception {
    try (ScriptedServer server =
            ScriptedServer.sending(
                "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
        Transport transport = gateway(server.url()).open()) {
      assertThat(failure(transport.ask(Questions.plain(), 1).get()).kind())
          .isEqualTo(FailureKind.PROVIDER_ERROR);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void aKeyThatAServerSendsBackIsNowhereInTheOutcome() throws Exception {
    String key = "very-private-key";
    String body = "{\"error\":{\"code\":401,\"message\":\"No user has the key very-private-key\"}}";
    try (ScriptedServer server =
        ScriptedServer.sending(
            "HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(body.length(), body)
                .getBytes(StandardCharsets.US_ASCII))) {
      HttpGateway gateway =
          HttpGateway.at(Dialect.OPENROUTER, server.url(), KeySource.notSecret(key), "run-1");
      try (Transport transport = gateway.open()) {
        Outcome outcome = transport.ask(Questions.plain(), 1).get();
        assertThat(server.requests().get(0).header("Authorization")).contains(key);
        assertThat(failure(outcome).detail()).isEqualTo("HTTP 401: No user has the key (secret)");
        assertThat(outcome.toString()).doesNotContain(key);
        assertThat(gateway.toString()).doesNotContain(key);
        assertThat(transport.toString()).doesNotContain(key);
      }
    }
  }

  @Test
  void aKeyIsInNoLogOfAFailingAttempt() throws Exception {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    log.start();
    root.addAppender(log);
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.Line::close);
        Transport transport =
            HttpGateway.at(
                    Dialect.OPENROUTER,
                    server.url(),
                    KeySource.notSecret("very-private-key"),
                    "run-1")
                .open()) {
      LoggerFactory.getLogger("dev.assay").error("a line to show that the log is heard");
      transport.ask(Questions.plain(), 1).get();
      assertThat(server.requests().get(0).header("Authorization")).contains("very-private-key");
    } finally {
      root.detachAppender(log);
    }
    assertThat(log.list).extracting(ILoggingEvent::getFormattedMessage).isNotEmpty();
    assertThat(log.list)
        .noneMatch(event -> event.getFormattedMessage().contains("very-private-key"));
  }

  @Test
  void manyAttemptsShareFewConnections() throws Exception {
    String answer =
        STREAM_HEAD.replace("\r\n\r\n", "\r\nContent-Length: %d\r\n\r\n")
            + TOKEN
            + "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
    String wire = answer.formatted(answer.length() - STREAM_HEAD.length() - 20);
    PlannedCall call = Questions.plain();
    try (ScriptedServer server = new ScriptedServer(line -> line.write(wire));
        Transport transport = gateway(server.url()).withConnections(4).open()) {
      List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
      for (int i = 1; i <= 100; i++) {
        outcomes.add(transport.ask(call, i));
      }
      for (CompletableFuture<Outcome> outcome : outcomes) {
        assertThat(outcome.get()).isInstanceOf(Outcome.Answer.class);
      }
      assertThat(server.requests()).hasSize(100);
      assertThat(server.connections()).isLessThanOrEqualTo(4);
    }
  }

  private static HttpGateway gateway(String url) {
    return HttpGateway.at(Dialect.OPENROUTER, url, KeySource.notSecret("key-1"), "run-1")
        .withBodiesUpTo(1 << 20);
  }

  private static Outcome.Failure failure(ScriptedServer.Script script, Timeouts timeouts)
      throws Exception {
    try (ScriptedServer server = new ScriptedServer(script);
        Transport transport = gateway(server.url()).within(timeouts).open()) {
      return failure(transport.ask(Questions.plain(), 1).get());
    }
  }

  private static Outcome.Failure failure(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Failure.class);
    return (Outcome.Failure) outcome;
  }
}
