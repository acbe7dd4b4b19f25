package dev.assay.catalog;

import static java.util.Objects.requireNonNull;

import dev.assay.problem.Place;
import java.io.Serializable;
import java.util.List;

/**
 * One model, under the id the gateway knows it by, with the providers that serve it.
 *
 * @param id {@code author/slug}, e.g. {@code openai/gpt-4o-mini}
 * @param contextTokens 0 where nobody says, so that nothing fits
 * @param listPrices what a list states of the model as a whole, whoever serves it; many state none
 */
public record Model(
    String id,
    String name,
    int contextTokens,
    List<Endpoint> endpoints,
    Place place,
    ModelProfile profile,
    PriceTimeline listPrices)
    implements Serializable {
  public Model {
    requireNonNull(id, "id");
    requireNonNull(name, "name");
    endpoints = List.copyOf(endpoints);
    requireNonNull(place, "place");
    requireNonNull(profile, "profile");
    requireNonNull(listPrices, "listPrices");
  }

  /** A model of which only its endpoints are known. */
  public Model(String id, String name, int contextTokens, List<Endpoint> endpoints, Place place) {
    this(id, name, contextTokens, endpoints, place, ModelProfile.UNKNOWN, PriceTimeline.NONE);
  }

  public String author() {
    int slash = id.indexOf('/');
    return slash < 0 ? id : id.substring(0, slash);
  }
}
