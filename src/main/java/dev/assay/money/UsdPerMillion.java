package dev.assay.money;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.math.BigDecimal;

/**
 * A price in US dollars per million tokens, zero or more.
 *
 * <p>Listings on the wire state dollars per single token; {@link #fromPerToken} is the one place
 * where the two meet.
 */
public record UsdPerMillion(BigDecimal amount) implements Comparable<UsdPerMillion>, Serializable {
  private static final int MILLION_DIGITS = 6;
  private static final int MAX_DECIMALS = Usd.DECIMALS - MILLION_DIGITS;
  private static final int MAX_WHOLE_DIGITS = 9;

  public UsdPerMillion {
    requireNonNull(amount, "amount");
    if (amount.signum() < 0) {
      throw new IllegalArgumentException(
          "Invalid price %s USD per million tokens: a price is zero or more".formatted(amount));
    }
    BigDecimal plain = amount.stripTrailingZeros();
    if (plain.scale() > MAX_DECIMALS
        || (long) plain.precision() - plain.scale() > MAX_WHOLE_DIGITS) {
      throw new IllegalArgumentException(
          "Invalid price %s USD per million tokens: at most %d decimals and %d whole digits can be charged exactly"
              .formatted(amount, MAX_DECIMALS, MAX_WHOLE_DIGITS));
    }
    amount = plain.scale() < 0 ? plain.setScale(0) : plain;
  }

  public static UsdPerMillion of(String text) {
    return new UsdPerMillion(new BigDecimal(text));
  }

  /** The price that a listing states per single token. */
  public static UsdPerMillion fromPerToken(BigDecimal usdPerToken) {
    return new UsdPerMillion(usdPerToken.scaleByPowerOfTen(MILLION_DIGITS));
  }

  public BigDecimal perToken() {
    return amount.movePointLeft(MILLION_DIGITS);
  }

  /** What this many tokens cost, exactly. */
  public Usd times(long tokens) {
    return new Usd(perToken().multiply(BigDecimal.valueOf(tokens)));
  }

  @Override
  public int compareTo(UsdPerMillion other) {
    return amount.compareTo(other.amount);
  }

  @Override
  public String toString() {
    return amount.toPlainString();
  }
}
