package dev.assay.score;

import com.fasterxml.jackson.databind.JsonNode;

/** How a value reads inside a message: short, on one line. */
final class Told {
  private static final int LONGEST = 60;

  private Told() {}

  static String of(JsonNode value) {
    if (value.isObject()) {
      return "a mapping";
    }
    if (value.isArray()) {
      return "a list";
    }
    return value.isTextual() ? of(value.textValue()) : value.asText();
  }

  static String of(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    int end = Math.min(line.length(), LONGEST);
    // never half of a character that takes two chars
    if (end < line.length() && Character.isHighSurrogate(line.charAt(end - 1))) {
      end--;
    }
    return end < line.length() ? "'" + line.substring(0, end) + "...'" : "'" + line + "'";
  }
}
