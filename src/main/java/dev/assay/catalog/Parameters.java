package dev.assay.catalog;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
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
 * @param tools null where there are none
 * @param serviceTier e.g. {@code flex}; billing follows the tier that is served
 * @param plugins a list, as the gateway takes it; null leaves all of them off
 */
public record Parameters(
    Integer maxOutputTokens,
    BigDecimal temperature,
    BigDecimal topP,
    Long seed,
    List<String> stop,
    String reasoningEffort,
    JsonNode responseFormat,
    Sampling sampling,
    Thinking thinking,
    Tools tools,
    String serviceTier,
    Preset preset,
    JsonNode plugins)
    implements Serializable {
  public static final Parameters NONE = new Parameters(null, null, null, null, null, null, null);

  public Parameters {
    stop = stop == null ? null : List.copyOf(stop);
    requireNonNull(sampling, "sampling");
    requireNonNull(thinking, "thinking");
  }

  /** Parameters that set only what most candidates set. */
  public Parameters(
      Integer maxOutputTokens,
      BigDecimal temperature,
      BigDecimal topP,
      Long seed,
      List<String> stop,
      String reasoningEffort,
      JsonNode responseFormat) {
    this(
        maxOutputTokens,
        temperature,
        topP,
        seed,
        stop,
        reasoningEffort,
        responseFormat,
        Sampling.NONE,
        Thinking.NONE,
        null,
        null,
        null,
        null);
  }

  /** The same with other settings kept at the gateway. */
  public Parameters with(Preset other) {
    return new Parameters(
        maxOutputTokens,
        temperature,
        topP,
        seed,
        stop,
        reasoningEffort,
        responseFormat,
        sampling,
        thinking,
        tools,
        serviceTier,
        other,
        plugins);
  }

  /** Whether anything is set that only few candidates set. */
  public boolean setsRarities() {
    return !sampling.equals(Sampling.NONE)
        || !thinking.equals(Thinking.NONE)
        || tools != null
        || serviceTier != null
        || preset != null
        || plugins != null;
  }

  /** What only few candidates set, for whoever hashes what is asked. */
  public ArrayNode rarities() {
    ObjectMapper mapper = new ObjectMapper();
    ArrayNode rarities =
        mapper
            .createArrayNode()
            .add(mapper.<JsonNode>valueToTree(sampling))
            .add(mapper.<JsonNode>valueToTree(thinking))
            .add(mapper.<JsonNode>valueToTree(tools))
            .add(serviceTier)
            .add(preset == null ? null : preset.name())
            .add(plugins);
    return preset == null || preset.version() == null ? rarities : rarities.add(preset.version());
  }

  /** What an endpoint must know to honour them; others drop what they do not know in silence. */
  public Set<Capability> requiredCapabilities() {
    Set<Capability> required = EnumSet.noneOf(Capability.class);
    if (seed != null) {
      required.add(Capability.SEED);
    }
    if (reasoningEffort != null || !thinking.equals(Thinking.NONE)) {
      required.add(Capability.REASONING);
    }
    if (tools != null) {
      required.add(Capability.TOOLS);
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
