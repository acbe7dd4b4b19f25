package dev.assay.catalog;

import static java.util.Objects.requireNonNull;

import dev.assay.money.Usd;
import dev.assay.money.UsdPerMillion;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What each class of a call's use costs, in US dollars: per million tokens, or per piece. A class
 * that is not stated costs what {@link PriceClass#otherwise} does, and nothing where there is none.
 */
public record Rates(Map<PriceClass, BigDecimal> stated) implements Serializable {
  /** Holds that every amount is zero or more and can be charged exactly. */
  public Rates {
    EnumMap<PriceClass, BigDecimal> checked = new EnumMap<>(PriceClass.class);
    stated.forEach((part, amount) -> checked.put(part, exact(part, requireNonNull(amount))));
    stated = Collections.unmodifiableMap(checked);
  }

  private static BigDecimal exact(PriceClass part, BigDecimal amount) {
    if (amount.signum() < 0) {
      throw new IllegalArgumentException(
          "Invalid price %s: a price is zero or more".formatted(amount));
    }
    return part.isPerToken() ? new UsdPerMillion(amount).amount() : new Usd(amount).amount();
  }

  /** The amount of a class as the list states it. */
  public Optional<BigDecimal> stated(PriceClass part) {
    return Optional.ofNullable(stated.get(part));
  }

  /** The same rates where the others state none. */
  Rates overriddenBy(Rates others) {
    EnumMap<PriceClass, BigDecimal> all = new EnumMap<>(PriceClass.class);
    all.putAll(stated);
    all.putAll(others.stated);
    return new Rates(all);
  }

  Rates times(BigDecimal factor) {
    EnumMap<PriceClass, BigDecimal> all = new EnumMap<>(PriceClass.class);
    stated.forEach((part, amount) -> all.put(part, amount.multiply(factor)));
    return new Rates(all);
  }

  /** What a million tokens of a class cost, by its own price or by the one that stands in. */
  public UsdPerMillion perMillion(PriceClass part) {
    BigDecimal amount = stated.get(part);
    if (amount != null) {
      return new UsdPerMillion(amount);
    }
    return part.otherwise()
        .map(this::perMillion)
        .orElseGet(() -> new UsdPerMillion(BigDecimal.ZERO));
  }

  Usd perPiece(PriceClass part) {
    BigDecimal amount = stated.get(part);
    return amount == null ? Usd.ZERO : new Usd(amount);
  }

  /**
   * What so many requests cost that used this much together; each token is charged once, in its own
   * class.
   */
  public Usd cost(TokenUse use, long requests) {
    return perMillion(PriceClass.INPUT)
        .times(use.plainPrompt())
        .plus(perMillion(PriceClass.CACHED_INPUT).times(use.cached()))
        .plus(perMillion(PriceClass.CACHE_WRITE).times(use.cacheWrite() - use.cacheWriteHour()))
        .plus(perMillion(PriceClass.CACHE_WRITE_HOUR).times(use.cacheWriteHour()))
        .plus(perMillion(PriceClass.AUDIO_INPUT).times(use.audioPrompt()))
        .plus(perMillion(PriceClass.OUTPUT).times(use.plainCompletion()))
        .plus(perMillion(PriceClass.REASONING).times(use.reasoning()))
        .plus(perMillion(PriceClass.AUDIO_OUTPUT).times(use.audioCompletion()))
        .plus(perPiece(PriceClass.IMAGE).times(use.images()))
        .plus(perPiece(PriceClass.REQUEST).times(requests));
  }
}
