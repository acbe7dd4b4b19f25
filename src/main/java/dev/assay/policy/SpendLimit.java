package dev.assay.policy;

import static java.util.Objects.requireNonNull;

import dev.assay.money.Usd;
import dev.assay.problem.Place;
import java.io.Serializable;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/**
 * What one holder may spend until its budget is reset. Budgets are independent: what a call costs
 * counts to each of them, and the first that is used up stops it.
 *
 * @param holder whose spending counts, e.g. {@code member 'alice'}
 */
public record SpendLimit(String holder, Usd usd, Reset reset, Place place) implements Serializable {

  /** When a budget begins anew, at midnight UTC. */
  public enum Reset {
    DAILY("a day"),
    WEEKLY("a week"),
    MONTHLY("a month"),
    LIFETIME("in all");

    private final String words;

    Reset(String words) {
      this.words = words;
    }

    /**
     * The day on which the budget that holds on a day began; nothing where it never begins anew.
     */
    public Optional<LocalDate> begunOn(LocalDate day) {
      return switch (this) {
        case DAILY -> Optional.of(day);
        case WEEKLY -> Optional.of(day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)));
        case MONTHLY -> Optional.of(day.withDayOfMonth(1));
        case LIFETIME -> Optional.empty();
      };
    }
  }

  public SpendLimit {
    requireNonNull(holder, "holder");
    requireNonNull(usd, "usd");
    requireNonNull(reset, "reset");
    requireNonNull(place, "place");
  }

  /** What is left after this much was spent since the reset; never less than nothing. */
  public Usd leftAfter(Usd spent) {
    return spent.isMoreThan(usd) ? Usd.ZERO : usd.minus(spent);
  }

  /**
   * The limit that leaves least of all that bind one call; nothing where there is none.
   *
   * @param spent since its reset; what is not there has spent nothing
   */
  public static Optional<SpendLimit> tightest(
      Collection<SpendLimit> limits, Map<SpendLimit, Usd> spent) {
    return limits.stream()
        .min(Comparator.comparing(each -> each.leftAfter(spent.getOrDefault(each, Usd.ZERO))));
  }

  @Override
  public String toString() {
    return "%s may spend %s USD %s".formatted(holder, usd, reset.words);
  }
}
