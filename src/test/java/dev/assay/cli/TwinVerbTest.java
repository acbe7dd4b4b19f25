package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** The twin in a process of its own, asked by a client that shares no code with Assay. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class TwinVerbTest {
  private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:\\d+/api/v1");

  private final HttpClient client = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private Process twin;
  private String url;

  @BeforeAll
  void startIt() throws IOException {
    twin =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.assay.cli.Assay",
                "twin",
                "--port",
                "0",
                "--scenario",
                "bench/instant.yaml")
            .redirectErrorStream(true)
            .start();
    url =
        twin.inputReader(StandardCharsets.UTF_8)
            .lines()
            .map(ADDRESS::matcher)
            .filter(Matcher::find)
            .map(Matcher::group)
            .findFirst()
            .orElseThrow();
  }

  @AfterAll
  void stopIt() throws InterruptedException {
    twin.destroy();
    assertThat(twin.waitFor(20, TimeUnit.SECONDS)).isTrue();
  }

  private HttpResponse<String> ask(String path, String body) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path)).header("Authorization", "Bearer sk-any");
    return client.send(
        (body == null ? request : request.POST(BodyPublishers.ofString(body))).build(),
        BodyHandlers.ofString());
  }

  @Test
  void anyKeyIsAnsweredWithAModelItsTokensAndWhatItCost() throws Exception {
    HttpResponse<String> answer =
        ask(
            "/chat/completions",
            "{\"model\":\"openai/gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode body = json.readTree(answer.body());
    assertThat(body.at("/model").asText()).startsWith("openai/gpt-4o-mini");
    assertThat(body.at("/choices/0/message/content").asText()).isNotBlank();
    assertThat(body.at("/usage/prompt_tokens").asInt()).isPositive();
    assertThat(body.at("/usage/cost").decimalValue()).isPositive();
  }

  @Test
  void aStreamEndsWithItsUsageAndItsEndMark() throws Exception {
    HttpResponse<String> answer =
        ask(
            "/chat/completions",
            "{\"model\":\"openai/gpt-4o\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");

    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/event-stream");
    assertThat(answer.body()).contains("\"usage\"").endsWith("data: [DONE]\n\n");
  }

  @Test
  void itsModelsAreTheTenOfTheCatalog() throws Exception {
    HttpResponse<String> models = ask("/models", null);
    assertThat(json.readTree(models.body()).at("/data"))
        .filteredOn(model -> !model.get("id").asText().startsWith("openrouter/"))
        .hasSize(10);
  }
}
