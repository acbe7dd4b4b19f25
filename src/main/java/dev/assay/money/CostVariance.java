package dev.assay.money;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * Why one thing cost more or less than before, in US dollars: each part by a formula of its own,
 * rounded half-even to 18 decimals, so that what is left over shows whether they are right.
 *
 * @param price what it was asked now, at its price now, less the same at its price before
 * @param volume had it grown as much as everything together
 * @param requests the part of the volume that more requests would have brought
 * @param perRequest the part that larger requests would have brought; null, as is the part before,
 *     where requests are not known
 * @param mix what it grew more than everything together, at its price before
 * @param residual the whole change less price, volume and mix
 */
public record CostVariance(
    BigDecimal price,
    BigDecimal volume,
    BigDecimal requests,
    BigDecimal perRequest,
    BigDecimal mix,
    BigDecimal residual) {
  private static final int DECIMALS = 18;

  /**
   * What was asked in one time, of one thing or of everything together that was asked in both.
   *
   * @param quantity tokens, or whatever has a price
   */
  public record Use(BigDecimal usd, BigInteger quantity) {}

  /**
   * Parts the change of one thing that was asked in both times.
   *
   * @param allRequestsBefore null where they are not known, likewise now
   */
  public static CostVariance of(
      Use before,
      Use now,
      BigInteger allBefore,
      BigInteger allNow,
      BigInteger allRequestsBefore,
      BigInteger allRequestsNow) {
    BigDecimal was = before.usd();
    BigDecimal price = now.usd().subtract(times(was, now.quantity(), before.quantity()));
    BigDecimal volume = times(was, allNow.subtract(allBefore), allBefore);
    BigInteger more =
        now.quantity().multiply(allBefore).subtract(before.quantity().multiply(allNow));
    BigDecimal mix = times(was, more, before.quantity().multiply(allBefore));
    BigDecimal requests =
        allRequestsBefore == null || allRequestsNow == null || allRequestsBefore.signum() == 0
            ? null
            : times(was, allRequestsNow.subtract(allRequestsBefore), allRequestsBefore);
    return new CostVariance(
        price,
        volume,
        requests,
        requests == null ? null : volume.subtract(requests),
        mix,
        now.usd().subtract(was).subtract(price).subtract(volume).subtract(mix));
  }

  private static BigDecimal times(BigDecimal usd, BigInteger numerator, BigInteger denominator) {
    return usd.multiply(new BigDecimal(numerator))
        .divide(new BigDecimal(denominator), DECIMALS, RoundingMode.HALF_EVEN);
  }
}
