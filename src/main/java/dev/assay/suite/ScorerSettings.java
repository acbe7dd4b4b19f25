package dev.assay.suite;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.problem.Place;
import java.io.Serializable;

/**
 * One scorer as a suite names it.
 *
 * @param name as the author wrote it; the room of scorers knows whether it exists
 * @param options an empty object when none are set
 */
public record ScorerSettings(String name, JsonNode options, Place place) implements Serializable {
  public ScorerSettings {
    requireNonNull(name, "name");
    requireNonNull(options, "options");
    requireNonNull(place, "place");
  }

  private Object writeReplace() {
    return new Travelling(name, ExactJson.Text.of(options), place);
  }

  private record Travelling(String name, ExactJson.Text options, Place place)
      implements Serializable {
    private Object readResolve() {
      return new ScorerSettings(name, options.document(), place);
    }
  }
}
