package dev.assay.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.export.AlertTarget.Undelivered;
import dev.assay.problem.InvalidInput;
import dev.assay.settings.Secret;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookTest {
  private static final String SECRET = "a-very-quiet-secret";
  private static final BudgetCrossing CROSSING =
      new BudgetCrossing(
          "key",
          "chat",
          new BigDecimal("100.000000000000000000"),
          "monthly",
          LocalDate.of(2026, 10, 1),
          LocalDate.of(2026, 11, 1),
          80,
          Instant.parse("2026-10-08T18:00:00Z"),
          new BigDecimal("80.500000000000000000"),
          false);

  private static Webhook hook(Hook server, Secret secret) {
    return new Webhook(
        URI.create(server.url()),
        secret,
        new Webhook.Patience(
            3, Duration.ofMillis(1), Duration.ofMillis(500), Duration.ofSeconds(5)));
  }

  /** RFC 2104, by hand: the key is shorter than a block of 64 bytes. */
  private static String hmac(String key, String message) throws Exception {
    byte[] inner = new byte[64];
    byte[] outer = new byte[64];
    byte[] padded = Arrays.copyOf(key.getBytes(StandardCharsets.UTF_8), 64);
    for (int i = 0; i < 64; i++) {
      inner[i] = (byte) (padded[i] ^ 0x36);
      outer[i] = (byte) (padded[i] ^ 0x5c);
    }
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    sha.update(inner);
    byte[] first = sha.digest(message.getBytes(StandardCharsets.UTF_8));
    sha.update(outer);
    return HexFormat.of().formatHex(sha.digest(first));
  }

  @Test
  void anAlertIsPostedWithItsIdAndASignatureThatItsReceiverCanVerify() throws Exception {
    try (Hook server = Hook.open()) {
      hook(server, new Secret(SECRET)).deliver(CROSSING);

      Hook.Received got = server.received().get(0);
      assertThat(got.path()).isEqualTo("/hooks/T0KEN");
      assertThat(got.delivery()).isEqualTo(CROSSING.id());
      assertThat(Instant.ofEpochSecond(Long.parseLong(got.timestamp())))
          .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(1));
      assertThat(got.signature())
          .isEqualTo("sha256=" + hmac(SECRET, got.timestamp() + "." + got.body()));
      JsonNode body = new ObjectMapper().readTree(got.body());
      assertThat(body.get("id").textValue()).isEqualTo(CROSSING.id());
      assertThat(body.get("text").textValue())
          .isEqualTo(
              "80 % of the monthly budget of key 'chat' is spent: 80.5 of 100 USD, from 2026-10-01 until before 2026-11-01");
      assertThat(got.body()).contains("\"limit_usd\":100,").contains("\"spent_usd\":80.5,");
    }
  }

  @Test
  void withoutASecretNothingIsSigned() throws Exception {
    try (Hook server = Hook.open()) {
      hook(server, null).deliver(CROSSING);

      assertThat(server.received().get(0).signature()).isNull();
    }
  }

  @Test
  void aServerInTroubleIsAskedAgainWithTheSameId() throws Exception {
    try (Hook server = Hook.open().answering(500, 503)) {
      hook(server, new Secret(SECRET)).deliver(CROSSING);

      assertThat(server.received())
          .hasSize(3)
          .extracting(Hook.Received::delivery)
          .containsOnly(CROSSING.id());
    }
  }

  @Test
  void afterThreeTriesItGivesUp() throws IOException {
    try (Hook server = Hook.open().always(500)) {
      assertThatThrownBy(() -> hook(server, new Secret(SECRET)).deliver(CROSSING))
          .isInstanceOf(Undelivered.class)
          .hasMessage("it answered with status 500, in 3 tries");
      assertThat(server.received()).hasSize(3);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "400, it answered with status 400",
    "404, it answered with status 404",
    "302, 'it answered with status 302, and redirects are not followed'"
  })
  void whatAnotherTryCannotMendIsTriedOnce(int status, String message) throws IOException {
    try (Hook server = Hook.open().always(status)) {
      assertThatThrownBy(() -> hook(server, null).deliver(CROSSING))
          .hasMessage(message + ", in 1 try");
      assertThat(server.received()).hasSize(1);
    }
  }

  @Test
  void aServerThatNeverAnswersIsWaitedForSoLongAndNoLonger() throws IOException {
    try (Hook server = Hook.open().silent()) {
      Webhook hook =
          new Webhook(
              URI.create(server.url()),
              null,
              new Webhook.Patience(
                  3, Duration.ofMillis(1), Duration.ofMillis(100), Duration.ofSeconds(5)));
      assertThatThrownBy(() -> hook.deliver(CROSSING))
          .hasMessage("no answer came in time, in 3 tries");
      Webhook hasty =
          new Webhook(
              URI.create(server.url()),
              null,
              new Webhook.Patience(
                  100, Duration.ofMillis(1), Duration.ofMillis(100), Duration.ofMillis(250)));
      long began = System.nanoTime();
      assertThatThrownBy(() -> hasty.deliver(CROSSING)).isInstanceOf(Undelivered.class);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
    }
  }

  @Test
  void neitherTheSecretNorTheAddressIsToldWhereSomethingFails() throws IOException {
    String url;
    try (Hook server = Hook.open()) {
      url = server.url();
    }
    Webhook gone =
        new Webhook(
            URI.create(url + "?token=HUSH"),
            new Secret(SECRET),
            new Webhook.Patience(
                2, Duration.ofMillis(1), Duration.ofSeconds(1), Duration.ofSeconds(5)));

    assertThatThrownBy(() -> gone.deliver(CROSSING))
        .isInstanceOf(Undelivered.class)
        .message()
        .startsWith("the connection failed (")
        .doesNotContain(SECRET, "T0KEN", "HUSH");
    assertThat(gone.name() + gone)
        .startsWith("http://127.0.0.1:")
        .doesNotContain(SECRET, "T0KEN", "HUSH");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.com/hook/T0KEN",
        "http://127.0.0.1.example.com/T0KEN",
        "https://user:T0KEN@example.com/",
        "https:///T0KEN",
        "https://example.com/T0KEN#part",
        "https://exa mple.com/T0KEN",
        "ftp://example.com/T0KEN",
        "file:"
      })
  void anAddressThatIsNotSafeIsRefusedAndNotRepeated(String address) {
    assertThatThrownBy(() -> AlertTarget.of(address, "--notify", null))
        .isInstanceOf(InvalidInput.class)
        .message()
        .startsWith("--notify: ")
        .doesNotContain("T0KEN");
  }
}
