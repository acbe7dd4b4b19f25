package dev.assay.catalog;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Serializable;

/**
 * What a model may call instead of answering.
 *
 * @param definitions a list, as chat completions take it
 * @param choice as chat completions take it; null leaves it to the model
 * @param parallel whether it may call several at once; null leaves it to the model
 */
public record Tools(JsonNode definitions, JsonNode choice, Boolean parallel)
    implements Serializable {
  public Tools {
    requireNonNull(definitions, "definitions");
  }
}
