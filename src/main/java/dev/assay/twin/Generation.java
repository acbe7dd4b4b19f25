package dev.assay.twin;

import dev.assay.catalog.TokenPrice;
import dev.assay.catalog.TokenUse;
import dev.assay.money.Usd;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Set;

/**
 * One request on its way: who asked, who serves it, what it will say, how fast, and what will go
 * wrong with it.
 *
 * @param byokFee the share of the list price that is charged where the caller's own key pays
 * @param faults what the answer suffers from
 * @param cacheWish null where the client did not ask for its response to be kept
 * @param cacheSource the generation this is a kept copy of; null for a fresh one
 */
record Generation(
    String id,
    Arrival arrival,
    ChatRequest request,
    Routed routed,
    Reply reply,
    Pacing pacing,
    PromptCache promptCache,
    BigDecimal byokFee,
    Map<FaultKind, Fault> faults,
    ResponseCache.Wish cacheWish,
    String cacheSource) {

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

  private static final TokenUse NO_TOKENS = TokenUse.plain(0, 0);

  Offer offer() {
    return routed.serving();
  }

  boolean isByok() {
    return offer().withOwnKey();
  }

  boolean isCopy() {
    return cacheSource != null;
  }

  boolean suffers(FaultKind kind) {
    return faults.containsKey(kind);
  }

  boolean stopsWhenCancelled() {
    return request.streamed() && !NEVER_CANCELLED.contains(offer().endpoint().provider());
  }

  TokenUse use() {
    return use(reply.completionTokens());
  }

  /** The tokens used by the time so many were said; a kept copy uses none. */
  TokenUse use(int completionTokens) {
    return isCopy()
        ? NO_TOKENS
        : new TokenUse(
            request.promptTokens(),
            promptCache.read(),
            promptCache.written(),
            completionTokens,
            Math.min(reply.reasoningTokens(), completionTokens));
  }

  /** What the provider charges for the inference itself. */
  Usd upstream(TokenUse use) {
    return isCopy() ? Usd.ZERO : offer().price().cost(use, arrival.createdAt());
  }

  /** The part of it that the prompt makes. */
  Usd upstreamOfPrompt(TokenUse use) {
    TokenPrice price = offer().price();
    return isCopy()
        ? Usd.ZERO
        : price.cost(
            new TokenUse(use.prompt(), use.cached(), use.cacheWrite(), 0, 0), arrival.createdAt());
  }

  /** What the account is charged: the inference, or the fee where the caller's own key paid it. */
  Usd cost(TokenUse use) {
    Usd upstream = upstream(use);
    return isByok()
        ? new Usd(
            upstream.amount().multiply(byokFee).setScale(Usd.DECIMALS, RoundingMode.HALF_EVEN))
        : upstream;
  }
}
