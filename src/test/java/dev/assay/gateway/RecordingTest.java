package dev.assay.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(30)
class RecordingTest {
  static Stream<WireSample> samples() {
    return WireSample.all();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aRecordedExchangeReadAgainIsTheVerySameOutcome(WireSample sample) throws Exception {
    List<RawExchange> recorded = new ArrayList<>();
    try (ScriptedServer server = ScriptedServer.sending(sample.wire());
        Transport transport =
            HttpGateway.at(sample.dialect(), server.url(), KeySource.none(), "run-1")
                .delivering(sample.delivery())
                .openRecording(recorded::add)) {
      Outcome outcome = transport.ask(sample.call(), 3).get();
      assertThat(recorded).hasSize(1);
      assertThat(recorded.get(0).readAgain(sample.call())).isEqualTo(outcome);
      assertThat(recorded.get(0).request()).isEqualTo(server.requests().get(0).body());
    }
  }

  @Test
  void aTimeoutIsReadAgainAsThatTimeout() throws Exception {
    List<RawExchange> recorded = new ArrayList<>();
    Duration limit = Duration.ofMillis(100);
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.Line::hold);
        Transport transport =
            HttpGateway.at(Dialect.OPENROUTER, server.url(), KeySource.none(), "run-1")
                .within(new Timeouts(limit, limit, limit, limit))
                .openRecording(recorded::add)) {
      Outcome outcome = transport.ask(Questions.plain(), 1).get();
      RawExchange travelled = travelled(recorded.get(0));
      assertThat(travelled.readAgain(Questions.plain())).isEqualTo(outcome);
      assertThat(((Outcome.Failure) outcome).kind()).isEqualTo(FailureKind.TOTAL_TIMEOUT);
    }
  }

  @Test
  void aKeyThatTheServerSendsBackInPiecesIsNotRecorded() throws Exception {
    List<RawExchange> recorded = new ArrayList<>();
    String key = "very-private-key";
    try (ScriptedServer server =
            new ScriptedServer(
                line -> {
                  line.write(
                      "HTTP/1.1 401 No\r\nX-Echo: very-private-key\r\nContent-Length: 22\r\n\r\nno: very-");
                  line.write("private-key.");
                  line.close();
                });
        Transport transport =
            HttpGateway.at(Dialect.OPENROUTER, server.url(), KeySource.notSecret(key), "run-1")
                .openRecording(recorded::add)) {
      transport.ask(Questions.plain(), 1).get();
      assertThat(recorded.get(0).toString()).doesNotContain(key).contains("no: (secret).");
    }
  }

  private static RawExchange travelled(RawExchange exchange) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(exchange);
    }
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (RawExchange) in.readObject();
    }
  }
}
