package dev.assay.usage;

import dev.assay.catalog.Catalog;
import dev.assay.catalog.Endpoint;
import dev.assay.catalog.Model;
import dev.assay.gateway.Exchange;
import dev.assay.gateway.Served;
import dev.assay.money.Usd;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What an attempt costs by our own dated price book, wherever that can be known for certain. */
public final class ComputedCost {
  private final PriceBook prices;

  public ComputedCost(Catalog catalog) {
    this.prices = new PriceBook(catalog);
  }

  /**
   * The tokens at the price that the serving endpoint had when the attempt started.
   *
   * @return nothing where tokens, endpoint or price are unknown: a guess would pass for a fact
   */
  public Optional<Usd> of(Exchange exchange) {
    Served served = exchange.served();
    if ("HIT".equals(served.cacheStatus())) {
      return Optional.of(Usd.ZERO);
    }
    if (!PriceBook.isListPriced(served.serviceTier())) {
      return Optional.empty();
    }
    return serving(served).flatMap(endpoint -> at(endpoint, exchange));
  }

  /** The endpoint of the catalog that served, where that is certain. */
  Optional<Endpoint> serving(Served served) {
    return prices.endpoint(served.model(), served.provider(), served.endpointTag());
  }

  /**
   * The most the attempt can have cost, by its tokens at the dearest endpoint that sells the model:
   * for keeping to a budget where the gateway names no price, never for a report.
   *
   * @return nothing where the tokens are unknown or an endpoint has no price
   */
  public Optional<Usd> atMost(String model, Exchange exchange) {
    List<Optional<Usd>> costs =
        prices.catalog().model(model).map(Model::endpoints).orElse(List.of()).stream()
            .map(endpoint -> at(endpoint, exchange))
            .toList();
    return costs.stream().allMatch(Optional::isPresent)
        ? costs.stream().flatMap(Optional::stream).max(Comparator.naturalOrder())
        : Optional.empty();
  }

  private static Optional<Usd> at(Endpoint endpoint, Exchange exchange) {
    Instant startedAt = exchange.timing().startedAt();
    return exchange
        .tokens()
        .use()
        .flatMap(
            use ->
                endpoint
                    .priceOn(LocalDate.ofInstant(startedAt, ZoneOffset.UTC))
                    .map(price -> price.cost(use, startedAt)));
  }
}
