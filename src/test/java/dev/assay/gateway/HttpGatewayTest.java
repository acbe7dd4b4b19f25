package dev.assay.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.problem.InvalidInput;
import dev.assay.settings.SecretReference;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpGatewayTest {
  @ParameterizedTest
  @CsvSource({
    "https://openrouter.ai/api/v1, eu, https://eu.openrouter.ai/api/v1",
    "https://openrouter.ai/api/v1, us, https://us.openrouter.ai/api/v1",
    "https://openrouter.ai/api/v1/, global, https://openrouter.ai/api/v1",
    "https://eu.openrouter.ai/api/v1, us, https://us.openrouter.ai/api/v1",
    "http://127.0.0.1:8787/api/v1, eu, http://127.0.0.1:8787/eu/api/v1",
    "http://127.0.0.1:8787/api/v1, global, http://127.0.0.1:8787/api/v1",
    "https://notopenrouter.ai/api/v1, eu, https://notopenrouter.ai/eu/api/v1",
  })
  void aRegionIsAskedAtAnAddressOfItsOwn(String base, String region, String asked) {
    assertThat(BaseUrl.of(base).in(region)).hasToString(asked);
  }

  @Test
  void aBaseUrlWithoutSchemeIsRefused() {
    assertThatThrownBy(() -> gatewayAt("openrouter.ai/api/v1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid gateway URL 'openrouter.ai/api/v1': it does not begin with http:// or https://;"
                + " expected one like https://openrouter.ai/api/v1");
  }

  @Test
  void aBaseUrlWithAPasswordIsRefusedAndNotShown() {
    assertThatThrownBy(() -> gatewayAt("https://me:secret@openrouter.ai/api/v1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid gateway URL: it holds a user name or password; a key belongs in 'key: env:NAME'");
  }

  @Test
  void aRunIdThatFitsNoHeaderIsRefused() {
    assertThatThrownBy(
            () ->
                HttpGateway.at(
                    Dialect.OPENROUTER, "http://127.0.0.1/api/v1", KeySource.none(), "a\r\nb"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aKeyVariableThatIsNotSetIsAProblemWithItsName() {
    var reference = new SecretReference("env:NO_SUCH_KEY", Questions.place());
    assertThatThrownBy(() -> new KeySource.Referenced(reference).openIn(Map.of()))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining("the environment variable NO_SUCH_KEY is not set");
  }

  @Test
  void aGatewayTravelsToWorkersWithoutTheKeyItRefersTo() throws Exception {
    HttpGateway gateway =
        HttpGateway.at(
            Dialect.OPENROUTER,
            "https://openrouter.ai/api/v1",
            KeySource.at(new SecretReference("env:PATH", Questions.place())),
            "run-1");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(gateway);
    }
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(gateway);
    }
    assertThat(bytes.toString(java.nio.charset.StandardCharsets.ISO_8859_1))
        .doesNotContain(System.getenv("PATH"));
  }

  private static HttpGateway gatewayAt(String url) {
    return HttpGateway.at(Dialect.OPENROUTER, url, KeySource.none(), "run-1");
  }
}
