package dev.assay.twin;

import dev.assay.catalog.TokenPrice;

/** How many tokens of a prompt the provider had cached, and how many it cached now. */
record PromptCache(int read, int written) {
  static final PromptCache NONE = new PromptCache(0, 0);

  /** What a call finds, by its dice: the earlier messages, or nothing yet. */
  static PromptCache rolled(ChatRequest request, TokenPrice price, double rate, Dice dice) {
    boolean hit = dice.chance() < rate;
    if (hit && price.cachedInput() != null) {
      return new PromptCache(request.earlierTokens(), 0);
    }
    return rate > 0 && price.cacheWrite() != null
        ? new PromptCache(0, request.earlierTokens())
        : NONE;
  }
}
