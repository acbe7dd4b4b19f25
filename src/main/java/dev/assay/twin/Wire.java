package dev.assay.twin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.catalog.TokenUse;
import dev.assay.money.Usd;
import dev.assay.twin.ChatRequest.Thinking;
import java.util.List;
import java.util.Locale;

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
    return withUsage(body, generation);
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
    return withUsage(chunk, generation);
  }

  private static ObjectNode withUsage(ObjectNode body, Generation generation) {
    if (!generation.suffers(FaultKind.MISSING_USAGE)) {
      body.set("usage", usage(generation));
    }
    if (generation.arrival().tellsRouting() && !generation.isCopy()) {
      body.set("openrouter_metadata", routing(generation));
    }
    return body;
  }

  /** What stands in the place of the rest of an answer when the provider breaks down in it. */
  static ObjectNode errorChunk(Generation generation) {
    ObjectNode chunk = chunk(generation, delta(), "error");
    chunk.set("error", error(generation));
    return chunk;
  }

  /** The same for an answer that is sent whole: a body that holds nothing else. */
  static ObjectNode errorBody(Generation generation) {
    return (ObjectNode) Json.object().set("error", error(generation));
  }

  private static ObjectNode error(Generation generation) {
    ObjectNode metadata = Json.object();
    metadata.put("error_type", "provider_unavailable");
    metadata.put("provider_name", generation.offer().endpoint().provider());
    ObjectNode error = Json.object();
    error.put("code", 502);
    error.put("message", "Provider disconnected mid-answer");
    error.set("metadata", metadata);
    return error;
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
    envelope.put("created", generation.arrival().createdAt().getEpochSecond());
    envelope.put("service_tier", generation.offer().tier().name().toLowerCase(Locale.ROOT));
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
        finishReason == null || finishReason.equals("error")
            ? finishReason
            : generation.reply().nativeFinishReason());
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
    Usd upstream = generation.upstream(use);
    Usd upstreamOfPrompt = generation.upstreamOfPrompt(use);

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
    costDetails.set("upstream_inference_cost", Json.money(upstream));
    costDetails.set("upstream_inference_prompt_cost", Json.money(upstreamOfPrompt));
    costDetails.set(
        "upstream_inference_completions_cost", Json.money(upstream.minus(upstreamOfPrompt)));

    ObjectNode usage = Json.object();
    usage.put("prompt_tokens", use.prompt());
    usage.put("completion_tokens", use.completion());
    usage.put("total_tokens", use.prompt() + use.completion());
    usage.set("prompt_tokens_details", promptDetails);
    usage.set("completion_tokens_details", completionDetails);
    usage.set("cost", Json.money(generation.cost(use)));
    usage.put("is_byok", generation.isByok());
    usage.set("cost_details", costDetails);
    return usage;
  }

  /** How the request was routed, told to those who ask for it. */
  static ObjectNode routing(Generation generation) {
    Routed routed = generation.routed();
    ArrayNode available = Json.array();
    for (Offer offer : routed.offers()) {
      available.add(named(offer).put("selected", offer.equals(routed.serving())));
    }
    ObjectNode endpoints = Json.object();
    endpoints.put("total", routed.offers().size());
    endpoints.set("available", available);
    ObjectNode routing = Json.object();
    routing.put("requested", generation.request().model());
    routing.put("strategy", routed.strategy());
    routing.put("region", generation.arrival().region().wireName());
    routing.put("attempt", routed.tries().size());
    routing.put("is_byok", generation.isByok());
    routing.set("endpoints", endpoints);
    routing.set("attempts", attempts(routed.tries()));
    routing.set("pipeline", Json.array());
    return routing;
  }

  private static ArrayNode attempts(List<Routed.Try> tries) {
    ArrayNode attempts = Json.array();
    tries.forEach(each -> attempts.add(named(each.offer()).put("status", each.status())));
    return attempts;
  }

  private static ObjectNode named(Offer offer) {
    return Json.object()
        .put("provider", offer.endpoint().provider())
        .put("model", offer.model().id());
  }
}
