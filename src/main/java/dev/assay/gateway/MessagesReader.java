package dev.assay.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;

/**
 * Answers of Anthropic's messages API, whole or as events.
 *
 * <p>Its input count leaves out what was read from or written to the cache; ours includes both.
 */
final class MessagesReader implements ReplyReader {
  private final UsageSoFar usage = new UsageSoFar();

  /** A stream tells its counts twice: some at the start, the final ones at the end. */
  private static final class UsageSoFar {
    private Long input;
    private Long cacheRead;
    private Long cacheWrite;
    private Long output;

    /** The output count at the start is of a token or two, no count of the answer. */
    private TokenCounts begun(JsonNode told) {
      updated(told);
      output = null;
      return counts();
    }

    private TokenCounts updated(JsonNode told) {
      input = ChatReader.firstOf(Json.count(told, "input_tokens"), input);
      cacheRead = ChatReader.firstOf(Json.count(told, "cache_read_input_tokens"), cacheRead);
      cacheWrite = ChatReader.firstOf(Json.count(told, "cache_creation_input_tokens"), cacheWrite);
      output = ChatReader.firstOf(Json.count(told, "output_tokens"), output);
      return counts();
    }

    private TokenCounts counts() {
      Long prompt = input == null ? null : (Long) (input + orZero(cacheRead) + orZero(cacheWrite));
      Long total = prompt == null || output == null ? null : (Long) (prompt + output);
      return new TokenCounts(prompt, cacheRead, cacheWrite, output, null, total);
    }

    private static long orZero(Long count) {
      return count == null ? 0 : count;
    }
  }

  @Override
  public boolean isReply(ObjectNode body) {
    return body.path("content").isArray() || body.path("error").isObject();
  }

  @Override
  public boolean isLast(SseReader.Event event) {
    return event.name().equals("message_stop");
  }

  @Override
  public void readWhole(ObjectNode body, Draft draft) {
    if (body.path("error").isObject()) {
      draft.error = body;
      return;
    }
    readMessage(body, draft);
    readStop(body, draft);
    draft.tokens = usage.updated(body.path("usage"));
    long position = 0;
    for (JsonNode block : body.path("content")) {
      startBlock(position, block, draft);
      JsonNode input = block.path("input");
      if (input.isObject()) {
        draft.addToolCall(position, null, null, input.toString());
      }
      position++;
    }
  }

  @Override
  public void readEvent(SseReader.Event event, ObjectNode data, Draft draft) {
    JsonNode delta = data.path("delta");
    Long index = Json.count(data, "index");
    long position = index == null ? 0 : index;
    switch (String.valueOf(Json.text(data, "type"))) {
      case "message_start" -> {
        readMessage(data.path("message"), draft);
        draft.tokens = usage.begun(data.path("message").path("usage"));
      }
      case "content_block_start" -> startBlock(position, data.path("content_block"), draft);
      case "content_block_delta" -> continueBlock(position, delta, draft);
      case "message_delta" -> {
        readStop(delta, draft);
        draft.tokens = usage.updated(data.path("usage"));
      }
      case "error" -> draft.error = draft.error == null ? data : draft.error;
      default -> {
        // pings and whatever else is added to the API one day
      }
    }
  }

  private void readMessage(JsonNode message, Draft draft) {
    draft.generationId = ChatReader.firstOf(draft.generationId, Json.text(message, "id"));
    draft.model = Json.text(message, "model");
    draft.provider = "anthropic";
    draft.serviceTier = Json.text(message.path("usage"), "service_tier");
  }

  private static void readStop(JsonNode holder, Draft draft) {
    String reason = Json.text(holder, "stop_reason");
    if (reason != null) {
      draft.finished(reason, reason);
    }
  }

  private static void startBlock(long position, JsonNode block, Draft draft) {
    addIfText(block, "text", draft::addText);
    draft.addReasoning(block.path("thinking"));
    if ("tool_use".equals(Json.text(block, "type"))) {
      draft.addToolCall(position, Json.text(block, "id"), Json.text(block, "name"), null);
    }
  }

  private static void continueBlock(long position, JsonNode delta, Draft draft) {
    addIfText(delta, "text", draft::addText);
    draft.addReasoning(delta.path("thinking"));
    addIfText(delta, "partial_json", json -> draft.addToolCall(position, null, null, json));
  }

  private static void addIfText(JsonNode holder, String field, Consumer<String> add) {
    String text = Json.text(holder, field);
    if (text != null) {
      add.accept(text);
    }
  }
}
