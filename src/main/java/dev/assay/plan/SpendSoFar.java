package dev.assay.plan;

import static java.util.Objects.requireNonNull;

import dev.assay.money.Usd;
import java.time.YearMonth;

/**
 * What a calendar month, in UTC, has cost before a run begins.
 *
 * @param usd billed, and where the gateway named no cost what we computed
 * @param unknownCosts attempts whose cost is neither, and which are not in it
 */
public record SpendSoFar(YearMonth month, Usd usd, long unknownCosts) {
  public SpendSoFar {
    requireNonNull(month, "month");
    requireNonNull(usd, "usd");
  }

  /** A month in which every cost is known. */
  public SpendSoFar(YearMonth month, Usd usd) {
    this(month, usd, 0);
  }
}
