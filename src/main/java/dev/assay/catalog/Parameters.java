package dev.assay.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

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

  /** What an endpoint must know to honour them; others drop what they do not know in silence. */
  public Set<Capability> requiredCapabilities() {
    Set<Capability> required = EnumSet.noneOf(Capability.class);
    if (seed != null) {
      required.add(Capability.SEED);
    }
    if (reasoningEffort != null) {
      required.add(Capability.REASONING);
    }
    if (responseFormat != null) {
      switch (responseFormat.path("type").asText()) {
        case "json_schema" -> required.add(Capability.JSON_SCHEMA);
        case "json_object" -> required.add(Capability.JSON_OBJECT);
        default -> {}
      }
    }
    return Set.copyOf(required);
  }
}
