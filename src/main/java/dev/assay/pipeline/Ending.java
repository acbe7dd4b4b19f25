package dev.assay.pipeline;

import static java.util.Objects.requireNonNull;

import dev.assay.gateway.FailureKind;
import dev.assay.gateway.Outcome;
import dev.assay.money.Usd;
import java.time.Duration;
import java.util.Locale;

/**
 * How an admitted attempt ended, as far as it matters for what is sent next.
 *
 * @param cost null where nobody knows
 * @param tokens prompt and answer; null where nobody knows
 * @param retryAfter how long we were asked to wait; null where nobody asked
 * @param ofProvider whether it was a provider that spoke, and not the gateway
 * @param what in a few words
 */
record Ending(
    Usd cost, Long tokens, Sign sign, Duration retryAfter, boolean ofProvider, String what) {

  /** What an ending tells of the other side. */
  enum Sign {
    FINE,
    /** Too many at once, or in this minute. */
    TOO_MUCH,
    /** It could not be reached, or broke down. */
    DOWN,
    /** The key may not ask any more. */
    KEY_REFUSED,
    /** Only this call is concerned. */
    NOTHING
  }

  Ending {
    requireNonNull(sign, "sign");
    requireNonNull(what, "what");
  }

  /**
   * What admission needs to know of an attempt that is over.
   *
   * @param wayAround whether the transport may still bring an answer past this failure
   */
  static Ending of(Outcome outcome, Usd cost, boolean wayAround) {
    Long tokens = outcome.exchange().tokens().total();
    return outcome.fold(
        answer -> new Ending(cost, tokens, Sign.FINE, null, false, ""),
        failure ->
            new Ending(
                cost,
                tokens,
                sign(failure, wayAround),
                failure.retryAfter(),
                failure.exchange().served().provider() != null,
                failure.kind().name().toLowerCase(Locale.ROOT)));
  }

  private static Sign sign(Outcome.Failure failure, boolean wayAround) {
    boolean toldToStayAway =
        failure.retryAfter() != null && failure.retryAfter().compareTo(Retries.LONGEST_TOLD) > 0;
    Sign sign = toldToStayAway ? Sign.DOWN : sign(failure.kind());
    // a key that is refused ends the run, unless its calls can go where that key is not asked for
    return sign == Sign.KEY_REFUSED && wayAround ? Sign.NOTHING : sign;
  }

  private static Sign sign(FailureKind kind) {
    return switch (kind) {
      case RATE_LIMITED, OVERLOADED -> Sign.TOO_MUCH;
      case AUTHENTICATION, PAYMENT_REQUIRED, KEY_LIMIT -> Sign.KEY_REFUSED;
      case CONNECT_TIMEOUT,
          FIRST_TOKEN_TIMEOUT,
          IDLE_TIMEOUT,
          TOTAL_TIMEOUT,
          PROVIDER_ERROR,
          STREAM_INTERRUPTED,
          MALFORMED,
          NETWORK ->
          Sign.DOWN;
      case GUARDRAIL,
          MODERATION,
          BAD_REQUEST,
          CONTEXT_LENGTH,
          NOT_FOUND,
          NO_ENDPOINT,
          WRONG_MODEL,
          LOST,
          NOT_RECORDED,
          CANCELLED ->
          Sign.NOTHING;
    };
  }
}
