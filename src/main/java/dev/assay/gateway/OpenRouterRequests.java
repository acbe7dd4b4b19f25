package dev.assay.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.catalog.Parameters;
import dev.assay.plan.PlannedCall;
import dev.assay.plan.Question;
import dev.assay.policy.RoutePolicy;
import dev.assay.policy.RoutePolicy.DataCollection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Chat completions with OpenRouter's routing, its tracing, and nothing switched on by itself. */
final class OpenRouterRequests implements RequestWriter {
  private static final String REFERER = "https://assay.dev";
  private static final String TITLE = "Assay";
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
    if (parameters.reasoningEffort() != null) {
      body.putObject("reasoning").put("effort", parameters.reasoningEffort());
    }
    if (asked.isStreamed()) {
      body.put("stream", true);
    }
    body.set("provider", provider(policy));
    // it is on by default for small contexts, and would shorten the prompt in silence
    body.putArray("plugins").addObject().put("id", "context-compression").put("enabled", false);
    body.put("session_id", SessionId.of(asked.call().id()));
    body.set("metadata", metadata(asked));
    body.putObject("trace")
        .put("trace_id", asked.traceId())
        .put("trace_name", cut(asked.runId()))
        .put("generation_name", cut(asked.call().id().value()));
    return new WireRequest("/chat/completions", headers(asked, policy), body);
  }

  private static ObjectNode provider(RoutePolicy policy) {
    ObjectNode provider = Json.MAPPER.createObjectNode();
    ChatBody.texts(provider, "order", policy.order());
    ChatBody.texts(provider, "only", policy.only());
    ChatBody.texts(provider, "ignore", policy.ignore());
    provider.put("allow_fallbacks", policy.allowFallbacks());
    provider.put("require_parameters", policy.requireParameters());
    if (policy.dataCollection() != null) {
      provider.put("data_collection", lower(policy.dataCollection()));
    }
    if (policy.zeroRetention()) {
      provider.put("zdr", true);
    }
    ChatBody.texts(provider, "quantizations", policy.quantizations());
    if (policy.sort() != null) {
      provider.put("sort", lower(policy.sort()));
    }
    if (policy.maxPrice() != null) {
      provider
          .putObject("max_price")
          .put("prompt", policy.maxPrice().prompt().amount())
          .put("completion", policy.maxPrice().completion().amount());
    }
    return provider;
  }

  private static ObjectNode metadata(Asked asked) {
    PlannedCall call = asked.call();
    return Json.MAPPER
        .createObjectNode()
        .put("run_id", cut(asked.runId()))
        .put("call_id", cut(call.id().value()))
        .put("attempt", String.valueOf(asked.attempt()))
        .put("trace_id", asked.traceId())
        .put("purpose", lower(call.purpose()))
        .put("suite", cut(call.suite()))
        .put("case_id", cut(call.caseId()))
        .put("arm", cut(call.arm()));
  }

  private static Map<String, String> headers(Asked asked, RoutePolicy policy) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("HTTP-Referer", REFERER);
    headers.put("X-OpenRouter-Title", TITLE);
    headers.put("X-OpenRouter-Metadata", "enabled");
    headers.put("X-OpenRouter-Cache", "false");
    if (policy.dataCollection() == DataCollection.DENY) {
      headers.put("X-OpenRouter-No-Prompt-Training", "true");
    }
    headers.put("X-Request-ID", asked.traceId());
    headers.put("Idempotency-Key", asked.idempotencyKey());
    return headers;
  }

  private static String lower(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT);
  }

  private static String cut(String value) {
    return value.length() <= MAX_METADATA_VALUE ? value : value.substring(0, MAX_METADATA_VALUE);
  }
}
