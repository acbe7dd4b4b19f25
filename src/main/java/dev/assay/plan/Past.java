package dev.assay.plan;

import static java.util.Objects.requireNonNull;

import dev.assay.money.Usd;
import dev.assay.policy.SpendLimit;
import java.util.Map;

/**
 * What a warehouse knows that helps to foretell a run.
 *
 * @param spent what the month has cost so far; null where nobody looked
 * @param ofLimits what has been spent of the budgets of guardrails since their reset; what is not
 *     there nobody looked up
 */
public record Past(TokenHistory tokens, SpendSoFar spent, Map<SpendLimit, Usd> ofLimits) {
  public static final Past UNKNOWN = new Past(TokenHistory.NONE, null);

  public Past {
    requireNonNull(tokens, "tokens");
    ofLimits = Map.copyOf(ofLimits);
  }

  /** What is known where no guardrails bind. */
  public Past(TokenHistory tokens, SpendSoFar spent) {
    this(tokens, spent, Map.of());
  }
}
