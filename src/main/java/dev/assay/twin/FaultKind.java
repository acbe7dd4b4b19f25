package dev.assay.twin;

/** What can go wrong on order. */
public enum FaultKind {
  /** The gateway itself says 429, with its rate-limit headers. */
  RATE_LIMITED(Stage.GATEWAY),
  INTERNAL_ERROR(Stage.GATEWAY),
  UNAVAILABLE(Stage.GATEWAY),
  GATEWAY_TIMEOUT(Stage.GATEWAY),
  /** Something in front of the gateway answers with HTML. */
  PROXY_PAGE(Stage.GATEWAY),
  /** The connection closes without a byte of response. */
  CLOSED_AT_ONCE(Stage.GATEWAY),

  /** A provider says 429; the next one is tried where the request allows it, as with the others. */
  PROVIDER_RATE_LIMITED(Stage.PROVIDER),
  PROVIDER_ERROR(Stage.PROVIDER),
  PROVIDER_OVERLOADED(Stage.PROVIDER),

  SLOW_FIRST_TOKEN(Stage.ANSWER),
  /** Half of the answer comes, then nothing more; it is billed whole. */
  STALLED_STREAM(Stage.ANSWER),
  /** Half of the answer comes, then the connection breaks; it is billed whole. */
  CUT_MID_STREAM(Stage.ANSWER),
  /** Half of the answer comes, then an error in its place; it is not billed. */
  ERROR_MID_STREAM(Stage.ANSWER),
  MALFORMED_CHUNK(Stage.ANSWER),
  /** The answer says nothing of tokens and cost. */
  MISSING_USAGE(Stage.ANSWER),
  /** The look-up of the generation finds nothing for a while. */
  LATE_GENERATION(Stage.ANSWER),
  /** Another model answers than the one asked, and is billed. */
  WRONG_MODEL(Stage.ANSWER),
  /** A request for a stream is answered by plain JSON. */
  PLAIN_FOR_STREAM(Stage.ANSWER),

  /** From a moment on the endpoint charges another price. */
  PRICE_CHANGE(Stage.PRICE);

  /** Where on its way a request meets the fault. */
  enum Stage {
    GATEWAY,
    PROVIDER,
    ANSWER,
    PRICE
  }

  private final Stage stage;

  FaultKind(Stage stage) {
    this.stage = stage;
  }

  Stage stage() {
    return stage;
  }

  boolean tellsWhenToRetry() {
    return this == RATE_LIMITED || this == UNAVAILABLE || this == PROVIDER_RATE_LIMITED;
  }

  boolean takesTime() {
    return this == SLOW_FIRST_TOKEN || this == STALLED_STREAM || this == LATE_GENERATION;
  }
}
