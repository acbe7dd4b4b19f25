package dev.assay.catalog;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What one offer charges over time: each entry holds from its day until the next one's. */
public record PriceTimeline(List<Entry> entries) implements Serializable {
  public static final PriceTimeline NONE = new PriceTimeline(List.of());

  /** From its day on there is this price, or a reason why there is none. */
  public record Entry(LocalDate validFrom, TokenPrice price, String notPriceable)
      implements Serializable {
    public Entry {
      requireNonNull(validFrom, "validFrom");
      if ((price == null) == (notPriceable == null)) {
        throw new IllegalArgumentException(
            "Invalid entry from %s: it has a price or a reason, and not both".formatted(validFrom));
      }
    }

    public static Entry of(TokenPrice price) {
      return new Entry(price.validFrom(), price, null);
    }

    /**
     * A reason in the place of a price.
     *
     * @param why as a clause, e.g. {@code "'input' is -1"}
     */
    public static Entry notPriceable(LocalDate validFrom, String why) {
      return new Entry(validFrom, null, why);
    }

    boolean saysLike(Entry other) {
      boolean bothPriced = price != null && other.price != null;
      return bothPriced
          ? price.chargesLike(other.price)
          : Objects.equals(notPriceable, other.notPriceable);
    }

    /** Whether the two cannot both be true; what only one of them states is no contradiction. */
    boolean contradicts(Entry other) {
      if (price == null || other.price == null) {
        return false;
      }
      return price.listed().stated().entrySet().stream()
          .anyMatch(
              mine ->
                  other
                      .price
                      .listed()
                      .stated(mine.getKey())
                      .filter(theirs -> theirs.compareTo(mine.getValue()) != 0)
                      .isPresent());
    }
  }

  public PriceTimeline {
    entries = entries.stream().sorted(Comparator.comparing(Entry::validFrom)).toList();
  }

  public static PriceTimeline of(List<TokenPrice> prices) {
    return new PriceTimeline(prices.stream().map(Entry::of).toList());
  }

  public static PriceTimeline of(Entry only) {
    return new PriceTimeline(List.of(only));
  }

  public boolean isEmpty() {
    return entries.isEmpty();
  }

  public List<TokenPrice> prices() {
    return entries.stream().flatMap(entry -> Stream.ofNullable(entry.price())).toList();
  }

  /** What holds on a day, or nothing where nothing is known of a day that early. */
  public Optional<Entry> on(LocalDate day) {
    return entries.stream()
        .filter(entry -> !entry.validFrom().isAfter(day))
        .reduce((earlier, later) -> later);
  }

  public Optional<Entry> newest() {
    return entries.stream().reduce((earlier, later) -> later);
  }

  public Optional<Entry> first() {
    return entries.stream().findFirst();
  }

  /**
   * The same with what a more trusted list states: from the first day it speaks of, only its word
   * counts.
   */
  public PriceTimeline under(PriceTimeline trusted) {
    if (trusted.isEmpty()) {
      return this;
    }
    LocalDate spoken = trusted.entries.get(0).validFrom();
    return new PriceTimeline(
        Stream.concat(
                entries.stream().filter(entry -> entry.validFrom().isBefore(spoken)),
                trusted.entries.stream())
            .toList());
  }

  /** The same with what is listed today, which is an entry of its own only where it is news. */
  public PriceTimeline followedBy(PriceTimeline today) {
    if (today.isEmpty()) {
      return this;
    }
    Entry latest = today.entries.get(today.entries.size() - 1);
    List<Entry> earlier =
        entries.stream().filter(entry -> entry.validFrom().isBefore(latest.validFrom())).toList();
    boolean known = !earlier.isEmpty() && earlier.get(earlier.size() - 1).saysLike(latest);
    return new PriceTimeline(
        known ? earlier : Stream.concat(earlier.stream(), Stream.of(latest)).toList());
  }
}
