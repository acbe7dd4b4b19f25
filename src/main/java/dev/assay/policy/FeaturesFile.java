package dev.assay.policy;

import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import dev.assay.settings.Section;
import dev.assay.settings.SettingsFile;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads which model each feature of a product is pinned to, under which policy. */
public final class FeaturesFile {
  /** What it is called in a folder of policies. */
  public static final String USUAL_NAME = "features.yaml";

  /**
   * What a product does with a model; null where its author did not say.
   *
   * @param policy the name of a route policy
   * @param fallback the model that stands in where the pinned one fails
   */
  public record Feature(String name, String model, String policy, String fallback, Place place)
      implements Serializable {}

  private FeaturesFile() {}

  /** The features in file order, or nothing and every fault of the file. */
  public static Optional<List<Feature>> read(Path file, Problems problems) {
    int before = problems.count();
    Section root = SettingsFile.read(file, problems);
    if (root.place().line() == 0) {
      return Optional.empty(); // the file could not be opened, and that has been reported
    }
    Section named = root.requiredSection("features");
    List<Feature> features = new ArrayList<>();
    for (String name : named.keys()) {
      named.section(name).ifPresent(each -> features.add(feature(name, each, named)));
    }
    root.refuseUnknownKeys();
    return problems.count() > before ? Optional.empty() : Optional.of(features);
  }

  private static Feature feature(String name, Section section, Section named) {
    Feature feature =
        new Feature(
            name,
            section.text("model").orElse(null),
            section.text("policy").orElse(null),
            section.text("fallback").orElse(null),
            named.placeOf(name));
    section.refuseUnknownKeys();
    return feature;
  }
}
