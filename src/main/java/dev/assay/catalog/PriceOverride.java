package dev.assay.catalog;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;

/**
 * Rates that hold for long prompts, at some hours, or both.
 *
 * @param abovePromptTokens holds for prompts of more tokens than this; null for all of them
 * @param from the time of day (UTC) from which it holds; null, as is until, for all day
 * @param until the time of day at which it ends; before from where it runs past midnight
 * @param rates only those that differ
 */
public record PriceOverride(Long abovePromptTokens, LocalTime from, LocalTime until, Rates rates)
    implements Serializable {
  public PriceOverride {
    requireNonNull(rates, "rates");
    if ((from == null) != (until == null)) {
      throw new IllegalArgumentException(
          "Invalid hours from %s until %s: state both or neither".formatted(from, until));
    }
    if (abovePromptTokens != null && abovePromptTokens < 0) {
      throw new IllegalArgumentException(
          "Invalid tier above %d prompt tokens: a count is zero or more"
              .formatted(abovePromptTokens));
    }
  }

  public boolean hasHours() {
    return from != null;
  }

  boolean reaches(long promptTokens) {
    return abovePromptTokens == null || promptTokens > abovePromptTokens;
  }

  boolean holdsAt(Instant time) {
    return from == null || holdsAt(LocalTime.ofInstant(time, ZoneOffset.UTC));
  }

  private boolean holdsAt(LocalTime time) {
    boolean begun = !time.isBefore(from);
    boolean notOver = time.isBefore(until);
    return from.isBefore(until) ? begun && notOver : begun || notOver;
  }

  /** When it holds, in a few words, e.g. {@code above 200000, 22:00-06:00}. */
  public String condition() {
    String tier = abovePromptTokens == null ? "" : "above " + abovePromptTokens;
    String hours = from == null ? "" : from + "-" + until;
    return tier.isEmpty() || hours.isEmpty() ? tier + hours : tier + ", " + hours;
  }
}
