package dev.assay.twin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.catalog.TokenUse;
import dev.assay.money.Usd;
import dev.assay.twin.ChatRequest.Thinking;
import java.util.List;

/** A generation as the wire shows it: whole, or chunk by chunk. */
final class Wire {
  private static final String FORMAT_OF_REASONING = "unknown";

  private Wire() {}

  static ObjectNode completion(Generation generation) {
    Reply reply = generation.reply();
    ObjectNode message = Json.object();
    message.put("role", "assistant");
    message.put("content", reply.toolCall() == null ? reply.text() : null);
    message.putNull("refusal");
    if (showsReasoning(generation) && !reply.reasoning().isEmpty()) {
      putReasoning(message, reply.reasoning());
    } else {
      message.putNull("reasoning");
    }
    if (reply.toolCall() != null) {
      message.set("tool_calls", toolCalls(generation));
    }
    ObjectNode choice = Json.object();
    choice.put("index", 0);
    choice.putNull("logprobs");
    choice.put("finish_reason", reply.finishReason());
    choice.put("native_finish_reason", reply.nativeFinishReason());
    choice.set("message", message);

    ObjectNode body = envelope(generation, "chat.completion");
    body.set("choices", Json.array().add(choice));
    body.set("usage", usage(generation));
    if (generation.tellsRouting()) {
      body.set("openrouter_metadata", routing(generation));
    }
    return body;
  }

  /** The chunk that opens a stream: a role and no text yet. */
  static ObjectNode opening(Generation generation) {
    return chunk(generation, delta(), null);
  }

  static ObjectNode reasoningChunk(Generation generation, String text) {
    ObjectNode delta = delta();
    putReasoning(delta, text);
    return chunk(generation, delta, null);
  }

  static ObjectNode textChunk(Generation generation, String text, boolean isFirst) {
    ObjectNode delta = delta();
    if (generation.reply().toolCall() == null) {
      delta.put("content", text);
    } else {
      delta.set("tool_calls", toolCallPart(generation, text, isFirst));
    }
    return chunk(generation, delta, null);
  }

  static ObjectNode finishChunk(Generation generation) {
    return chunk(generation, delta(), generation.reply().finishReason());
  }

  /** The last chunk: no choice any more, but what it all cost. */
  static ObjectNode usageChunk(Generation generation) {
    ObjectNode chunk = envelope(generation, "chat.completion.chunk");
    chunk.set("choices", Json.array());
    chunk.set("usage", usage(generation));
    if (generation.tellsRouting()) {
      chunk.set("openrouter_metadata", routing(generation));
    }
    return chunk;
  }

  static boolean showsReasoning(Generation generation) {
    return generation.request().thinking() != Thinking.HIDDEN;
  }

  private static ObjectNode envelope(Generation generation, String object) {
    ObjectNode envelope = Json.object();
    envelope.put("id", generation.id());
    envelope.put("provider", generation.offer().endpoint().provider());
    envelope.put("model", generation.offer().model().id());
    envelope.put("object", object);
    envelope.put("created", generation.createdAt().getEpochSecond());
    envelope.putNull("system_fingerprint");
    return envelope;
  }

  private static ObjectNode chunk(Generation generation, ObjectNode delta, String finishReason) {
    ObjectNode choice = Json.object();
    choice.put("index", 0);
    choice.set("delta", delta);
    choice.put("finish_reason", finishReason);
    choice.put(
        "native_finish_reason",
        finishReason == null ? null : generation.reply().nativeFinishReason());
    choice.putNull("logprobs");
    ObjectNode chunk = envelope(generation, "chat.completion.chunk");
    chunk.set("choices", Json.array().add(choice));
    return chunk;
  }

  private static ObjectNode delta() {
    ObjectNode delta = Json.object();
    delta.put("role", "assistant");
    delta.put("content", "");
    return delta;
  }

  private static void putReasoning(ObjectNode message, String text) {
    message.put("reasoning", text);
    ObjectNode detail = Json.object();
    detail.put("type", "reasoning.text");
    detail.put("text", text);
    detail.putNull("signature");
    detail.put("format", FORMAT_OF_REASONING);
    detail.put("index", 0);
    message.set("reasoning_details", Json.array().add(detail));
  }

  private static ArrayNode toolCalls(Generation generation) {
    return toolCallPart(generation, generation.reply().text(), true);
  }

  private static ArrayNode toolCallPart(Generation generation, String arguments, boolean isFirst) {
    ObjectNode function = Json.object();
    ObjectNode call = Json.object();
    call.put("index", 0);
    if (isFirst) {
      call.put("id", "call_" + generation.id().substring(generation.id().length() - 12));
      call.put("type", "function");
      function.put("name", generation.reply().toolCall().path("name").asText());
    }
    function.put("arguments", arguments);
    call.set("function", function);
    return Json.array().add(call);
  }

  static ObjectNode usage(Generation generation) {
    TokenUse use = generation.use();
    Usd cost = generation.cost(use);
    Usd promptCost = generation.promptCost(use);

    ObjectNode promptDetails = Json.object();
    promptDetails.put("cached_tokens", use.cached());
    promptDetails.put("cache_write_tokens", use.cacheWrite());
    promptDetails.put("audio_tokens", 0);
    promptDetails.put("video_tokens", 0);
    ObjectNode completionDetails = Json.object();
    completionDetails.put("reasoning_tokens", use.reasoning());
    completionDetails.put("audio_tokens", 0);
    completionDetails.put("image_tokens", 0);
    ObjectNode costDetails = Json.object();
    costDetails.set("upstream_inference_cost", Json.money(cost));
    costDetails.set("upstream_inference_prompt_cost", Json.money(promptCost));
    costDetails.set("upstream_inference_completions_cost", Json.money(cost.minus(promptCost)));

    ObjectNode usage = Json.object();
    usage.put("prompt_tokens", use.prompt());
    usage.put("completion_tokens", use.completion());
    usage.put("total_tokens", use.prompt() + use.completion());
    usage.set("prompt_tokens_details", promptDetails);
    usage.set("completion_tokens_details", completionDetails);
    usage.set("cost", Json.money(cost));
    usage.put("is_byok", false);
    usage.set("cost_details", costDetails);
    return usage;
  }

  /** How the request was routed, told to those who ask for it. */
  static ObjectNode routing(Generation generation) {
    ArrayNode available = Json.array();
    for (Offer offer : generation.offers()) {
      ObjectNode endpoint = named(offer);
      endpoint.put("selected", offer.equals(generation.offer()));
      available.add(endpoint);
    }
    ObjectNode endpoints = Json.object();
    endpoints.put("total", generation.offers().size());
    endpoints.set("available", available);
    ArrayNode attempts = Json.array();
    List<Offer> tried = generation.tried();
    for (Offer offer : tried) {
      attempts.add(named(offer).put("status", offer.equals(generation.offer()) ? 200 : 502));
    }
    boolean fellBack = !generation.offer().model().id().equals(generation.request().model());
    ObjectNode routing = Json.object();
    routing.put("requested", generation.request().model());
    routing.put("strategy", fellBack ? "fallback" : "direct");
    routing.put("region", generation.region().wireName());
    routing.put("attempt", tried.size());
    routing.put("is_byok", false);
    routing.set("endpoints", endpoints);
    routing.set("attempts", attempts);
    routing.set("pipeline", Json.array());
    return routing;
  }

  private static ObjectNode named(Offer offer) {
    return Json.object()
        .put("provider", offer.endpoint().provider())
        .put("model", offer.model().id());
  }
}
