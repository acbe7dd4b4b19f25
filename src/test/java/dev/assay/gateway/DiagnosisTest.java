package dev.assay.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DiagnosisTest {
  @ParameterizedTest
  @CsvSource({
    "context_length_exceeded, CONTEXT_LENGTH",
    "max_tokens_exceeded, CONTEXT_LENGTH",
    "token_limit_exceeded, CONTEXT_LENGTH",
    "string_too_long, CONTEXT_LENGTH",
    "authentication, AUTHENTICATION",
    "permission_denied, AUTHENTICATION",
    "payment_required, PAYMENT_REQUIRED",
    "rate_limit_exceeded, RATE_LIMITED",
    "provider_overloaded, OVERLOADED",
    "provider_unavailable, PROVIDER_ERROR",
    "invalid_request, BAD_REQUEST",
    "invalid_prompt, BAD_REQUEST",
    "not_found, NOT_FOUND",
    "precondition_failed, BAD_REQUEST",
    "payload_too_large, BAD_REQUEST",
    "unprocessable, BAD_REQUEST",
    "content_policy_violation, MODERATION",
    "refusal, MODERATION",
    "invalid_image, BAD_REQUEST",
    "image_too_large, BAD_REQUEST",
    "image_too_small, BAD_REQUEST",
    "unsupported_image_format, BAD_REQUEST",
    "image_not_found, BAD_REQUEST",
    "image_download_failed, BAD_REQUEST",
    "server, PROVIDER_ERROR",
    "timeout, FIRST_TOKEN_TIMEOUT",
    "unmapped, PROVIDER_ERROR",
  })
  void anErrorTypeDecidesWhereNoStatusDoes(String type, FailureKind kind) {
    String error = "{\"error\":{\"message\":\"x\",\"metadata\":{\"error_type\":\"%s\"}}}";
    assertThat(diagnosis(200, error.formatted(type))).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "model_not_found, NOT_FOUND",
    "wrong_endpoint, BAD_REQUEST",
    "no_endpoints, NO_ENDPOINT",
    "model_deprecated, NOT_FOUND",
    "model_unavailable_upstream, PROVIDER_ERROR",
    "capacity_exhausted, OVERLOADED",
    "temporarily_unavailable, OVERLOADED",
    "region_restricted, NO_ENDPOINT",
    "privacy_restricted, NO_ENDPOINT",
    "constraint_filtered, NO_ENDPOINT",
    "free_variant_ended, NOT_FOUND",
  })
  void anAvailabilityCodeDecidesOverTheStatus(String code, FailureKind kind) {
    String error =
        "{\"error\":{\"code\":418,\"message\":\"x\",\"availability\":{\"code\":\"%s\"}}}";
    assertThat(diagnosis(418, error.formatted(code))).isEqualTo(kind);
  }

  @Test
  void anErrorTypeDecidesOverTheStatus() {
    String error =
        "{\"error\":{\"code\":400,\"metadata\":{\"error_type\":\"rate_limit_exceeded\"}}}";
    assertThat(diagnosis(400, error)).isEqualTo(FailureKind.RATE_LIMITED);
  }

  @Test
  void aBroadErrorTypeLeavesTheDecisionToFinerSigns() {
    assertThat(
            diagnosis(
                403,
                "{\"error\":{\"code\":403,\"metadata\":{\"error_type\":\"permission_denied\",\"reasons\":[\"hate\"]}}}"))
        .isEqualTo(FailureKind.MODERATION);
  }

  static Stream<FailureKind> kinds() {
    return Arrays.stream(FailureKind.values());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyKindSaysWhoseFaultItIs(FailureKind kind) {
    assertThat(kind.attribution()).isNotNull();
  }

  @Test
  void whatOnlyWeCanMendIsNeverRetried() {
    // a lost attempt is ours, and asking again is what mends it
    assertThat(
            kinds()
                .filter(kind -> kind.attribution() == Attribution.OURS)
                .filter(kind -> kind != FailureKind.LOST))
        .isNotEmpty()
        .noneMatch(FailureKind::retryable);
  }

  private static FailureKind diagnosis(int status, String body) {
    ObjectNode json = Json.object(body).orElseThrow();
    return Diagnosis.of(status, json, ErrorText.words(json));
  }
}
