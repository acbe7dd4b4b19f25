package dev.assay.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.money.Usd;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Reads what an attempt cost from a gateway's usage figures.
 *
 * <p>With the gateway's key at the provider, {@code cost} is all the money and the upstream cost a
 * part of it. With a key of our own, {@code cost} is only the gateway's fee and the upstream cost
 * comes on top. A gateway that is silent leaves the charge unknown, never zero.
 */
final class CostRule {
  private CostRule() {}

  /**
   * The charge that these figures state; each may be null.
   *
   * @param isByok whether our own key at the provider was used; null counts as not
   */
  static Charge charge(BigDecimal cost, BigDecimal upstream, Boolean isByok) {
    if (cost == null) {
      return new Charge(null, amount(upstream), null, null);
    }
    if (!Boolean.TRUE.equals(isByok)) {
      return new Charge(amount(cost), amount(upstream), null, asSent(cost));
    }
    // the provider's part is most of the money: without it the sum is unknown
    Usd fee = amount(cost);
    Usd provider = amount(upstream);
    Usd billed = fee == null || provider == null ? null : fee.plus(provider);
    return new Charge(billed, provider, fee, asSent(cost));
  }

  /** The charge of a chat completion's {@code usage} object. */
  static Charge ofUsage(JsonNode usage) {
    return charge(
        Json.decimal(usage, "cost"),
        Json.decimal(usage.path("cost_details"), "upstream_inference_cost"),
        Json.flag(usage, "is_byok"));
  }

  /** Null where the figure is no amount: less than zero, or more than any bill. */
  private static Usd amount(BigDecimal figure) {
    if (figure == null || figure.signum() < 0) {
      return null;
    }
    return Usd.exactly(figure).or(() -> Usd.exactly(rounded(figure))).orElse(null);
  }

  /** Half to even, so that many roundings lean to neither side. */
  private static BigDecimal rounded(BigDecimal figure) {
    long wholeDigits = (long) figure.precision() - figure.scale();
    if (wholeDigits < -Usd.DECIMALS) {
      return BigDecimal.ZERO;
    }
    return figure.scale() > Usd.DECIMALS
        ? figure.setScale(Usd.DECIMALS, RoundingMode.HALF_EVEN)
        : figure;
  }

  private static String asSent(BigDecimal figure) {
    Usd kept = amount(figure);
    return kept != null && kept.amount().compareTo(figure) == 0 ? null : figure.toString();
  }
}
