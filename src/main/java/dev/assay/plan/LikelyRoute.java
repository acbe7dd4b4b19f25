package dev.assay.plan;

import dev.assay.catalog.Endpoint;
import dev.assay.catalog.TokenPrice;
import dev.assay.policy.RoutePolicy;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Who will serve a route: the endpoint that the policy puts first, else all, as is balanced. */
final class LikelyRoute {

  /**
   * One endpoint that may serve.
   *
   * @param weight how often it does, compared with the others
   */
  record Share(Endpoint endpoint, TokenPrice price, BigDecimal weight) implements Serializable {}

  private LikelyRoute() {}

  /** Nobody where no endpoint is left. */
  static List<Share> of(List<Endpoint> endpoints, RoutePolicy policy, LocalDate day) {
    return first(endpoints, policy, day)
        .map(endpoint -> List.of(share(endpoint, day, BigDecimal.ONE)))
        .orElseGet(() -> balanced(endpoints, day));
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

  private static Share share(Endpoint endpoint, LocalDate day, BigDecimal weight) {
    return new Share(endpoint, priceOf(endpoint, day), weight);
  }

  private static TokenPrice priceOf(Endpoint endpoint, LocalDate day) {
    return endpoint.priceOn(day).orElseThrow();
  }

  /** One token in and one out, the figure by which endpoints are compared here. */
  private static BigDecimal perPair(TokenPrice price) {
    return price.input().amount().add(price.output().amount());
  }

  /** The gateway chooses with weight 1 / price squared; where some are free, one of those. */
  private static List<Share> balanced(List<Endpoint> endpoints, LocalDate day) {
    Optional<Endpoint> free =
        endpoints.stream().filter(each -> perPair(priceOf(each, day)).signum() == 0).findFirst();
    return free.isPresent()
        ? List.of(share(free.get(), day, BigDecimal.ONE))
        : endpoints.stream()
            .map(
                each ->
                    share(
                        each,
                        day,
                        BigDecimal.ONE.divide(
                            perPair(priceOf(each, day)).pow(2), MathContext.DECIMAL128)))
            .toList();
  }
}
