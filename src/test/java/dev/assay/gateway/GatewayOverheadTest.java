package dev.assay.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayOverheadTest {
  private static final String OVERHEAD = "x-litellm-overhead-duration-ms";
  private static final String WHOLE_RESPONSE = "x-litellm-response-duration-ms";
  private static final Duration TOTAL = Duration.ofMillis(480);

  private static Duration of(Map<String, String> headers) {
    return GatewayOverhead.of(new ResponseHead(200, headers), TOTAL);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0.25, 250000",
    "'  5.021 ', 5021000",
    "0.12345678901234567, 123457",
    "480, 480000000"
  })
  void whatTheGatewayAddedIsKnownWhereItSaysSo(String told, long nanos) {
    assertThat(of(Map.of(OVERHEAD, told))).isEqualTo(Duration.ofNanos(nanos));
  }

  /** More than our own clock saw pass is as impossible as less than nothing. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "None",
        "NaN",
        "Infinity",
        "-3.5",
        "-0",
        "1e-3",
        "0x1p3",
        "1,5",
        ".5",
        "5 ms",
        "٥",
        "480.001",
        "999999999",
        "99999999999999999999999999999"
      })
  void whatCannotBeTrueIsUnknown(String told) {
    assertThat(of(Map.of(OVERHEAD, told))).isNull();
  }

  @Test
  void aGatewayThatSaysNothingAddedAnUnknownTime() {
    assertThat(of(Map.of())).isNull();
    assertThat(of(Map.of(WHOLE_RESPONSE, "5.021"))).isNull();
    assertThat(GatewayOverhead.of(null, TOTAL)).isNull();
  }

  /** LiteLLM sends the same figure twice where it has not timed the provider that it called. */
  @Test
  void anOverheadThatIsTheWholeResponseIsUnknown() {
    assertThat(of(Map.of(OVERHEAD, "80.379", WHOLE_RESPONSE, "80.379"))).isNull();
    assertThat(of(Map.of(OVERHEAD, "81", WHOLE_RESPONSE, "80.379"))).isNull();
    assertThat(of(Map.of(OVERHEAD, "5", WHOLE_RESPONSE, "80.379"))).isEqualTo(Duration.ofMillis(5));
    assertThat(of(Map.of(OVERHEAD, "5", WHOLE_RESPONSE, "unknown")))
        .isEqualTo(Duration.ofMillis(5));
  }
}
