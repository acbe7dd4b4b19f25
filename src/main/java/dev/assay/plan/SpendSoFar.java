package dev.assay.plan;

import static java.util.Objects.requireNonNull;

import dev.assay.money.Usd;
import java.time.YearMonth;

/**
 * What a calendar month, in UTC, has cost before a run begins.
 *
 * @param usd billed, and where the gateway named no cost what we computed
 */
public record SpendSoFar(YearMonth month, Usd usd) {
  public SpendSoFar {
    requireNonNull(month, "month");
    requireNonNull(usd, "usd");
  }
}
