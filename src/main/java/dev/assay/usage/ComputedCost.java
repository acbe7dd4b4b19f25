package dev.assay.usage;

import static java.util.Objects.requireNonNull;

import dev.assay.catalog.Catalog;
import dev.assay.catalog.Endpoint;
import dev.assay.catalog.Model;
import dev.assay.gateway.Exchange;
import dev.assay.gateway.ModelIdentity;
import dev.assay.gateway.Served;
import dev.assay.money.Usd;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What an attempt costs by our own dated price book, wherever that can be known for certain. */
public final class ComputedCost {
  /** The tiers a catalog price is for; others are billed differently. */
  private static final Set<String> PRICED_TIERS = Set.of("default", "standard", "auto");

  private final Catalog catalog;

  public ComputedCost(Catalog catalog) {
    this.catalog = requireNonNull(catalog, "catalog");
  }

  /**
   * The tokens at the price that the serving endpoint had on the day the attempt started (UTC).
   *
   * @return nothing where tokens, endpoint or price are unknown: a guess would pass for a fact
   */
  public Optional<Usd> of(Exchange exchange) {
    Served served = exchange.served();
    if ("HIT".equals(served.cacheStatus())) {
      return Optional.of(Usd.ZERO);
    }
    if (served.serviceTier() != null
        && !PRICED_TIERS.contains(served.serviceTier().toLowerCase(Locale.ROOT))) {
      return Optional.empty();
    }
    return serving(served).flatMap(endpoint -> at(endpoint, exchange));
  }

  /**
   * The most the attempt can have cost, by its tokens at the dearest endpoint that sells the model:
   * for keeping to a budget where the gateway names no price, never for a report.
   *
   * @return nothing where the tokens are unknown or an endpoint has no price
   */
  public Optional<Usd> atMost(String model, Exchange exchange) {
    List<Optional<Usd>> costs =
        catalog.model(model).map(Model::endpoints).orElse(List.of()).stream()
            .map(endpoint -> at(endpoint, exchange))
            .toList();
    return costs.stream().allMatch(Optional::isPresent)
        ? costs.stream().flatMap(Optional::stream).max(Comparator.naturalOrder())
        : Optional.empty();
  }

  private static Optional<Usd> at(Endpoint endpoint, Exchange exchange) {
    LocalDate day = LocalDate.ofInstant(exchange.timing().startedAt(), ZoneOffset.UTC);
    return exchange
        .tokens()
        .use()
        .flatMap(use -> endpoint.priceOn(day).map(price -> price.cost(use)));
  }

  /** The endpoint of the catalog that served, where that is certain. */
  Optional<Endpoint> serving(Served served) {
    List<Endpoint> possible =
        Optional.ofNullable(served.model()).flatMap(this::model).map(Model::endpoints).stream()
            .flatMap(List::stream)
            .filter(endpoint -> couldBe(endpoint, served))
            .toList();
    // two offers of one provider differ in price: which of them served must be told
    return possible.size() == 1 ? Optional.of(possible.get(0)) : Optional.empty();
  }

  /**
   * The model of that id, or the only one whose name leaves the served release open: what a gateway
   * serves as {@code gpt-4o-mini-2024-07-18} is priced as {@code openai/gpt-4o-mini}.
   */
  private Optional<Model> model(String served) {
    Optional<Model> exact = catalog.model(served);
    if (exact.isPresent()) {
      return exact;
    }
    List<Model> answering =
        catalog.models().stream()
            .filter(model -> namesOneModel(model.id()))
            .filter(model -> variant(model.id()).equals(variant(served)))
            .filter(model -> ModelIdentity.answersTo(model.id(), served))
            .toList();
    return answering.size() == 1 ? Optional.of(answering.get(0)) : Optional.empty();
  }

  /** Routers and aliases answer as anything, at no price of their own. */
  private static boolean namesOneModel(String id) {
    return !id.startsWith("openrouter/") && !id.startsWith("~") && !id.startsWith("@");
  }

  /** What stands behind the colon, e.g. {@code free}: another variant has another price. */
  private static String variant(String id) {
    int colon = id.indexOf(':');
    return colon < 0 ? "" : id.substring(colon);
  }

  private static boolean couldBe(Endpoint endpoint, Served served) {
    return served.endpointTag() != null
        ? endpoint.tag().equals(served.endpointTag())
        : served.provider() != null && slug(endpoint.provider()).equals(slug(served.provider()));
  }

  /** Some gateways tell a provider by its slug, others as people call it: "Google AI Studio". */
  private static String slug(String provider) {
    return provider.strip().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
  }
}
