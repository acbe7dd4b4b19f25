package dev.assay.score;

import com.fasterxml.jackson.databind.JsonNode;

/** The text a case expects; a number or a flag counts as the text it was typed as. */
final class Texts {
  private Texts() {}

  static String stated(JsonNode value) throws Unusable {
    if (value.isContainerNode()) {
      throw new Unusable("expects a text, got " + Told.of(value), "State one text: 'expect: ...'.");
    }
    return value.asText();
  }

  static String statedNotBlank(JsonNode value) throws Unusable {
    String text = stated(value);
    if (text.isBlank()) {
      throw new Unusable("expects a text, and a blank one fits every answer", "Give it a text.");
    }
    return text;
  }
}
