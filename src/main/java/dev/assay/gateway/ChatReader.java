package dev.assay.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Chat completions, whole or in chunks, as OpenRouter and OpenAI-compatible servers tell them. */
final class ChatReader implements ReplyReader {
  private static final long MAX_STATUS = 999;

  @Override
  public boolean isLast(SseReader.Event event) {
    return event.data().strip().equals("[DONE]");
  }

  @Override
  public boolean isReply(ObjectNode body) {
    return body.path("choices").isArray() || isError(body.path("error"));
  }

  @Override
  public void readWhole(ObjectNode body, Draft draft) {
    readFrame(body, draft);
    readMessage(body.path("choices").path(0).path("message"), draft);
  }

  @Override
  public void readEvent(SseReader.Event event, ObjectNode data, Draft draft) {
    readFrame(data, draft);
    readMessage(data.path("choices").path(0).path("delta"), draft);
  }

  private static void readFrame(ObjectNode body, Draft draft) {
    draft.generationId = firstOf(draft.generationId, Json.text(body, "id"));
    draft.model = firstOf(Json.text(body, "model"), draft.model);
    draft.provider = firstOf(Json.text(body, "provider"), draft.provider);
    draft.serviceTier = firstOf(Json.text(body, "service_tier"), draft.serviceTier);
    JsonNode choice = body.path("choices").path(0);
    String told = Json.text(choice, "finish_reason");
    if (told != null) {
      draft.finished(told, Json.text(choice, "native_finish_reason"));
    }
    readUsage(body.path("usage"), draft);
    readRouting(body.path("openrouter_metadata"), draft);
    readError(body, draft);
  }

  private static void readUsage(JsonNode usage, Draft draft) {
    if (!usage.isObject()) {
      return;
    }
    JsonNode prompt = usage.path("prompt_tokens_details");
    JsonNode completion = usage.path("completion_tokens_details");
    draft.tokens =
        new TokenCounts(
            Json.count(usage, "prompt_tokens"),
            Json.count(prompt, "cached_tokens"),
            Json.count(prompt, "cache_write_tokens"),
            Json.count(usage, "completion_tokens"),
            Json.count(completion, "reasoning_tokens"),
            Json.count(usage, "total_tokens"));
    draft.cost = firstOf(Json.decimal(usage, "cost"), draft.cost);
    draft.upstreamCost =
        firstOf(
            Json.decimal(usage.path("cost_details"), "upstream_inference_cost"),
            draft.upstreamCost);
    draft.isByok = firstOf(Json.flag(usage, "is_byok"), draft.isByok);
  }

  /** What the gateway tells of its routing; it is surer of the provider than the chunks are. */
  private static void readRouting(JsonNode metadata, Draft draft) {
    if (!metadata.isObject()) {
      return;
    }
    draft.isByok = firstOf(draft.isByok, Json.flag(metadata, "is_byok"));
    for (JsonNode endpoint : metadata.path("endpoints").path("available")) {
      if (endpoint.path("selected").asBoolean(false)) {
        draft.provider = firstOf(Json.text(endpoint, "provider"), draft.provider);
      }
    }
    draft.hops = hops(metadata.path("attempts"));
    Long attempt = Json.count(metadata, "attempt");
    // counted from 1; 0 is a request that never reached a provider
    if (attempt != null && attempt > 0 && attempt <= Integer.MAX_VALUE) {
      draft.fallbackDepth = attempt.intValue() - 1;
    }
  }

  private static List<Hop> hops(JsonNode attempts) {
    List<Hop> hops = new ArrayList<>();
    for (JsonNode attempt : attempts) {
      Long status = Json.count(attempt, "status");
      hops.add(
          new Hop(
              Json.text(attempt, "provider"),
              Json.text(attempt, "model"),
              status == null || status > MAX_STATUS ? null : (Integer) status.intValue()));
    }
    return hops;
  }

  private static void readError(ObjectNode body, Draft draft) {
    boolean atTop = isError(body.path("error"));
    boolean inChoice = isError(body.path("choices").path(0).path("error"));
    if (draft.error == null && (atTop || inChoice)) {
      draft.error = atTop ? body : body.path("choices").path(0);
    }
  }

  private static boolean isError(JsonNode error) {
    return error.isTextual() || (error.isObject() && !error.isEmpty());
  }

  private static void readMessage(JsonNode message, Draft draft) {
    addText(message.path("content"), draft);
    if (message.path("refusal").isTextual()) {
      draft.addText(message.path("refusal").textValue());
    }
    readReasoning(message, draft);
    long position = 0;
    for (JsonNode call : message.path("tool_calls")) {
      Long index = Json.count(call, "index");
      JsonNode function = call.path("function");
      draft.addToolCall(
          index == null ? position : index,
          Json.text(call, "id"),
          Json.text(function, "name"),
          Json.text(function, "arguments"));
      position++;
    }
  }

  private static void addText(JsonNode content, Draft draft) {
    if (content.isTextual()) {
      draft.addText(content.textValue());
    }
    for (JsonNode part : content) {
      if (part.path("text").isTextual()) {
        draft.addText(part.path("text").textValue());
      }
    }
  }

  /** Servers that tell it in parts often tell it in one text as well; only one of them counts. */
  private static void readReasoning(JsonNode message, Draft draft) {
    for (String name : List.of("reasoning_details", "reasoning", "reasoning_content")) {
      if (draft.addReasoning(message.path(name))) {
        return;
      }
    }
  }

  static <T> T firstOf(T preferred, T other) {
    return preferred != null ? preferred : other;
  }
}
