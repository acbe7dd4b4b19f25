package dev.assay.money;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * An exact amount of US dollars, negative for a refund.
 *
 * <p>It never holds more digits than a DECIMAL(38,18) column, so what is stored is what was
 * computed. Two amounts of the same value are equal, however many zeros their text ended with.
 */
public record Usd(BigDecimal amount) implements Comparable<Usd>, Serializable {
  /** The decimals a stored amount can have. */
  public static final int DECIMALS = 18;

  private static final int WHOLE_DIGITS = 20;

  public static final Usd ZERO = new Usd(BigDecimal.ZERO);

  public Usd {
    requireNonNull(amount, "amount");
    BigDecimal plain = amount.stripTrailingZeros();
    if (!fits(plain)) {
      throw new IllegalArgumentException(
          "Invalid amount %s USD: it needs more than %d decimals or %d whole digits"
              .formatted(amount, DECIMALS, WHOLE_DIGITS));
    }
    amount = plain.scale() < 0 ? plain.setScale(0) : plain;
  }

  /** The amount that a decimal text states, digit for digit. */
  public static Usd of(String text) {
    return new Usd(new BigDecimal(text));
  }

  /**
   * The amount, or nothing where it has more digits than can be stored: the caller says what
   * becomes of it.
   */
  public static Optional<Usd> exactly(BigDecimal amount) {
    return fits(amount.stripTrailingZeros()) ? Optional.of(new Usd(amount)) : Optional.empty();
  }

  private static boolean fits(BigDecimal amount) {
    // in longs, since the exponent of a hostile text can be near the end of int
    return amount.scale() <= DECIMALS && (long) amount.precision() - amount.scale() <= WHOLE_DIGITS;
  }

  public Usd plus(Usd other) {
    return new Usd(amount.add(other.amount));
  }

  public Usd minus(Usd other) {
    return new Usd(amount.subtract(other.amount));
  }

  public Usd times(long count) {
    return new Usd(amount.multiply(BigDecimal.valueOf(count)));
  }

  public boolean isMoreThan(Usd other) {
    return compareTo(other) > 0;
  }

  public boolean isNegative() {
    return amount.signum() < 0;
  }

  public boolean isZero() {
    return amount.signum() == 0;
  }

  @Override
  public int compareTo(Usd other) {
    return amount.compareTo(other.amount);
  }

  /** Every digit, without an exponent and without a currency sign. */
  @Override
  public String toString() {
    return amount.toPlainString();
  }
}
