package dev.assay.twin;

import dev.assay.catalog.TokenPrice;
import dev.assay.catalog.TokenUse;
import dev.assay.money.Usd;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * One request on its way: who asked, which endpoint serves it, what it will say and how fast.
 *
 * @param tried the offers in the order they were tried, the serving one last
 * @param offers all that could have served it
 */
record Generation(
    String id,
    Instant createdAt,
    long receivedNanos,
    Caller caller,
    String requestId,
    boolean tellsRouting,
    Region region,
    ChatRequest request,
    List<Offer> offers,
    List<Offer> tried,
    Reply reply,
    Pacing pacing) {

  /** Those that finish, and bill, a stream that nobody listens to any more. */
  private static final Set<String> NEVER_CANCELLED =
      Set.of(
          "amazon-bedrock",
          "bedrock",
          "groq",
          "google",
          "google-vertex",
          "google-ai-studio",
          "ai-studio",
          "mistral",
          "perplexity",
          "sambanova",
          "alibaba");

  Offer offer() {
    return tried.get(tried.size() - 1);
  }

  boolean canBeCancelled() {
    return request.streamed() && !NEVER_CANCELLED.contains(offer().endpoint().provider());
  }

  TokenUse use() {
    return use(reply.completionTokens());
  }

  /** The tokens used by the time so many were said. */
  TokenUse use(int completionTokens) {
    return new TokenUse(
        request.promptTokens(),
        0,
        0,
        completionTokens,
        Math.min(reply.reasoningTokens(), completionTokens));
  }

  Usd cost(TokenUse use) {
    return offer().price().cost(use);
  }

  /** The part of the cost that the prompt makes. */
  Usd promptCost(TokenUse use) {
    TokenPrice price = offer().price();
    return price.cost(new TokenUse(use.prompt(), use.cached(), use.cacheWrite(), 0, 0));
  }

  /** The row of a generation that ran to its end. */
  LedgerRow finished(long firstTokenNanos, long finishedNanos) {
    return row(
        use(), reply.finishReason(), reply.nativeFinishReason(), firstTokenNanos, finishedNanos);
  }

  /** The row of a stream that its client left after so many tokens. */
  LedgerRow cancelled(int tokensSent, long firstTokenNanos, long finishedNanos) {
    return canBeCancelled()
        ? row(use(tokensSent), null, null, firstTokenNanos, finishedNanos)
        : row(
            use(),
            reply.finishReason(),
            reply.nativeFinishReason(),
            firstTokenNanos,
            finishedNanos);
  }

  private LedgerRow row(
      TokenUse use, String finishReason, String nativeFinishReason, long first, long finished) {
    Usd cost = cost(use);
    return new LedgerRow(
        id,
        requestId,
        caller.keyHash(),
        createdAt,
        request.model(),
        offer().model().id(),
        offer().endpoint().provider(),
        offer().endpoint().tag(),
        region.wireName(),
        request.promptHash(),
        request.promptBytes(),
        request.sessionId(),
        request.user(),
        use,
        cost,
        cost,
        false,
        request.streamed(),
        finishReason == null,
        finishReason,
        nativeFinishReason,
        200,
        new LedgerRow.Clock(receivedNanos, first, finished));
  }
}
