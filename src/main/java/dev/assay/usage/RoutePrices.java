package dev.assay.usage;

import static java.util.Objects.requireNonNull;

import dev.assay.catalog.Catalog;
import dev.assay.catalog.TokenUse;
import dev.assay.gateway.Exchange;
import dev.assay.money.Usd;
import dev.assay.plan.Question;
import dev.assay.policy.Eligibility;
import dev.assay.policy.RoutePolicy.MaxPrice;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.Optional;

/** What the tokens of an attempt would have cost at the ends of what its route policy allowed. */
final class RoutePrices {
  private final Catalog catalog;

  RoutePrices(Catalog catalog) {
    this.catalog = requireNonNull(catalog, "catalog");
  }

  /**
   * At the cheapest endpoint of the asked model that the policy left on the day the attempt started
   * (UTC), cached tokens as cached there.
   *
   * @return nothing where the tokens are unknown, or the catalog leaves no endpoint
   */
  Optional<Usd> cheapest(Question question, Exchange exchange) {
    LocalDate day = LocalDate.ofInstant(exchange.timing().startedAt(), ZoneOffset.UTC);
    Optional<TokenUse> tokens = exchange.tokens().use();
    return tokens.flatMap(
        use ->
            catalog
                .model(question.candidate().model())
                .map(
                    model ->
                        Eligibility.of(
                            model,
                            question.policy(),
                            day,
                            question.candidate().parameters().requiredCapabilities(),
                            0))
                .flatMap(
                    eligible ->
                        eligible.remaining().stream()
                            .map(endpoint -> endpoint.priceOn(day).orElseThrow().cost(use))
                            .min(Comparator.naturalOrder())));
  }

  /**
   * At the highest price that the policy allows a token.
   *
   * @return nothing where the tokens are unknown, or the policy names no highest price
   */
  Optional<Usd> cap(Question question, Exchange exchange) {
    MaxPrice cap = question.policy().maxPrice();
    return cap == null
        ? Optional.empty()
        : exchange
            .tokens()
            .use()
            .map(
                use ->
                    cap.prompt()
                        .times(use.prompt())
                        .plus(cap.completion().times(use.completion())));
  }
}
