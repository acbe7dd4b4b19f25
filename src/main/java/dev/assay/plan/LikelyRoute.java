package dev.assay.plan;

import dev.assay.catalog.Endpoint;
import dev.assay.catalog.TokenPrice;
import dev.assay.money.Usd;
import dev.assay.money.UsdPerMillion;
import dev.assay.policy.RoutePolicy;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The price to expect of a route: of the endpoint that the policy puts first, else a mean over all,
 * weighted as the gateway balances over them.
 */
final class LikelyRoute {
  private static final int PRICE_DECIMALS = 12;

  private LikelyRoute() {}

  /** Nothing where no endpoint is left. */
  static Optional<TokenPrice> price(List<Endpoint> endpoints, RoutePolicy policy, LocalDate day) {
    if (endpoints.isEmpty()) {
      return Optional.empty();
    }
    return first(endpoints, policy, day)
        .map(endpoint -> priceOf(endpoint, day))
        .or(() -> Optional.of(balanced(endpoints, day)));
  }

  private static Optional<Endpoint> first(
      List<Endpoint> endpoints, RoutePolicy policy, LocalDate day) {
    Optional<Endpoint> ordered =
        policy.order().stream()
            .flatMap(
                name ->
                    endpoints.stream()
                        .filter(each -> each.provider().equals(name) || each.tag().equals(name)))
            .findFirst();
    return policy.sort() == null || ordered.isPresent()
        ? ordered
        : by(policy.sort(), day).flatMap(order -> endpoints.stream().min(order));
  }

  /** Nothing where only the gateway knows the order. */
  private static Optional<Comparator<Endpoint>> by(RoutePolicy.Sort sort, LocalDate day) {
    return switch (sort) {
      case PRICE -> Optional.of(Comparator.comparing(each -> perPair(priceOf(each, day))));
      case THROUGHPUT ->
          Optional.of(Comparator.comparingInt(each -> -each.pace().tokensPerSecond()));
      case LATENCY -> Optional.of(Comparator.comparingInt(each -> each.pace().firstTokenMillis()));
      case EXACTO -> Optional.empty();
    };
  }

  private static TokenPrice priceOf(Endpoint endpoint, LocalDate day) {
    return endpoint.priceOn(day).orElseThrow();
  }

  /** One token in and one out, the figure by which endpoints are compared here. */
  private static BigDecimal perPair(TokenPrice price) {
    return price.input().amount().add(price.output().amount());
  }

  /** The gateway chooses with weight 1 / price squared; where some are free, one of those. */
  private static TokenPrice balanced(List<Endpoint> endpoints, LocalDate day) {
    List<TokenPrice> prices = endpoints.stream().map(each -> priceOf(each, day)).toList();
    Optional<TokenPrice> free =
        prices.stream().filter(price -> perPair(price).signum() == 0).findFirst();
    if (free.isPresent()) {
      return free.get();
    }
    List<BigDecimal> weights =
        prices.stream()
            .map(price -> BigDecimal.ONE.divide(perPair(price).pow(2), MathContext.DECIMAL128))
            .toList();
    return new TokenPrice(
        day,
        new UsdPerMillion(mean(prices, weights, price -> price.input().amount(), PRICE_DECIMALS)),
        new UsdPerMillion(mean(prices, weights, price -> price.output().amount(), PRICE_DECIMALS)),
        null,
        null,
        null,
        new Usd(mean(prices, weights, price -> price.request().amount(), Usd.DECIMALS)));
  }

  private static BigDecimal mean(
      List<TokenPrice> prices,
      List<BigDecimal> weights,
      Function<TokenPrice, BigDecimal> amount,
      int decimals) {
    BigDecimal weighted =
        IntStream.range(0, prices.size())
            .mapToObj(i -> amount.apply(prices.get(i)).multiply(weights.get(i)))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    BigDecimal weight = weights.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    return weighted.divide(weight, MathContext.DECIMAL128).setScale(decimals, RoundingMode.HALF_UP);
  }
}
