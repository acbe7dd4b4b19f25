package dev.assay.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.plan.PlannedCall;
import dev.assay.policy.RoutePolicy.FallbackMode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Mistakes of published clients of such gateways, which must not be made here. */
class KnownDefectsTest {
  /** There every 403 is a bad key and every 400 a bad request, before the text is looked at. */
  @Test
  void aPolicyTextIsReadBeforeTheStatus() {
    assertThat(kind("error-403-guardrail-words")).isEqualTo(FailureKind.GUARDRAIL);
    assertThat(kind("error-403-moderation")).isEqualTo(FailureKind.MODERATION);
    assertThat(kind("error-403-budget")).isEqualTo(FailureKind.KEY_LIMIT);
    assertThat(kind("error-403-permission")).isEqualTo(FailureKind.AUTHENTICATION);
    assertThat(kind("error-400-guardrail-words")).isEqualTo(FailureKind.GUARDRAIL);
    assertThat(kind("error-400-content-policy-type")).isEqualTo(FailureKind.MODERATION);
  }

  /** There 402, 404 and 408 count as interrupted streams. */
  @Test
  void moneyMissingModelsAndTimeoutsAreNoInterruptedStreams() {
    assertThat(kind("error-402-balance")).isEqualTo(FailureKind.PAYMENT_REQUIRED);
    assertThat(kind("error-404-unknown-model")).isEqualTo(FailureKind.NOT_FOUND);
    assertThat(kind("error-404-max-price")).isEqualTo(FailureKind.NO_ENDPOINT);
    assertThat(kind("error-408-timeout")).isEqualTo(FailureKind.FIRST_TOKEN_TIMEOUT);
  }

  /** There "disabled" and "implicit default only" come to the same list of models. */
  @Test
  void onlyADefaultedModelMayFallBackUnderImplicitDefaultOnly() {
    String served = "x-ai/grok-4.1-fast";
    assertThat(refused(FallbackMode.DISABLED, true, served)).isTrue();
    assertThat(refused(FallbackMode.DISABLED, false, served)).isTrue();
    assertThat(refused(FallbackMode.IMPLICIT_DEFAULT_ONLY, true, served)).isFalse();
    assertThat(refused(FallbackMode.IMPLICIT_DEFAULT_ONLY, false, served)).isTrue();
    assertThat(refused(FallbackMode.ANY, false, served)).isFalse();
  }

  private static boolean refused(FallbackMode mode, boolean defaulted, String served) {
    PlannedCall call = Questions.of(Questions.MODEL, Questions.policy(mode, served), defaulted);
    return ServedModel.isForbidden(call.question(), served);
  }

  /** There missing token counts become 0, and the cost is never read. */
  @Test
  void missingCountsAreUnknownAndTheCostIsRead() {
    Exchange silent = outcome("plain-without-usage").exchange();
    assertThat(silent.tokens()).isEqualTo(TokenCounts.UNKNOWN);
    assertThat(silent.charge()).isEqualTo(Charge.UNKNOWN);
    assertThat(outcome("plain-answer").exchange().charge().billed()).hasToString("0.00000705");
  }

  /** There "allow" is sent wherever data collection is not denied. */
  @Test
  void aPolicyThatDoesNotSpeakOfDataCollectionStatesNoPreference() {
    assertThat(Routing.of(Questions.policy(FallbackMode.DISABLED)).has("data_collection"))
        .isFalse();
  }

  /** There an error within a stream goes unseen, and the usage after the last token is lost. */
  @Test
  void anErrorWithinAStreamIsSeenAndTheTrailingUsageKept() {
    Outcome broken = outcome("stream-error-midway");
    assertThat(((Outcome.Failure) broken).kind()).isEqualTo(FailureKind.STREAM_INTERRUPTED);
    assertThat(broken.exchange().charge().billed()).hasToString("0.00000705");
    assertThat(outcome("stream-answer").exchange().tokens().total()).isEqualTo(35);
  }

  private static FailureKind kind(String sample) {
    return ((Outcome.Failure) outcome(sample)).kind();
  }

  private static Outcome outcome(String name) {
    WireSample sample = WireSample.read(name);
    return sample.readInPieces(List.of(sample.body()));
  }
}
