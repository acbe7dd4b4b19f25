package dev.assay.catalog;

import static java.util.Objects.requireNonNull;

import dev.assay.money.Usd;
import dev.assay.money.UsdPerMillion;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What one endpoint charges from a day on (UTC).
 *
 * @param listed the rates as listed, input and output among them
 * @param discount the share taken off every listed rate, from 0 to 1; what is left is what is paid
 * @param overrides rates for long prompts and for some hours; of those that hold the last one wins
 */
public record TokenPrice(
    LocalDate validFrom, Rates listed, BigDecimal discount, List<PriceOverride> overrides)
    implements Serializable {
  private static final int FACTORED_DECIMALS = 12;

  public TokenPrice {
    requireNonNull(validFrom, "validFrom");
    for (PriceClass required : List.of(PriceClass.INPUT, PriceClass.OUTPUT)) {
      if (listed.stated(required).isEmpty()) {
        throw new IllegalArgumentException(
            "Invalid price from %s: it has no '%s'".formatted(validFrom, required.word()));
      }
    }
    if (discount.signum() < 0 || discount.compareTo(BigDecimal.ONE) > 0) {
      throw new IllegalArgumentException(
          "Invalid discount %s: a share is from 0 to 1".formatted(discount));
    }
    discount = discount.stripTrailingZeros();
    overrides = List.copyOf(overrides);
    // a rate that cannot be charged exactly after the discount is found here, not in a bill
    paid(listed, discount);
    for (PriceOverride override : overrides) {
      paid(override.rates(), discount);
    }
  }

  /**
   * A price without tiers.
   *
   * @param cachedInput null where cached tokens cost what other input does; likewise cacheWrite
   * @param reasoning null where reasoning costs what other output does
   * @param request what each request costs besides its tokens; zero for most
   */
  public TokenPrice(
      LocalDate validFrom,
      UsdPerMillion input,
      UsdPerMillion output,
      UsdPerMillion cachedInput,
      UsdPerMillion cacheWrite,
      UsdPerMillion reasoning,
      Usd request) {
    this(
        validFrom,
        rates(input, output, cachedInput, cacheWrite, reasoning, request),
        BigDecimal.ZERO,
        List.of());
  }

  public static TokenPrice of(LocalDate validFrom, UsdPerMillion input, UsdPerMillion output) {
    return new TokenPrice(validFrom, input, output, null, null, null, Usd.ZERO);
  }

  private static Rates rates(
      UsdPerMillion input,
      UsdPerMillion output,
      UsdPerMillion cachedInput,
      UsdPerMillion cacheWrite,
      UsdPerMillion reasoning,
      Usd request) {
    Map<PriceClass, BigDecimal> stated = new EnumMap<>(PriceClass.class);
    stated.put(PriceClass.INPUT, input.amount());
    stated.put(PriceClass.OUTPUT, output.amount());
    put(stated, PriceClass.CACHED_INPUT, cachedInput);
    put(stated, PriceClass.CACHE_WRITE, cacheWrite);
    put(stated, PriceClass.REASONING, reasoning);
    if (!request.isZero()) {
      stated.put(PriceClass.REQUEST, request.amount());
    }
    return new Rates(stated);
  }

  private static void put(
      Map<PriceClass, BigDecimal> stated, PriceClass part, UsdPerMillion amount) {
    if (amount != null) {
      stated.put(part, amount.amount());
    }
  }

  private static Rates paid(Rates listed, BigDecimal discount) {
    return discount.signum() == 0 ? listed : listed.times(BigDecimal.ONE.subtract(discount));
  }

  /** The rates that are paid for a prompt of that many tokens at that time. */
  public Rates rates(long promptTokens, Instant at) {
    return paid(promptTokens, override -> override.holdsAt(at));
  }

  private Rates paid(long promptTokens, Predicate<PriceOverride> holds) {
    Rates rates = listed;
    for (PriceOverride override : overrides) {
      if (override.reaches(promptTokens) && holds.test(override)) {
        rates = rates.overriddenBy(override.rates());
      }
    }
    return paid(rates, discount);
  }

  /** What is paid outside of long prompts and special hours. */
  public Rates usual() {
    return paid(listed, discount);
  }

  /** What input costs, outside of long prompts and special hours. */
  public UsdPerMillion input() {
    return usual().perMillion(PriceClass.INPUT);
  }

  /** What output costs, likewise. */
  public UsdPerMillion output() {
    return usual().perMillion(PriceClass.OUTPUT);
  }

  /** Null where cached tokens cost what other input does. */
  public UsdPerMillion cachedInput() {
    return orNull(PriceClass.CACHED_INPUT);
  }

  /** Null where tokens written to the cache cost what other input does. */
  public UsdPerMillion cacheWrite() {
    return orNull(PriceClass.CACHE_WRITE);
  }

  /** Null where reasoning costs what other output does. */
  public UsdPerMillion reasoning() {
    return orNull(PriceClass.REASONING);
  }

  /** What each request costs besides its tokens. */
  public Usd request() {
    return usual().perPiece(PriceClass.REQUEST);
  }

  private UsdPerMillion orNull(PriceClass part) {
    return listed.stated(part).isEmpty() ? null : usual().perMillion(part);
  }

  /** What a call that started then costs, exactly. */
  public Usd cost(TokenUse use, Instant startedAt) {
    return rates(use.prompt(), startedAt).cost(use, 1);
  }

  /** The same outside of special hours, for a call of which only the day is known. */
  public Usd cost(TokenUse use) {
    return paid(use.prompt(), override -> !override.hasHours()).cost(use, 1);
  }

  /**
   * The most that so many tokens can cost: each in the dearest class it can fall into, at the
   * dearest hour and in the dearest tier it reaches.
   */
  public Usd atMost(long prompt, long completion) {
    List<Rates> possible = new ArrayList<>(List.of(usual()));
    overrides.stream()
        .filter(override -> override.reaches(prompt))
        .forEach(override -> possible.add(paid(override.rates(), discount)));
    UsdPerMillion input =
        dearest(
            possible,
            PriceClass.INPUT,
            PriceClass.CACHED_INPUT,
            PriceClass.CACHE_WRITE,
            PriceClass.CACHE_WRITE_HOUR,
            PriceClass.AUDIO_INPUT);
    UsdPerMillion output =
        dearest(possible, PriceClass.OUTPUT, PriceClass.REASONING, PriceClass.AUDIO_OUTPUT);
    Usd request =
        possible.stream()
            .map(rates -> rates.perPiece(PriceClass.REQUEST))
            .max(Usd::compareTo)
            .orElseThrow();
    return input.times(prompt).plus(output.times(completion)).plus(request);
  }

  private static UsdPerMillion dearest(List<Rates> possible, PriceClass... parts) {
    return possible.stream()
        .flatMap(rates -> Stream.of(parts).flatMap(part -> rates.stated(part).stream()))
        .max(BigDecimal::compareTo)
        .map(UsdPerMillion::new)
        .orElseThrow();
  }

  /** Every rate so many times as high, to the last decimal that can be charged. */
  public TokenPrice times(BigDecimal factor) {
    return new TokenPrice(
        validFrom,
        factored(listed, factor),
        discount,
        overrides.stream()
            .map(
                each ->
                    new PriceOverride(
                        each.abovePromptTokens(),
                        each.from(),
                        each.until(),
                        factored(each.rates(), factor)))
            .toList());
  }

  private static Rates factored(Rates rates, BigDecimal factor) {
    Map<PriceClass, BigDecimal> all = new EnumMap<>(PriceClass.class);
    rates
        .stated()
        .forEach(
            (part, amount) ->
                all.put(
                    part,
                    amount.multiply(factor).setScale(FACTORED_DECIMALS, RoundingMode.HALF_EVEN)));
    return new Rates(all);
  }

  /** Whether the two charge the same, from whatever day on. */
  public boolean chargesLike(TokenPrice other) {
    return listed.equals(other.listed)
        && discount.compareTo(other.discount) == 0
        && overrides.equals(other.overrides);
  }
}
