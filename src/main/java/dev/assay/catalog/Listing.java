package dev.assay.catalog;

import static java.util.Objects.requireNonNull;

import dev.assay.problem.Place;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What one source states of models, as little as that may be.
 *
 * @param version what its author calls this state of it
 */
public record Listing(Source source, String version, List<ListedModel> models) {

  /**
   * One model of it.
   *
   * @param listPrices what is stated of the model as a whole, whoever serves it
   */
  public record ListedModel(
      String id,
      Facts facts,
      PriceTimeline listPrices,
      List<ListedEndpoint> endpoints,
      Place place) {
    public ListedModel {
      requireNonNull(id, "id");
      requireNonNull(facts, "facts");
      requireNonNull(listPrices, "listPrices");
      endpoints = List.copyOf(endpoints);
      requireNonNull(place, "place");
    }

    public Optional<ListedEndpoint> endpoint(String tag) {
      return endpoints.stream().filter(each -> each.tag().equals(tag)).findFirst();
    }
  }

  /** One provider's offer of it. */
  public record ListedEndpoint(String tag, Facts facts, PriceTimeline prices, Place place) {
    public ListedEndpoint {
      requireNonNull(tag, "tag");
      requireNonNull(facts, "facts");
      requireNonNull(prices, "prices");
      requireNonNull(place, "place");
    }
  }

  public Listing {
    requireNonNull(source, "source");
    requireNonNull(version, "version");
    models = List.copyOf(models);
  }

  public Optional<ListedModel> model(String id) {
    return models.stream().filter(each -> each.id().equals(id)).findFirst();
  }

  /**
   * This listing with the prices that an earlier one of the same origin knew: what is listed again
   * at the same price keeps its day, so that the day of a price is the day on which it was news.
   */
  public Listing after(Listing earlier) {
    return new Listing(
        source,
        version,
        models.stream()
            .map(model -> earlier.model(model.id()).map(then -> after(then, model)).orElse(model))
            .toList());
  }

  private static ListedModel after(ListedModel then, ListedModel now) {
    return new ListedModel(
        now.id(),
        now.facts(),
        then.listPrices().followedBy(now.listPrices()),
        now.endpoints().stream()
            .map(
                endpoint ->
                    new ListedEndpoint(
                        endpoint.tag(),
                        endpoint.facts(),
                        then.endpoint(endpoint.tag())
                            .map(ListedEndpoint::prices)
                            .orElse(PriceTimeline.NONE)
                            .followedBy(endpoint.prices()),
                        endpoint.place()))
            .toList(),
        now.place());
  }

  /** The same in an order that does not depend on the origin's. */
  public Listing sorted() {
    return new Listing(
        source,
        version,
        models.stream()
            .sorted(Comparator.comparing(ListedModel::id))
            .map(
                model ->
                    new ListedModel(
                        model.id(),
                        model.facts(),
                        model.listPrices(),
                        model.endpoints().stream()
                            .sorted(Comparator.comparing(ListedEndpoint::tag))
                            .toList(),
                        model.place()))
            .toList());
  }
}
