package dev.assay.pipeline;

import static java.util.Objects.requireNonNull;

import dev.assay.money.Usd;
import dev.assay.plan.PlannedCall;

/**
 * An attempt that wants to be sent, as far as it matters for when.
 *
 * @param worstCase what it can cost at most; null where nobody knows, and then it is sent alone,
 *     with all that is left of the budget behind it
 * @param tokens what it is expected to use, prompt and answer
 */
record Bid(String arm, String model, boolean isRetry, Usd worstCase, long tokens) {
  /** For a model whose answers have no known length. */
  private static final int LIKELY_TOKENS = 1_000;

  Bid {
    requireNonNull(arm, "arm");
    requireNonNull(model, "model");
  }

  static Bid of(PlannedCall call, int attempt) {
    return new Bid(
        call.arm(),
        call.question().candidate().model(),
        attempt > 1,
        call.worstCase(),
        call.expectedTokens() == null ? LIKELY_TOKENS : call.expectedTokens());
  }
}
