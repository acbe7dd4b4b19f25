package dev.assay.plan;

import dev.assay.catalog.Endpoint;
import dev.assay.catalog.TokenPrice;
import dev.assay.catalog.TokenUse;
import dev.assay.money.Usd;
import dev.assay.policy.RoutePolicy;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;

/**
 * What calls of one arm can cost, and are expected to.
 *
 * @param offers of every endpoint that may be asked, those of fallback models included; for an arm
 *     whose model the gateway chooses, the dearest that its policy lets through, if it says so
 * @param likely who is reckoned with; empty where that cannot be told
 * @param outputCap null where the arm sets none
 */
record ArmPrices(List<Offer> offers, List<LikelyRoute.Share> likely, Integer outputCap)
    implements Serializable {
  private static final String PER_REQUEST = "request";

  /**
   * @param maxOutputTokens null where the endpoint states none
   */
  record Offer(TokenPrice price, Integer maxOutputTokens) implements Serializable {}

  ArmPrices {
    offers = List.copyOf(offers);
    likely = List.copyOf(likely);
  }

  static ArmPrices of(ArmRoute route) {
    LocalDate day = route.day();
    RoutePolicy policy = route.arm().policy();
    return new ArmPrices(
        route.isLeftToTheGateway()
            ? dearestAllowed(policy, day)
            : Stream.concat(route.remaining().stream(), route.fallbacks().stream())
                .map(each -> offer(each, day))
                .toList(),
        LikelyRoute.of(route.remaining(), policy, day),
        route.arm().candidate().parameters().maxOutputTokens());
  }

  private static Offer offer(Endpoint endpoint, LocalDate day) {
    return new Offer(endpoint.priceOn(day).orElseThrow(), endpoint.maxOutputTokens());
  }

  /** A cap of the policy is a bound only where it leaves no kind of price open. */
  private static List<Offer> dearestAllowed(RoutePolicy policy, LocalDate day) {
    BigDecimal request = policy.details().maxUnitPrices().get(PER_REQUEST);
    if (policy.maxPrice() == null || request == null) {
      return List.of();
    }
    TokenPrice bound =
        new TokenPrice(
            day,
            policy.maxPrice().prompt(),
            policy.maxPrice().completion(),
            null,
            null,
            null,
            new Usd(request));
    return List.of(new Offer(bound, null));
  }

  /**
   * How long an answer is expected to be: the suite's word, else a quarter of what it may be. Null
   * where neither is known.
   */
  Long expectedOutput(Integer statedBySuite) {
    Long atMost = outputAtMost();
    if (statedBySuite != null) {
      return atMost == null ? statedBySuite : Math.min(statedBySuite, atMost);
    }
    return atMost == null ? null : Math.max(1, atMost / 4);
  }

  /** The most an answer can have; null where neither the arm nor each endpoint says. */
  Long outputAtMost() {
    if (outputCap != null) {
      return outputCap.longValue();
    }
    boolean known = offers.stream().allMatch(offer -> offer.maxOutputTokens() != null);
    return known
        ? offers.stream()
            .map(offer -> offer.maxOutputTokens().longValue())
            .max(Long::compare)
            .orElse(null)
        : null;
  }

  /** What a call with these tokens is expected to cost; null where it has no price. */
  Usd expected(long prompt, Long output) {
    return output == null ? null : expected(TokenUse.plain(prompt, output));
  }

  /** Whether what calls cost can be foretold at all. */
  boolean isPriced() {
    return !likely.isEmpty();
  }

  /** Likewise. */
  Usd expected(TokenUse use) {
    if (!isPriced()) {
      return null;
    }
    if (likely.size() == 1) {
      return likely.get(0).price().cost(use);
    }
    BigDecimal weighted = BigDecimal.ZERO;
    BigDecimal weight = BigDecimal.ZERO;
    for (LikelyRoute.Share each : likely) {
      weighted = weighted.add(each.price().cost(use).amount().multiply(each.weight()));
      weight = weight.add(each.weight());
    }
    return new Usd(
        weighted
            .divide(weight, MathContext.DECIMAL128)
            .setScale(Usd.DECIMALS, RoundingMode.HALF_UP));
  }

  /**
   * The variance of what such a call costs that comes of not knowing who will serve it, in dollars
   * squared.
   */
  double variance(TokenUse use) {
    double weight = 0;
    double sum = 0;
    double squares = 0;
    for (LikelyRoute.Share each : likely) {
      double share = each.weight().doubleValue();
      double cost = each.price().cost(use).amount().doubleValue();
      weight += share;
      sum += share * cost;
      squares += share * cost * cost;
    }
    double mean = sum / weight;
    return likely.size() == 1 ? 0 : Math.max(0, squares / weight - mean * mean);
  }

  /** What it costs at the cheapest endpoint; null where it has no price. */
  Usd cheapest(long prompt, Long output) {
    return output == null || likely.isEmpty()
        ? null
        : offers.stream()
            .map(offer -> offer.price().cost(TokenUse.plain(prompt, output)))
            .min(Usd::compareTo)
            .orElse(null);
  }

  /**
   * What one attempt can cost at most: the whole output, every token in its dearest class, at the
   * dearest endpoint; null where that cannot be told.
   */
  Usd atMost(long promptAtMost) {
    Long output = outputAtMost();
    return output == null
        ? null
        : offers.stream()
            .map(offer -> offer.price().atMost(promptAtMost, output))
            .max(Usd::compareTo)
            .orElse(null);
  }
}
