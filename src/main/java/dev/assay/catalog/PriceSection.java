package dev.assay.catalog;

import dev.assay.catalog.PriceTimeline.Entry;
import dev.assay.problem.Problems;
import dev.assay.settings.Section;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the dated prices of one offer out of a catalog file. */
final class PriceSection {
  private final String owner;
  private final Problems problems;

  /**
   * @param owner whose prices they are, for the messages
   */
  PriceSection(String owner, Problems problems) {
    this.owner = owner;
    this.problems = problems;
  }

  PriceTimeline timeline(Section offer, String key) {
    List<Section> stated = offer.sections(key);
    if (stated.isEmpty()) {
      offer.problem(
          key,
          "%s has no price".formatted(owner),
          "Add one under '%s:', free ones too.".formatted(key));
    }
    Set<LocalDate> days = new HashSet<>();
    List<Entry> entries = new ArrayList<>();
    for (Section section : stated) {
      LocalDate validFrom = validFrom(section);
      if (section.has("not-priceable")) {
        entries.add(Entry.notPriceable(validFrom, section.requiredText("not-priceable")));
        section.refuseUnknownKeys();
      } else {
        price(section, validFrom).map(Entry::of).ifPresent(entries::add);
      }
      if (!days.add(validFrom)) {
        section.problem(
            "valid-from",
            "%s has two prices from %s on".formatted(owner, validFrom),
            "Keep one of the two.");
      }
    }
    return new PriceTimeline(entries);
  }

  private Optional<TokenPrice> price(Section section, LocalDate validFrom) {
    int before = problems.count();
    Section perMillion = section.requiredSection("usd-per-million");
    required(perMillion, PriceClass.INPUT);
    required(perMillion, PriceClass.OUTPUT);
    Rates listed = rates(section, perMillion);
    BigDecimal discount = discount(section);
    List<PriceOverride> overrides =
        section.sections("overrides").stream().map(this::override).toList();
    section.refuseUnknownKeys();
    if (problems.count() > before) {
      return Optional.empty();
    }
    try {
      return Optional.of(new TokenPrice(validFrom, listed, discount, overrides));
    } catch (IllegalArgumentException tooManyDigits) {
      section.problem(
          "discount",
          "Invalid price of %s: after the discount of %s it has more digits than can be charged exactly"
              .formatted(owner, discount),
          "");
      return Optional.empty();
    }
  }

  private void required(Section perMillion, PriceClass part) {
    if (!perMillion.has(part.word())) {
      perMillion.problem(
          part.word(),
          "the price of %s has no '%s'".formatted(owner, part.word()),
          "Add '%s:' in US dollars per million tokens.".formatted(part.word()));
    }
  }

  /** Rates per million tokens stand in a section of their own, those per piece beside it. */
  private Rates rates(Section section, Section perMillion) {
    Map<PriceClass, BigDecimal> stated = new EnumMap<>(PriceClass.class);
    for (PriceClass part : PriceClass.values()) {
      Section where = part.isPerToken() ? perMillion : section;
      String key = part.isPerToken() ? part.word() : "usd-per-" + part.word();
      amount(where, key, part).ifPresent(amount -> stated.put(part, amount));
    }
    perMillion.refuseUnknownKeys();
    return new Rates(stated);
  }

  /** Zero or more; listings have used -1 for "not priceable", and once it was counted as money. */
  private Optional<BigDecimal> amount(Section section, String key, PriceClass part) {
    Optional<BigDecimal> amount = section.decimal(key);
    if (amount.isEmpty()) {
      return amount;
    }
    if (amount.get().signum() < 0) {
      section.problem(
          key,
          "Invalid price of %s: '%s' is %s, but a price is zero or more"
              .formatted(owner, key, amount.get()),
          "");
      return Optional.empty();
    }
    try {
      new Rates(Map.of(part, amount.get()));
      return amount;
    } catch (IllegalArgumentException tooManyDigits) {
      section.problem(
          key,
          "Invalid price of %s: '%s' is %s, which has more digits than can be charged exactly"
              .formatted(owner, key, amount.get()),
          "");
      return Optional.empty();
    }
  }

  private BigDecimal discount(Section section) {
    BigDecimal discount = section.decimal("discount").orElse(BigDecimal.ZERO);
    if (discount.signum() < 0 || discount.compareTo(BigDecimal.ONE) > 0) {
      section.problem(
          "discount",
          "Invalid price of %s: 'discount' is %s, expected a share from 0 to 1"
              .formatted(owner, discount),
          "0.1 takes a tenth off every price.");
      return BigDecimal.ZERO;
    }
    return discount;
  }

  private PriceOverride override(Section section) {
    Optional<Integer> above = section.wholeNumber("above-prompt-tokens");
    if (above.filter(each -> each < 0).isPresent()) {
      section.problem(
          "above-prompt-tokens",
          "'above-prompt-tokens' is %d, expected 0 or more".formatted(above.get()),
          "");
    }
    Optional<LocalTime> from = time(section, "from-utc");
    Optional<LocalTime> until = time(section, "until-utc");
    if (section.has("from-utc") != section.has("until-utc")) {
      section.problem(
          section.has("from-utc") ? "from-utc" : "until-utc",
          "an override of %s begins or ends at an hour, and not both".formatted(owner),
          "State 'from-utc:' and 'until-utc:'.");
    }
    if (above.isEmpty() && !section.has("from-utc") && !section.has("until-utc")) {
      section.problem(
          "above-prompt-tokens",
          "an override of %s does not say when it holds".formatted(owner),
          "Add 'above-prompt-tokens:', or 'from-utc:' and 'until-utc:'.");
    }
    Section perMillion = section.requiredSection("usd-per-million");
    Rates rates = rates(section, perMillion);
    section.refuseUnknownKeys();
    boolean hours = from.isPresent() && until.isPresent();
    return new PriceOverride(
        above.filter(each -> each >= 0).map(Integer::longValue).orElse(null),
        hours ? from.get() : null,
        hours ? until.get() : null,
        rates);
  }

  private static Optional<LocalTime> time(Section section, String key) {
    return section
        .text(key)
        .flatMap(
            text -> {
              try {
                return Optional.of(LocalTime.parse(text));
              } catch (DateTimeParseException noTime) {
                section.problem(
                    key, "'%s' is '%s', expected a time such as 22:00".formatted(key, text), "");
                return Optional.empty();
              }
            });
  }

  private static LocalDate validFrom(Section section) {
    String text = section.requiredText("valid-from");
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException notADay) {
      if (!text.isBlank()) {
        section.problem(
            "valid-from",
            "'valid-from' is '%s', expected a day such as 2026-08-01".formatted(text),
            "");
      }
      // a day of its own for each, so that it is not reported as a price stated twice as well
      return LocalDate.ofEpochDay(-section.place().line());
    }
  }
}
