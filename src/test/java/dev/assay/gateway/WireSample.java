package dev.assay.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.plan.PlannedCall;
import dev.assay.policy.RoutePolicy.FallbackMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A response as a server sent it, with the outcome that must come of it beside it.
 *
 * <p>The files have line feeds in their heads, to be read easily; on the wire they are CRLF. A body
 * without a stated length ends where the file does.
 */
record WireSample(String name, String head, String text, JsonNode asked, JsonNode expected) {
  private static final Path FOLDER = Path.of("src/test/resources/gateway/wire");

  static Stream<WireSample> all() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      List<String> names =
          files
              .map(file -> file.getFileName().toString())
              .filter(file -> file.endsWith(".http"))
              .map(file -> file.substring(0, file.length() - ".http".length()))
              .sorted()
              .toList();
      return names.stream().map(WireSample::read);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static WireSample read(String name) {
    try {
      String text = Files.readString(FOLDER.resolve(name + ".http"));
      JsonNode beside =
          Json.MAPPER.readTree(Files.readString(FOLDER.resolve(name + ".expected.json")));
      int blank = text.indexOf("\n\n");
      return new WireSample(
          name,
          text.substring(0, blank + 1),
          text.substring(blank + 2),
          beside.path("asked"),
          beside.path("outcome"));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  byte[] body() {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  Dialect dialect() {
    return Dialect.valueOf(asked.path("dialect").asText());
  }

  Delivery delivery() {
    return Delivery.valueOf(asked.path("delivery").asText());
  }

  PlannedCall call() {
    FallbackMode mode = FallbackMode.valueOf(asked.path("fallback").asText("DISABLED"));
    return Questions.of(asked.path("model").asText(Questions.MODEL), Questions.policy(mode), false);
  }

  /** The bytes of the whole response. */
  byte[] wire() {
    byte[] body = body();
    String stated =
        head.contains("Content-Length") ? "" : "Content-Length: %d\n".formatted(body.length);
    byte[] start = (head + stated + "\n").replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    byte[] wire = new byte[start.length + body.length];
    System.arraycopy(start, 0, wire, 0, start.length);
    System.arraycopy(body, 0, wire, start.length, body.length);
    return wire;
  }

  /** Whether the connection breaks before the body is whole. */
  boolean isCut() {
    return head.contains("Content-Length");
  }

  ResponseHead responseHead() {
    List<String> lines = head.lines().toList();
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int status = Integer.parseInt(lines.get(0).substring(9, 12));
    return new ResponseHead(status, headers);
  }

  /** What comes of the body when it arrives in these pieces, without a network. */
  Outcome readInPieces(List<byte[]> pieces) {
    HttpGateway gateway =
        HttpGateway.at(dialect(), "http://127.0.0.1:1/api/v1", KeySource.none(), "run-1")
            .delivering(delivery());
    ResponseReader reader =
        new ResponseReader(
            Asked.by(gateway, call(), 1), new Scrubber(null), 1 << 20, Instant.EPOCH, 0);
    reader.started(Instant.EPOCH, 0);
    reader.head(responseHead());
    pieces.forEach(piece -> reader.bytes(ByteBuffer.wrap(piece), 5));
    return isCut() && !reader.isComplete() ? reader.brokenOff("cut", 9) : reader.ended(9);
  }

  /** The outcome as JSON without what differs from run to run, and without what is not known. */
  static ObjectNode describe(Outcome outcome) {
    ObjectNode told = outcome.fold(WireSample::answer, WireSample::failure);
    Exchange exchange = outcome.exchange();
    told.set("httpStatus", Json.MAPPER.valueToTree(exchange.httpStatus()));
    ObjectNode served = known(Json.MAPPER.valueToTree(exchange.served()));
    if (served.path("hops").isEmpty()) {
      served.remove("hops");
    }
    told.set("served", served);
    told.set("tokens", known(Json.MAPPER.valueToTree(exchange.tokens())));
    ObjectNode charge = told.putObject("charge");
    charge.put("billed", text(exchange.charge().billed()));
    charge.put("upstream", text(exchange.charge().upstream()));
    charge.put("byokFee", text(exchange.charge().byokFee()));
    charge.put("asSent", exchange.charge().asSent());
    known(charge);
    told.put("firstTokenSeen", exchange.timing().firstToken() != null);
    told.put("firstReasoningSeen", exchange.timing().firstReasoning() != null);
    return told;
  }

  private static ObjectNode answer(Outcome.Answer answer) {
    ObjectNode told = Json.MAPPER.createObjectNode().put("kind", "ANSWER");
    told.put("text", answer.text());
    if (answer.reasoning() != null) {
      told.put("reasoning", answer.reasoning());
    }
    if (!answer.reasoningParts().isEmpty()) {
      told.set("reasoningParts", Json.MAPPER.valueToTree(answer.reasoningParts()));
    }
    if (!answer.toolCalls().isEmpty()) {
      told.set("toolCalls", Json.MAPPER.valueToTree(answer.toolCalls()));
    }
    return told;
  }

  private static ObjectNode failure(Outcome.Failure failure) {
    ObjectNode told = Json.MAPPER.createObjectNode();
    told.put("kind", failure.kind().name());
    told.put("phase", failure.phase().name());
    told.put("attribution", failure.attribution().name());
    told.put("retryable", failure.kind().retryable());
    told.put("detail", failure.detail());
    if (failure.retryAfter() != null) {
      told.put("retryAfter", failure.retryAfter().toString());
    }
    return told;
  }

  private static String text(Object value) {
    return value == null ? null : value.toString();
  }

  private static ObjectNode known(ObjectNode object) {
    object.properties().removeIf(field -> field.getValue().isNull());
    return object;
  }

  @Override
  public String toString() {
    return name;
  }
}
