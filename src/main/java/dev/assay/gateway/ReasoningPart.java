package dev.assay.gateway;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * One piece of what a model thought aloud, for reading. What a provider sealed or signed has no
 * text; it stays in the raw exchange, from which alone it may be sent back.
 *
 * @param type as the gateway names it, {@code reasoning_text} where it does not
 */
public record ReasoningPart(String type, String text) implements Serializable {
  public ReasoningPart {
    requireNonNull(type, "type");
    requireNonNull(text, "text");
  }
}
