package dev.assay.catalog;

import static java.util.Objects.requireNonNull;

import dev.assay.problem.Place;
import java.io.Serializable;
import java.util.List;

/**
 * One model, under the id the gateway knows it by, with the providers that serve it.
 *
 * @param id {@code author/slug}, e.g. {@code openai/gpt-4o-mini}
 */
public record Model(
    String id, String name, int contextTokens, List<Endpoint> endpoints, Place place)
    implements Serializable {
  public Model {
    requireNonNull(id, "id");
    requireNonNull(name, "name");
    endpoints = List.copyOf(endpoints);
    requireNonNull(place, "place");
  }

  public String author() {
    int slash = id.indexOf('/');
    return slash < 0 ? id : id.substring(0, slash);
  }
}
