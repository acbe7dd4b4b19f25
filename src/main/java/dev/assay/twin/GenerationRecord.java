package dev.assay.twin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.catalog.TokenUse;

/** A row of the ledger in the form of the generation look-up. */
final class GenerationRecord {
  private GenerationRecord() {}

  static ObjectNode of(LedgerRow row) {
    TokenUse tokens = row.tokens();
    ObjectNode data = Json.object();
    data.put("id", row.generationId());
    data.put("request_id", row.requestId());
    data.put("created_at", row.createdAt().toString());
    data.put("model", row.model());
    data.put("provider_name", row.provider());
    data.put("session_id", row.sessionId());
    data.put("external_user", row.user());
    data.put("api_type", "completions");
    data.put("data_region", row.region());
    data.put("streamed", row.streamed());
    data.put("cancelled", row.cancelled());
    data.put("is_byok", row.byok());
    data.put("finish_reason", row.finishReason());
    data.put("native_finish_reason", row.nativeFinishReason());
    data.put("latency", row.clock().firstTokenMillis());
    data.put("generation_time", row.clock().latencyMillis());
    data.put("tokens_prompt", tokens.prompt());
    data.put("tokens_completion", tokens.completion());
    data.put("native_tokens_prompt", tokens.prompt());
    data.put("native_tokens_completion", tokens.completion());
    data.put("native_tokens_reasoning", tokens.reasoning());
    data.put("native_tokens_cached", tokens.cached());
    data.set("total_cost", Json.money(row.costUsd()));
    data.set("usage", Json.money(row.costUsd()));
    data.set("upstream_inference_cost", Json.money(row.upstreamUsd()));
    data.putNull("response_cache_source_id");
    return (ObjectNode) Json.object().set("data", data);
  }
}
