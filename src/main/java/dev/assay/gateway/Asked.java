package dev.assay.gateway;

import dev.assay.plan.PlannedCall;

/**
 * One attempt as it goes out.
 *
 * @param gatewayUrl the base URL, the policy's region included
 */
record Asked(
    PlannedCall call,
    int attempt,
    String traceId,
    String runId,
    Dialect dialect,
    BaseUrl gatewayUrl,
    Delivery delivery) {

  static Asked by(HttpGateway gateway, PlannedCall call, int attempt) {
    return new Asked(
        call,
        attempt,
        TraceId.of(gateway.runId(), call.id(), attempt),
        gateway.runId(),
        gateway.dialect(),
        gateway.dialect().baseUrl(BaseUrl.of(gateway.baseUrl()), call.question().policy()),
        gateway.delivery());
  }

  boolean isStreamed() {
    return delivery == Delivery.STREAMED;
  }

  /** The same for a resend of the same attempt, another for the next attempt. */
  String idempotencyKey() {
    return runId + "." + call.id().value() + "." + attempt;
  }
}
