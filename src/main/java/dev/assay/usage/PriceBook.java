package dev.assay.usage;

import static java.util.Objects.requireNonNull;

import dev.assay.catalog.Catalog;
import dev.assay.catalog.Endpoint;
import dev.assay.catalog.Model;
import dev.assay.gateway.ModelIdentity;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The catalog as it is looked into when a call has been served: whose price was that? */
final class PriceBook {
  /** The tiers a catalog price is for; others are billed differently. */
  private static final Set<String> PRICED_TIERS = Set.of("default", "standard", "auto");

  private final Catalog catalog;

  PriceBook(Catalog catalog) {
    this.catalog = requireNonNull(catalog, "catalog");
  }

  Catalog catalog() {
    return catalog;
  }

  /** Whether a service tier, which may be null, is billed by the catalog's prices. */
  static boolean isListPriced(String serviceTier) {
    return serviceTier == null || PRICED_TIERS.contains(serviceTier.toLowerCase(Locale.ROOT));
  }

  /** The endpoint that served, where what is told of it leaves but one; each may be null. */
  Optional<Endpoint> endpoint(String servedModel, String provider, String tag) {
    List<Endpoint> possible =
        Optional.ofNullable(servedModel).flatMap(this::model).map(Model::endpoints).stream()
            .flatMap(List::stream)
            .filter(endpoint -> couldBe(endpoint, provider, tag))
            .toList();
    // two offers of one provider differ in price: which of them served must be told
    return possible.size() == 1 ? Optional.of(possible.get(0)) : Optional.empty();
  }

  /**
   * The model of that id, or the only one whose name leaves the served release open: what a gateway
   * serves as {@code gpt-4o-mini-2024-07-18} is priced as {@code openai/gpt-4o-mini}.
   */
  Optional<Model> model(String served) {
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

  private static boolean couldBe(Endpoint endpoint, String provider, String tag) {
    return tag != null
        ? endpoint.tag().equals(tag)
        : provider != null && slug(endpoint.provider()).equals(slug(provider));
  }

  /** Some gateways tell a provider by its slug, others as people call it: "Google AI Studio". */
  private static String slug(String provider) {
    return provider.strip().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
  }
}
