package dev.assay.pipeline;

import dev.assay.money.Usd;
import java.time.Instant;
import java.time.YearMonth;

/**
 * The spend of a month has reached a part of what it is meant to be.
 *
 * @param percent of the budget, reached or passed
 * @param spent in the month, this run so far included
 */
public record BudgetAlert(Instant at, YearMonth month, int percent, Usd spent, Usd budget) {

  /** E.g. {@code 80 % of the monthly budget of 2026-11 is spent: 32.10 of 40 USD}. */
  @Override
  public String toString() {
    return "%d %% of the monthly budget of %s is spent: %s of %s USD"
        .formatted(percent, month, spent, budget);
  }
}
