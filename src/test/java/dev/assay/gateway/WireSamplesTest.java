package dev.assay.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each recorded response comes to the outcome beside it, over a socket and in any pieces. */
class WireSamplesTest {
  static Stream<WireSample> samples() {
    return WireSample.all();
  }

  static Stream<WireSample> streams() {
    return samples().filter(sample -> sample.name().startsWith("stream-"));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aResponseComesToItsOutcomeOverTheWire(WireSample sample) throws Exception {
    try (ScriptedServer server = ScriptedServer.sending(sample.wire());
        Transport transport =
            HttpGateway.at(sample.dialect(), server.url(), KeySource.none(), "run-1")
                .delivering(sample.delivery())
                .open()) {
      ObjectNode outcome = WireSample.describe(transport.ask(sample.call(), 1).get());
      if (sample.isCut()) {
        // the words for it are the network's
        outcome.set("detail", sample.expected().path("detail"));
        if (sample.expected().path("detail").isMissingNode()) {
          outcome.remove("detail");
        }
      }
      assertThat(outcome.toPrettyString()).isEqualTo(sample.expected().toPrettyString());
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aCutAnywhereInTheBytesChangesNothing(WireSample sample) {
    byte[] body = sample.body();
    String expected = sample.expected().toPrettyString();
    for (int cut = 0; cut <= body.length; cut++) {
      List<byte[]> pieces =
          List.of(Arrays.copyOf(body, cut), Arrays.copyOfRange(body, cut, body.length));
      assertThat(WireSample.describe(sample.readInPieces(pieces)).toPrettyString())
          .as("cut after %d bytes", cut)
          .isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("streams")
  void aStreamByteByByteChangesNothing(WireSample sample) {
    List<byte[]> pieces = new ArrayList<>();
    for (byte each : sample.body()) {
      pieces.add(new byte[] {each});
    }
    assertThat(WireSample.describe(sample.readInPieces(pieces)).toPrettyString())
        .isEqualTo(sample.expected().toPrettyString());
  }

  @Test
  void everyStatusAndErrorTypeOfTheContractHasASample() {
    assertThat(samples().map(sample -> sample.responseHead().status()).distinct())
        .contains(400, 401, 402, 403, 404, 408, 412, 413, 422, 429, 500, 502, 503, 504, 524, 529);
  }
}
