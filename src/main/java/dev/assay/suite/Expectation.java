package dev.assay.suite;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.problem.Place;
import java.io.Serializable;

/**
 * What a good answer to a case looks like, for one scorer. It stays in this process: no request
 * carries it.
 *
 * @param scorer the scorer's name as the author wrote it; the room of scorers knows whether it
 *     exists
 * @param value what the case expects: the label, the number, the pattern, the document; a JSON null
 *     where it states nothing for this scorer, whose options then have to say it all
 * @param options how the scorer is set, for all cases of the suite; an empty object when not at all
 * @param place where the case states it
 */
public record Expectation(String scorer, JsonNode value, JsonNode options, Place place)
    implements Serializable {
  public Expectation {
    requireNonNull(scorer, "scorer");
    requireNonNull(value, "value");
    requireNonNull(options, "options");
    requireNonNull(place, "place");
  }

  private Object writeReplace() {
    return new Travelling(scorer, ExactJson.Text.of(value), ExactJson.Text.of(options), place);
  }

  private record Travelling(
      String scorer, ExactJson.Text value, ExactJson.Text options, Place place)
      implements Serializable {
    private Object readResolve() {
      return new Expectation(scorer, value.document(), options.document(), place);
    }
  }
}
