package dev.assay.twin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The refusals of the contract, each with what a client may learn from it. */
final class Refusals {
  private static final int MAX_FLAGGED_INPUT = 100;
  private static final int LIMIT_OF_A_FAULT = 60;

  private Refusals() {}

  static Refusal noKey(String message) {
    return new Refusal(401, "authentication", message);
  }

  static Refusal tooLarge() {
    return new Refusal(
        413,
        "payload_too_large",
        "The request is larger than %d MB".formatted(Twin.MAX_BODY_BYTES >> 20));
  }

  static Refusal noCredits() {
    return new Refusal(
        402, "payment_required", "Insufficient credits: the balance of the account is negative");
  }

  static Refusal keyLimit(KeyCard card) {
    return new Refusal(
        402,
        "payment_required",
        "Key limit exceeded: the key '%s' has limit_remaining 0%s"
            .formatted(
                card.name(),
                card.limitReset() == null ? "" : " (" + card.limitReset().wireName() + " limit)"));
  }

  static Refusal tooManyRequests(int limit, Duration wait, Instant now) {
    long seconds = Math.max(1, (wait.toMillis() + 999) / 1000);
    return new Refusal(
            429,
            "rate_limit_exceeded",
            "Rate limit exceeded: %d requests per minute".formatted(limit))
        .withHeader("Retry-After", Long.toString(seconds))
        .withHeader("X-RateLimit-Limit", Integer.toString(limit))
        .withHeader("X-RateLimit-Remaining", "0")
        .withHeader("X-RateLimit-Reset", Long.toString(now.plus(wait).toEpochMilli()));
  }

  static Refusal guardrailBudget(Guardrail guardrail) {
    String interval =
        guardrail.limitReset() == null ? "lifetime" : guardrail.limitReset().wireName();
    return byGuardrail(
        guardrail,
        "The %s budget of guardrail '%s' is exceeded".formatted(interval, guardrail.name()));
  }

  static Refusal blocked(Guardrail guardrail) {
    return byGuardrail(
        guardrail, "The request is blocked by guardrail '%s'".formatted(guardrail.name()));
  }

  static Refusal modelNotAllowed(Guardrail guardrail, String model) {
    return byGuardrail(
        guardrail, "Guardrail '%s' does not allow the model %s".formatted(guardrail.name(), model));
  }

  private static Refusal byGuardrail(Guardrail guardrail, String message) {
    ObjectNode stage = Json.object();
    stage.put("type", "guardrail");
    stage.put("name", guardrail.name());
    stage.put("guardrail_id", guardrail.name());
    stage.put("guardrail_scope", "api-key");
    stage.put("summary", message);
    ArrayNode pipeline = Json.array().add(stage);
    ObjectNode routing = Json.object();
    routing.put("attempt", 0);
    routing.set("pipeline", pipeline);
    return new Refusal(403, "permission_denied", message).withRouterMetadata(routing);
  }

  static Refusal moderated(Offer offer, String flaggedWord, ChatRequest request) {
    String text = request.lastUserText();
    Refusal refusal =
        new Refusal(
            403,
            "content_policy_violation",
            "%s requires moderation, and the input was flagged".formatted(offer.model().id()));
    refusal.metadata().set("reasons", Json.texts(List.of(flaggedWord)));
    refusal
        .metadata()
        .put("flagged_input", text.substring(0, Math.min(MAX_FLAGGED_INPUT, text.length())))
        .put("provider_name", offer.endpoint().provider())
        .put("model_slug", offer.model().id());
    return refusal;
  }

  static Refusal unknownModel(String model) {
    return new Refusal(404, "not_found", "No model is named '%s'".formatted(model))
        .withAvailability(availability("model_not_found", model));
  }

  static Refusal noFreeVariant(String model) {
    return new Refusal(404, "not_found", "%s has no free variant".formatted(model))
        .withAvailability(availability("free_variant_ended", model));
  }

  /**
   * @param excludedBy the filters that took endpoints away, the one that took the last at the end
   */
  static Refusal noEndpoint(String model, List<String> excludedBy) {
    String last = excludedBy.get(excludedBy.size() - 1);
    if (last.equals("context_length")) {
      return new Refusal(
          400,
          "context_length_exceeded",
          "The prompt and its output do not fit the context of any endpoint of " + model);
    }
    boolean byRegion = last.equals("data_region");
    String code =
        byRegion
            ? "region_restricted"
            : last.startsWith("data_policy") ? "privacy_restricted" : "constraint_filtered";
    ObjectNode availability = availability(code, model);
    availability.set("excluded_by", Json.texts(excludedBy));
    String message =
        "No endpoints of %s meet the request; excluded by: %s"
            .formatted(model, String.join(", ", excludedBy));
    return (byRegion
            ? new Refusal(403, "permission_denied", message)
            : new Refusal(404, "not_found", message))
        .withAvailability(availability);
  }

  /** What the gateway itself says when it is the one at fault. */
  static Refusal atGateway(Fault fault, String model, Instant now) {
    return switch (fault.kind()) {
      case RATE_LIMITED -> {
        int wait = fault.retryAfterSeconds() == null ? 1 : fault.retryAfterSeconds();
        yield tooManyRequests(LIMIT_OF_A_FAULT, Duration.ofSeconds(wait), now);
      }
      case INTERNAL_ERROR -> new Refusal(500, "server", "Internal Server Error");
      case GATEWAY_TIMEOUT -> new Refusal(504, "timeout", "The request timed out at the gateway");
      case UNAVAILABLE ->
          retrying(
              new Refusal(503, "provider_unavailable", "No instances are available")
                  .withAvailability(
                      availability("temporarily_unavailable", model).put("retryable", true)),
              fault);
      default -> throw new IllegalArgumentException(fault.kind() + " is not the gateway's own");
    };
  }

  /** What a client hears of a provider that failed when there was no other to try. */
  static Refusal byProvider(Fault fault, Offer offer) {
    Refusal refusal =
        switch (fault.kind()) {
          case PROVIDER_RATE_LIMITED ->
              retrying(new Refusal(429, "rate_limit_exceeded", "Provider returned error"), fault);
          case PROVIDER_OVERLOADED ->
              new Refusal(529, "provider_overloaded", "Provider is overloaded");
          case PROVIDER_ERROR ->
              new Refusal(502, "provider_unavailable", "Provider returned error");
          default -> throw new IllegalArgumentException(fault.kind() + " is not a provider's");
        };
    refusal
        .metadata()
        .put("provider_name", offer.endpoint().provider())
        .put("raw", "simulated upstream failure");
    return refusal;
  }

  private static Refusal retrying(Refusal refusal, Fault fault) {
    return fault.retryAfterSeconds() == null
        ? refusal
        : refusal.withHeader("Retry-After", fault.retryAfterSeconds().toString());
  }

  static ObjectNode availability(String code, String model) {
    ObjectNode availability = Json.object();
    availability.put("code", code);
    availability.put("retryable", false);
    availability.set("requested_models", Json.texts(List.of(model)));
    return availability;
  }
}
