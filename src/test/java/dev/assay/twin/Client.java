package dev.assay.twin;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A client of the twin that knows nothing of ours: the one the JDK brings. */
final class Client {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI base;
  private final String key;

  private Client(URI base, String key) {
    this.base = base;
    this.key = key;
  }

  static Client of(Twin twin) {
    return new Client(twin.baseUrl(), "sk-twin-test");
  }

  Client withKey(String other) {
    return new Client(base, other);
  }

  Client inRegion(String region) {
    return new Client(
        URI.create(base.toString().replace("/api/v1", "/" + region + "/api/v1")), key);
  }

  /** What came back: the status, the headers, the body as text. */
  record Reply(int status, java.net.http.HttpHeaders headers, String body) {
    JsonNode json() {
      return parse(body);
    }

    String header(String name) {
      return headers.firstValue(name).orElse(null);
    }

    /** The JSON of every event of a stream, the end mark left out. */
    List<JsonNode> events() {
      List<JsonNode> events = new ArrayList<>();
      body.lines()
          .filter(line -> line.startsWith("data: ") && !line.equals("data: [DONE]"))
          .forEach(line -> events.add(parse(line.substring("data: ".length()))));
      return events;
    }
  }

  static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException malformed) {
      throw new UncheckedIOException(malformed);
    }
  }

  Reply ask(String body, String... headers) {
    return chat(body, headers).join();
  }

  CompletableFuture<Reply> chat(String body, String... headers) {
    HttpRequest.Builder request =
        request("/chat/completions")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request);
  }

  Reply fetch(String path) {
    return send(request(path).GET()).join();
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
    return key == null ? request : request.header("Authorization", "Bearer " + key);
  }

  private CompletableFuture<Reply> send(HttpRequest.Builder request) {
    return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
        .thenApply(each -> new Reply(each.statusCode(), each.headers(), each.body()));
  }
}
