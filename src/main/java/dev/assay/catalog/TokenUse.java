package dev.assay.catalog;

/**
 * The tokens of one call, by the class they are charged in.
 *
 * @param prompt all input tokens, the cached and the cache-written ones included
 * @param completion all output tokens, the reasoning ones included
 */
public record TokenUse(long prompt, long cached, long cacheWrite, long completion, long reasoning) {
  public TokenUse {
    if (cached < 0
        || cacheWrite < 0
        || reasoning < 0
        || cached + cacheWrite > prompt
        || reasoning > completion) {
      throw new IllegalArgumentException(
          "Invalid token use: %d cached and %d cache-written of %d prompt, %d reasoning of %d completion tokens"
              .formatted(cached, cacheWrite, prompt, reasoning, completion));
    }
  }

  public static TokenUse plain(long prompt, long completion) {
    return new TokenUse(prompt, 0, 0, completion, 0);
  }
}
