package dev.assay.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.catalog.Parameters;
import java.util.LinkedHashMap;
import java.util.Map;

/** Chat completions as every OpenAI-compatible server takes them. */
final class OpenAiRequests implements RequestWriter {
  @Override
  public WireRequest write(Asked asked) {
    Parameters parameters = asked.call().question().candidate().parameters();
    ObjectNode body = ChatBody.of(asked.call().question());
    if (parameters.maxOutputTokens() != null) {
      // the older name is the one that all of these servers know
      body.put("max_tokens", parameters.maxOutputTokens());
    }
    if (parameters.reasoningEffort() != null) {
      body.put("reasoning_effort", parameters.reasoningEffort());
    }
    if (asked.isStreamed()) {
      body.put("stream", true);
      // without it these servers leave the usage out of a stream
      body.putObject("stream_options").put("include_usage", true);
    }
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("X-Request-ID", asked.traceId());
    headers.put("Idempotency-Key", asked.idempotencyKey());
    return new WireRequest("/chat/completions", headers, body);
  }
}
