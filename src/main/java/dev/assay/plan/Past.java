package dev.assay.plan;

import static java.util.Objects.requireNonNull;

/**
 * What a warehouse knows that helps to foretell a run.
 *
 * @param spent what the month has cost so far; null where nobody looked
 */
public record Past(TokenHistory tokens, SpendSoFar spent) {
  public static final Past UNKNOWN = new Past(TokenHistory.NONE, null);

  public Past {
    requireNonNull(tokens, "tokens");
  }
}
