package dev.assay.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.catalog.Parameters;
import dev.assay.catalog.Thinking;
import dev.assay.plan.PlannedCall;
import dev.assay.plan.Question;
import dev.assay.policy.RoutePolicy;
import dev.assay.policy.RoutePolicy.DataCollection;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Chat completions with OpenRouter's routing, its tracing, and nothing switched on by itself. */
final class OpenRouterRequests implements RequestWriter {
  private static final String REFERER = "https://assay.dev";
  private static final String TITLE = "Assay";
  private static final String COMPRESSION = "context-compression";
  private static final int MAX_METADATA_VALUE = 512;

  @Override
  public WireRequest write(Asked asked) {
    Question question = asked.call().question();
    RoutePolicy policy = question.policy();
    ObjectNode body = ChatBody.of(question);
    if (ServedModel.mayFallBack(question)) {
      ChatBody.texts(body, "models", policy.fallbackModels());
    }
    Parameters parameters = question.candidate().parameters();
    if (parameters.maxOutputTokens() != null) {
      body.put("max_completion_tokens", parameters.maxOutputTokens());
    }
    ObjectNode reasoning = reasoning(parameters);
    if (!reasoning.isEmpty()) {
      body.set("reasoning", reasoning);
    }
    if (parameters.preset() != null) {
      body.put("preset", parameters.preset().name());
    }
    if (asked.isStreamed()) {
      body.put("stream", true);
    }
    body.set("provider", Routing.of(policy));
    body.set("plugins", plugins(parameters.plugins()));
    body.put("session_id", SessionId.of(asked.call().id()));
    body.set("metadata", metadata(asked));
    body.putObject("trace")
        .put("trace_id", asked.traceId())
        .put("trace_name", cut(asked.runId()))
        .put("generation_name", cut(asked.call().id().value()));
    return new WireRequest("/chat/completions", headers(asked, policy), body);
  }

  private static ObjectNode reasoning(Parameters parameters) {
    Thinking thinking = parameters.thinking();
    ObjectNode reasoning = Json.MAPPER.createObjectNode();
    if (parameters.reasoningEffort() != null) {
      reasoning.put("effort", parameters.reasoningEffort());
    }
    if (thinking.maxTokens() != null) {
      reasoning.put("max_tokens", thinking.maxTokens());
    }
    ChatBody.flag(reasoning, "enabled", thinking.enabled());
    ChatBody.flag(reasoning, "exclude", thinking.exclude());
    if (thinking.summary() != null) {
      reasoning.put("summary", thinking.summary());
    }
    return reasoning;
  }

  /**
   * Those asked for, and compression switched off unless it is among them: it is on by default for
   * small contexts, and would shorten the prompt in silence.
   */
  private static ArrayNode plugins(JsonNode askedFor) {
    ArrayNode plugins = Json.MAPPER.createArrayNode();
    boolean compressionStated = false;
    if (askedFor != null) {
      for (JsonNode plugin : askedFor) {
        plugins.add(plugin);
        compressionStated |= COMPRESSION.equals(Json.text(plugin, "id"));
      }
    }
    if (!compressionStated) {
      plugins.addObject().put("id", COMPRESSION).put("enabled", false);
    }
    return plugins;
  }

  private static ObjectNode metadata(Asked asked) {
    PlannedCall call = asked.call();
    return Json.MAPPER
        .createObjectNode()
        .put("run_id", cut(asked.runId()))
        .put("call_id", cut(call.id().value()))
        .put("attempt", String.valueOf(asked.attempt()))
        .put("trace_id", asked.traceId())
        .put("purpose", Routing.lower(call.purpose()))
        .put("suite", cut(call.suite()))
        .put("case_id", cut(call.caseId()))
        .put("arm", cut(call.arm()));
  }

  private static Map<String, String> headers(Asked asked, RoutePolicy policy) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("HTTP-Referer", REFERER);
    headers.put("X-OpenRouter-Title", TITLE);
    headers.put("X-OpenRouter-Metadata", "enabled");
    Duration cached = policy.details().responseCache();
    headers.put("X-OpenRouter-Cache", String.valueOf(cached != null));
    if (cached != null) {
      headers.put("X-OpenRouter-Cache-TTL", String.valueOf(cached.toSeconds()));
    }
    if (policy.dataCollection() == DataCollection.DENY) {
      headers.put("X-OpenRouter-No-Prompt-Training", "true");
    }
    headers.put("X-Request-ID", asked.traceId());
    headers.put("Idempotency-Key", asked.idempotencyKey());
    return headers;
  }

  private static String cut(String value) {
    return value.length() <= MAX_METADATA_VALUE ? value : value.substring(0, MAX_METADATA_VALUE);
  }
}
