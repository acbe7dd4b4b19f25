package dev.assay.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A plain OpenAI-compatible server that shares no code with the twin: it knows nothing of
 * providers, costs or generation look-ups, answers each question with the same text, and keeps
 * every request it was sent.
 */
final class RecordingServer implements AutoCloseable {
  /** One request as it arrived. */
  record Received(String path, Map<String, List<String>> headers, String body) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final String answer;
  private volatile int status = 200;

  private RecordingServer(HttpServer server, String answer) {
    this.server = server;
    this.answer = answer;
  }

  static RecordingServer answering(String answer) throws IOException {
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    RecordingServer recording = new RecordingServer(http, answer);
    http.createContext("/v1/chat/completions", recording::answer);
    http.setExecutor(recording.threads);
    http.start();
    return recording;
  }

  /** One that keeps the requests, too, and refuses each with the same status. */
  static RecordingServer refusing(int status) throws IOException {
    RecordingServer recording = answering("");
    recording.status = status;
    return recording;
  }

  String baseUrl() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
  }

  List<Received> received() {
    return List.copyOf(received);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    received.add(
        new Received(
            exchange.getRequestURI().getPath(), Map.copyOf(exchange.getRequestHeaders()), body));
    if (status != 200) {
      exchange.sendResponseHeaders(status, -1);
      exchange.close();
      return;
    }
    boolean streamed = body.replace(" ", "").contains("\"stream\":true");
    String model = body.replaceFirst("(?s).*\"model\"\\s*:\\s*\"([^\"]*)\".*", "$1");
    byte[] reply = (streamed ? stream(model) : whole(model)).getBytes(StandardCharsets.UTF_8);
    exchange
        .getResponseHeaders()
        .set("Content-Type", streamed ? "text/event-stream" : "application/json");
    exchange.sendResponseHeaders(200, reply.length);
    exchange.getResponseBody().write(reply);
    exchange.close();
  }

  private String whole(String model) {
    return """
        {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"%s",
         "choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"%s"}}],
         "usage":{"prompt_tokens":20,"completion_tokens":5,"total_tokens":25}}"""
        .formatted(model, answer);
  }

  private String stream(String model) {
    String head =
        "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\""
            + model
            + "\",";
    return head
        + "\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\""
        + answer
        + "\"},\"finish_reason\":null}]}\n\n"
        + head
        + "\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
        + head
        + "\"choices\":[],\"usage\":{\"prompt_tokens\":20,\"completion_tokens\":5,\"total_tokens\":25}}\n\n"
        + "data: [DONE]\n\n";
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
