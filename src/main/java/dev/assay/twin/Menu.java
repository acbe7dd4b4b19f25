package dev.assay.twin;

import dev.assay.catalog.Catalog;
import dev.assay.catalog.Endpoint;
import dev.assay.catalog.Model;
import dev.assay.catalog.TokenPrice;
import dev.assay.twin.ModelName.Variant;
import dev.assay.twin.Offer.Tier;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What can be had now: the catalog's models at today's prices, changes on order included. */
final class Menu {
  private static final BigDecimal FLEX_FACTOR = new BigDecimal("0.5");

  private final Catalog catalog;
  private final Faults faults;
  private final TwinClock clock;

  Menu(Catalog catalog, Faults faults, TwinClock clock) {
    this.catalog = catalog;
    this.faults = faults;
    this.clock = clock;
  }

  List<Model> models() {
    return catalog.models();
  }

  Model model(String id) {
    return catalog.model(id).orElseThrow(() -> Refusals.unknownModel(id));
  }

  /** The model of a name; a catalog may list a suffixed id as a model of its own. */
  Model named(String name) {
    return catalog.model(name).orElseGet(() -> model(ModelName.of(name).id()));
  }

  /** Every priced endpoint of a model as a request would be served by it. */
  List<Offer> offers(Model model, Variant variant, ChatRequest request) {
    boolean isFlex = variant == Variant.FLOOR || "flex".equals(request.serviceTier());
    List<Offer> offers = new ArrayList<>();
    for (Endpoint endpoint : model.endpoints()) {
      price(model, endpoint)
          .map(price -> isFlex ? price.times(FLEX_FACTOR) : price)
          .map(price -> new Offer(model, endpoint, price, isFlex ? Tier.FLEX : Tier.DEFAULT, false))
          .filter(offer -> variant != Variant.FREE || offer.isFree())
          .ifPresent(offers::add);
    }
    if (offers.isEmpty() && variant == Variant.FREE) {
      throw Refusals.noFreeVariant(model.id());
    }
    return offers;
  }

  /** The price of an endpoint now; nothing where the catalog has none that early. */
  Optional<TokenPrice> price(Model model, Endpoint endpoint) {
    BigDecimal factor = faults.priceFactor(model.id(), endpoint);
    return endpoint
        .priceOn(clock.today())
        .map(price -> factor.compareTo(BigDecimal.ONE) == 0 ? price : price.times(factor));
  }

  /** Whether the routing knows that an endpoint is down. */
  boolean isKnownOut(Model model, Endpoint endpoint) {
    return faults.isKnownOut(model.id(), endpoint);
  }
}
