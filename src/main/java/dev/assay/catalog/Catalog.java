package dev.assay.catalog;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * The models that may be asked, with dated prices.
 *
 * @param version names these prices in every row that was computed from them
 */
public record Catalog(String version, List<Model> models) implements Serializable {
  public Catalog {
    requireNonNull(version, "version");
    models = List.copyOf(models);
  }

  public Optional<Model> model(String id) {
    return models.stream().filter(model -> model.id().equals(id)).findFirst();
  }

  public List<String> modelIds() {
    return models.stream().map(Model::id).toList();
  }
}
