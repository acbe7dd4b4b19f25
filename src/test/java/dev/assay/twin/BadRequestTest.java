package dev.assay.twin;

import static dev.assay.twin.SampleCatalog.CHAT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the contract does not allow is refused in the contract's own error object, unbilled. */
class BadRequestTest {
  private static Twin twin;
  private static Client client;

  @BeforeAll
  static void start() {
    twin =
        Twin.start(
            new TwinSettings(SampleCatalog.catalog(), Scenario.instant(1, 1), AnswerKey.none(), 0));
    client = Client.of(twin);
  }

  @AfterAll
  static void stop() {
    assertThat(twin.ledger().rows()).isEmpty();
    twin.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "temperature      | 2.5                          | Invalid temperature: expected a number from 0 to 2",
        "top_p            | -1                           | Invalid top_p: expected a number from 0 to 1",
        "presence_penalty | 3                            | Invalid presence_penalty: expected a number from -2 to 2",
        "stop             | ['a','b','c','d','e']        | Invalid stop: expected a list of at most 4",
        "seed             | 'lucky'                      | Invalid seed: expected a whole number",
        "max_tokens       | 0                            | Invalid max_tokens: expected a whole number, 1 or more",
        "stream           | 'yes'                        | Invalid stream: expected true or false",
        "messages         | []                           | Invalid messages: expected a list of them",
        "messages         | [{'role':'robot','content':''}] | Invalid messages[].role: expected one of system, user, assistant ...",
        "messages         | [{'role':'user'}]            | Invalid messages[].content: expected text or parts",
        "service_tier     | 'gold'                       | Invalid service_tier: expected one of auto, default, fast, flex, priority, scale",
        "metadata         | {'a': 1}                     | Invalid metadata: expected at most 16 pairs of at most 64 and 512 characters of text",
        "reasoning        | {'effort':'heroic'}          | Invalid reasoning.effort: expected one of high, low, max, medium, minimal, none, xhigh",
        "provider         | {'sort':'beauty'}            | Invalid provider.sort: expected one of exacto, latency, price, throughput",
        "provider         | {'odrer':['azure']}          | Unrecognized key: provider.odrer",
        "provider         | {'quantizations':['fp7']}    | Invalid provider.quantizations: expected names of quantizations",
        "provider         | {'data_collection':'maybe'}  | Invalid provider.data_collection: expected one of allow, deny",
        "provider         | {'max_price':{'prompt':-1}}  | Invalid provider.max_price.prompt: expected a price of zero or more",
        "provider         | {'max_price':{'prompt':{}}}  | Invalid provider.max_price.prompt: expected a price of zero or more",
        "provider         | {'preferred_max_latency':1e2000000000} | Invalid provider.preferred_max_latency: expected a number",
        "model            | ''                           | Invalid model: expected the id of a model",
      })
  void aFieldOutsideTheContractIsNamed(String field, String value, String message) {
    ObjectNode body = Asked.of(CHAT, "Hello");
    body.set(field, Client.parse(value.replace('\'', '"')));

    Client.Reply reply = client.ask(body.toString());

    assertThat(reply.status()).isEqualTo(400);
    JsonNode error = reply.json().path("error");
    assertThat(error.path("code").asInt()).isEqualTo(400);
    assertThat(error.path("message").asText()).isEqualTo(message);
    assertThat(error.path("metadata").path("error_type").asText()).isEqualTo("invalid_request");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[]", "{\"model\": \"swordfish", "{\"model\":1,\"model\":2}", "{} {}"})
  void aBodyThatIsNotOneJsonObjectIsRefusedWithoutQuotingIt(String body) {
    Client.Reply reply = client.ask(body);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body()).contains("Invalid JSON").doesNotContain("swordfish");
  }

  @Test
  void aSessionIdIsAtMost256CharactersLong() {
    assertThat(client.ask(Asked.inSession(CHAT, "Hello", "s".repeat(257))).status()).isEqualTo(400);
  }

  @Test
  void anUnknownModelIsNotFound() {
    Client.Reply reply = client.ask(Asked.plain("openai/gpt-99", "Hello"));

    assertThat(reply.status()).isEqualTo(404);
    JsonNode error = reply.json().path("error");
    assertThat(error.path("metadata").path("error_type").asText()).isEqualTo("not_found");
    assertThat(error.path("availability").path("code").asText()).isEqualTo("model_not_found");
  }

  @Test
  void aPromptThatFitsNoContextIsRefusedAsTooLong() {
    Client.Reply reply = client.ask(Asked.plain(CHAT, "words ".repeat(100_000)));

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().path("error").path("metadata").path("error_type").asText())
        .isEqualTo("context_length_exceeded");
  }

  @Test
  void aBodyBeyondTheLimitIsRefusedBeforeItIsSent() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), twin.baseUrl().getPort())) {
      String head =
          """
          POST /api/v1/chat/completions HTTP/1.1\r
          Host: localhost\r
          Authorization: Bearer sk-twin-test\r
          Content-Length: 50000000\r
          \r
          """;
      socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));

      assertThat(reader.readLine()).startsWith("HTTP/1.1 413");
    }
  }

  @Test
  void withoutAKeyNobodyIsServed() {
    Client.Reply reply = client.withKey(null).ask(Asked.plain(CHAT, "Hello"));

    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.json().path("error").path("metadata").path("error_type").asText())
        .isEqualTo("authentication");
  }

  @Test
  void anUnknownPathIsNotFoundAsJson() {
    Client.Reply reply = client.fetch("/chat/complétions".replace("é", "e") + "x");

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.json().path("error").path("code").asInt()).isEqualTo(404);
  }

  @Test
  void aWrongMethodIsRefusedAsJson() {
    assertThat(client.fetch("/chat/completions").json().path("error").path("code").asInt())
        .isEqualTo(405);
  }
}
