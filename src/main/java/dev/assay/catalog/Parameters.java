package dev.assay.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;

/**
 * How a model is asked. Null means not set, and what is not set is not sent.
 *
 * @param maxOutputTokens the output cap, reasoning included; what makes a worst case priceable
 * @param responseFormat as the gateway takes it
 */
public record Parameters(
    Integer maxOutputTokens,
    BigDecimal temperature,
    BigDecimal topP,
    Long seed,
    List<String> stop,
    String reasoningEffort,
    JsonNode responseFormat)
    implements Serializable {
  public static final Parameters NONE = new Parameters(null, null, null, null, null, null, null);

  public Parameters {
    stop = stop == null ? null : List.copyOf(stop);
  }
}
