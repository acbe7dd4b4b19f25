package dev.assay.gateway;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.plan.CallId;
import java.io.Serializable;

/**
 * What the gateway's own record says of an attempt, asked for after the attempt was over.
 *
 * @param generationId what was looked up; null where the attempt brought no id
 * @param tokens the provider's own count, as it is billed
 * @param served who answered, by the same record
 * @param whyUnknown why there is no charge; null where there is one
 */
public record LateCharge(
    CallId call,
    int attempt,
    String generationId,
    Charge charge,
    TokenCounts tokens,
    Served served,
    String whyUnknown)
    implements Serializable {
  public LateCharge {
    requireNonNull(call, "call");
    requireNonNull(charge, "charge");
    requireNonNull(tokens, "tokens");
    requireNonNull(served, "served");
  }

  static LateCharge unknown(Exchange exchange, String why) {
    return new LateCharge(
        exchange.call(),
        exchange.attempt(),
        exchange.served().generationId(),
        Charge.UNKNOWN,
        TokenCounts.UNKNOWN,
        Served.UNKNOWN,
        why);
  }

  /** Reads the gateway's record of a generation. */
  static LateCharge read(Exchange exchange, JsonNode body) {
    JsonNode generation = body.path("data").isObject() ? body.path("data") : body;
    Draft draft = new Draft();
    draft.generationId = exchange.served().generationId();
    draft.model = Json.text(generation, "model");
    draft.provider = Json.text(generation, "provider_name");
    draft.serviceTier = Json.text(generation, "service_tier");
    draft.isByok = Json.flag(generation, "is_byok");
    draft.cost = Json.decimal(generation, "total_cost");
    if (draft.cost == null) {
      draft.cost = Json.decimal(generation, "usage");
    }
    draft.upstreamCost = Json.decimal(generation, "upstream_inference_cost");
    String finish = Json.text(generation, "finish_reason");
    if (finish != null) {
      draft.finished(finish, Json.text(generation, "native_finish_reason"));
    }
    Long prompt = Json.count(generation, "native_tokens_prompt");
    Long completion = Json.count(generation, "native_tokens_completion");
    TokenCounts tokens =
        new TokenCounts(
            prompt,
            Json.count(generation, "native_tokens_cached"),
            null,
            completion,
            Json.count(generation, "native_tokens_reasoning"),
            prompt == null || completion == null ? null : (Long) (prompt + completion));
    Charge charge = draft.charge();
    return new LateCharge(
        exchange.call(),
        exchange.attempt(),
        draft.generationId,
        charge,
        tokens,
        draft.served(),
        charge.billed() == null ? "the gateway's record names no cost" : null);
  }
}
