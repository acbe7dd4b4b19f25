package dev.assay.twin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.catalog.TokenUse;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The look-up of single generations, which may lag behind the ledger, as the real one does. */
final class GenerationLookup {
  private final Ledger ledger;
  private final TwinClock clock;
  private final double usualDelaySeconds;
  private final Map<String, Instant> hiddenUntil = new ConcurrentHashMap<>();

  GenerationLookup(Ledger ledger, TwinClock clock, double usualDelaySeconds) {
    this.ledger = ledger;
    this.clock = clock;
    this.usualDelaySeconds = usualDelaySeconds;
  }

  /** Takes note of a generation that is about to be billed. */
  void announce(Generation generation) {
    Fault late = generation.faults().get(FaultKind.LATE_GENERATION);
    double seconds = late == null ? usualDelaySeconds : late.seconds();
    if (seconds > 0) {
      hiddenUntil.put(generation.id(), clock.now().plus(clock.realSpan(seconds)));
    }
  }

  ObjectNode show(String id, Account account) {
    if (id == null) {
      throw Refusal.badRequest("Invalid id: expected the id of a generation");
    }
    Instant until = hiddenUntil.get(id);
    if (until != null && !clock.now().isBefore(until)) {
      hiddenUntil.remove(id);
      until = null;
    }
    boolean visible = until == null;
    LedgerRow row =
        ledger
            .row(id)
            .filter(each -> visible && each.keyHash().equals(account.keyHash()))
            .orElseThrow(() -> new Refusal(404, "not_found", "Generation not found"));
    return (ObjectNode) Json.object().set("data", data(row));
  }

  private static ObjectNode data(LedgerRow row) {
    TokenUse tokens = row.tokens();
    ObjectNode data = Json.object();
    data.put("id", row.generationId());
    data.put("request_id", row.requestId());
    data.put("created_at", row.createdAt().toString());
    data.put("model", row.model());
    data.put("provider_name", row.provider());
    data.put("router", row.requestedModel().equals(ModelName.AUTO) ? ModelName.AUTO : null);
    data.put("preset_id", row.preset());
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
    data.put("response_cache_source_id", row.responseCacheSource());
    return data;
  }
}
