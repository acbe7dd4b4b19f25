package dev.assay.gateway;

import static dev.assay.gateway.FailureKind.AUTHENTICATION;
import static dev.assay.gateway.FailureKind.BAD_REQUEST;
import static dev.assay.gateway.FailureKind.CONTEXT_LENGTH;
import static dev.assay.gateway.FailureKind.FIRST_TOKEN_TIMEOUT;
import static dev.assay.gateway.FailureKind.GUARDRAIL;
import static dev.assay.gateway.FailureKind.KEY_LIMIT;
import static dev.assay.gateway.FailureKind.MODERATION;
import static dev.assay.gateway.FailureKind.NOT_FOUND;
import static dev.assay.gateway.FailureKind.NO_ENDPOINT;
import static dev.assay.gateway.FailureKind.OVERLOADED;
import static dev.assay.gateway.FailureKind.PAYMENT_REQUIRED;
import static dev.assay.gateway.FailureKind.PROVIDER_ERROR;
import static dev.assay.gateway.FailureKind.RATE_LIMITED;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tells why a gateway refused, from the surest sign to the vaguest: its error type, what it says of
 * availability, the rest of its metadata, its words, its status.
 *
 * <p>A status says little (a 403 may be a key, a guardrail, moderation, a region or a budget), so
 * it decides only where nothing else does.
 */
final class Diagnosis {
  /** Types that name one cause, of OpenRouter, OpenAI and Anthropic. */
  private static final Map<String, FailureKind> BY_TYPE = new HashMap<>();

  /** Types that leave as much open as the status they stand for. */
  private static final Map<String, Integer> BROAD_TYPES =
      Map.of(
          "invalid_request", 400,
          "invalid_request_error", 400,
          "payment_required", 402,
          "permission_denied", 403,
          "permission_error", 403,
          "not_found", 404,
          "not_found_error", 404);

  private static final Map<String, FailureKind> BY_AVAILABILITY =
      Map.ofEntries(
          Map.entry("model_not_found", NOT_FOUND),
          Map.entry("model_deprecated", NOT_FOUND),
          Map.entry("free_variant_ended", NOT_FOUND),
          Map.entry("wrong_endpoint", BAD_REQUEST),
          Map.entry("no_endpoints", NO_ENDPOINT),
          Map.entry("region_restricted", NO_ENDPOINT),
          Map.entry("privacy_restricted", NO_ENDPOINT),
          Map.entry("constraint_filtered", NO_ENDPOINT),
          Map.entry("model_unavailable_upstream", PROVIDER_ERROR),
          Map.entry("capacity_exhausted", OVERLOADED),
          Map.entry("temporarily_unavailable", OVERLOADED));

  static {
    put(
        CONTEXT_LENGTH,
        "context_length_exceeded",
        "max_tokens_exceeded",
        "token_limit_exceeded",
        "string_too_long");
    put(AUTHENTICATION, "authentication", "authentication_error", "invalid_api_key");
    put(PAYMENT_REQUIRED, "insufficient_quota", "billing_error");
    put(RATE_LIMITED, "rate_limit_exceeded", "rate_limit_error");
    put(OVERLOADED, "provider_overloaded", "overloaded_error");
    put(PROVIDER_ERROR, "provider_unavailable", "server", "server_error", "api_error");
    put(FIRST_TOKEN_TIMEOUT, "timeout", "timeout_error");
    put(MODERATION, "content_policy_violation", "refusal", "content_filter");
    put(
        BAD_REQUEST,
        "invalid_prompt",
        "precondition_failed",
        "payload_too_large",
        "request_too_large",
        "unprocessable",
        "invalid_image",
        "image_too_large",
        "image_too_small",
        "unsupported_image_format",
        "image_not_found",
        "image_download_failed");
  }

  private static final Pattern SPEAKS_OF_GUARDRAIL =
      words("guardrail|allow-?list|not (in|on) the allowed|prompt injection|sensitive info");
  private static final Pattern SPEAKS_OF_MODERATION =
      words("moderation|flagged|content policy|safety system|content_filter");
  private static final Pattern SPEAKS_OF_LENGTH =
      words("context length|context window|maximum context|prompt is too long|too many tokens");
  private static final Pattern SPEAKS_OF_CREDIT = words("credit balance|insufficient credit");
  private static final Pattern SPEAKS_OF_LIMIT =
      words("key limit|limit_remaining|limit of (this|the|your) key|key.{0,40}limit|budget");
  private static final Pattern SPEAKS_OF_FILTERS =
      words("no endpoints|no allowed providers|data policy|max_price|region|zero data retention");
  private static final Pattern SPEAKS_OF_LOAD = words("overloaded|over capacity");

  private final int status;
  private final JsonNode error;
  private final JsonNode metadata;
  private final JsonNode body;
  private final String words;

  /**
   * @param httpStatus of the response; that of an error inside a 200 body is read from the body
   * @param body the object that holds {@code error}
   * @param words what it said in prose
   */
  private Diagnosis(int httpStatus, JsonNode body, String words) {
    this.body = body;
    this.error = body.path("error");
    this.metadata = error.path("metadata");
    this.words = words;
    int stated = httpStatus >= 200 && httpStatus < 300 ? statusWithin() : httpStatus;
    this.status = known(BROAD_TYPES).orElse(stated);
  }

  static FailureKind of(int httpStatus, JsonNode body, String words) {
    Diagnosis diagnosis = new Diagnosis(httpStatus, body, words);
    return diagnosis
        .byType()
        .or(diagnosis::byAvailability)
        .or(diagnosis::byMetadata)
        .or(diagnosis::byWords)
        .orElseGet(diagnosis::byStatus);
  }

  private Optional<FailureKind> byType() {
    return known(BY_TYPE);
  }

  /** The first of the places where servers put a type that holds one we know. */
  private <T> Optional<T> known(Map<String, T> types) {
    return known(types, Json.text(metadata, "error_type"))
        .or(() -> known(types, Json.text(error, "error_type")))
        .or(() -> known(types, Json.text(error, "code")))
        .or(() -> known(types, Json.text(error, "type")));
  }

  private Optional<FailureKind> byAvailability() {
    JsonNode availability = availability(error);
    return known(BY_AVAILABILITY, Json.text(availability, "code"))
        .or(
            () ->
                availability.path("excluded_by").isEmpty()
                    ? Optional.empty()
                    : Optional.of(NO_ENDPOINT));
  }

  static JsonNode availability(JsonNode error) {
    JsonNode direct = error.path("availability");
    return direct.isObject() ? direct : error.path("metadata").path("availability");
  }

  private Optional<FailureKind> byMetadata() {
    if (metadata.has("guardrail_id") || metadata.has("guardrail_name") || guardrailStopped()) {
      return Optional.of(SPEAKS_OF_LIMIT.matcher(words).find() ? KEY_LIMIT : GUARDRAIL);
    }
    if (metadata.has("reasons") || metadata.has("flagged_input")) {
      return Optional.of(MODERATION);
    }
    return metadata.path("excluded_by").isEmpty() ? Optional.empty() : Optional.of(NO_ENDPOINT);
  }

  private boolean guardrailStopped() {
    if (status != 403 && status != 400) {
      return false;
    }
    for (JsonNode step : body.path("openrouter_metadata").path("pipeline")) {
      if ("guardrail".equals(Json.text(step, "type"))) {
        return true;
      }
    }
    return false;
  }

  /** Only where the status leaves several causes open. */
  private Optional<FailureKind> byWords() {
    return switch (status) {
      case 400, 413, 422 ->
          says(SPEAKS_OF_LENGTH, CONTEXT_LENGTH)
              .or(() -> says(SPEAKS_OF_GUARDRAIL, GUARDRAIL))
              .or(() -> says(SPEAKS_OF_MODERATION, MODERATION))
              .or(() -> says(SPEAKS_OF_CREDIT, PAYMENT_REQUIRED));
      case 402 -> says(SPEAKS_OF_LIMIT, KEY_LIMIT);
      case 403 ->
          says(SPEAKS_OF_LIMIT, KEY_LIMIT)
              .or(() -> says(SPEAKS_OF_GUARDRAIL, GUARDRAIL))
              .or(() -> says(SPEAKS_OF_MODERATION, MODERATION))
              .or(() -> says(SPEAKS_OF_FILTERS, NO_ENDPOINT));
      case 404 -> says(SPEAKS_OF_FILTERS, NO_ENDPOINT);
      case 503 -> says(SPEAKS_OF_LOAD, OVERLOADED);
      default -> Optional.empty();
    };
  }

  private FailureKind byStatus() {
    return switch (status) {
      case 401, 403, 407 -> AUTHENTICATION;
      case 402 -> PAYMENT_REQUIRED;
      case 404 -> NOT_FOUND;
      case 408, 504, 524 -> FIRST_TOKEN_TIMEOUT;
      case 429 -> RATE_LIMITED;
      case 529 -> OVERLOADED;
      default -> status >= 300 && status < 500 ? BAD_REQUEST : PROVIDER_ERROR;
    };
  }

  /** The status an error inside a 200 body gives itself; 0 where it gives none. */
  private int statusWithin() {
    Long code = Json.count(error, "code");
    Long other = code == null ? Json.count(error, "http_status") : code;
    if (other != null) {
      return other.intValue();
    }
    String text = Json.text(error, "code");
    return text != null && text.matches("[1-5][0-9]{2}") ? Integer.parseInt(text) : 0;
  }

  private Optional<FailureKind> says(Pattern pattern, FailureKind kind) {
    return pattern.matcher(words).find() ? Optional.of(kind) : Optional.empty();
  }

  private static <T> Optional<T> known(Map<String, T> meanings, String word) {
    return word == null
        ? Optional.empty()
        : Optional.ofNullable(meanings.get(word.toLowerCase(Locale.ROOT)));
  }

  private static void put(FailureKind kind, String... types) {
    for (String type : types) {
      BY_TYPE.put(type, kind);
    }
  }

  private static Pattern words(String alternatives) {
    return Pattern.compile(alternatives, Pattern.CASE_INSENSITIVE);
  }
}
