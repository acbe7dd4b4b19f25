package dev.assay.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Reasoning as it arrives: texts, objects or lists of either, by whichever of three names a server
 * gives them.
 */
final class ReasoningDraft {
  private static final String DEFAULT_TYPE = "reasoning_text";
  private static final int DEEPEST = 4;

  private static final class Part {
    private final String type;
    private final Long index;
    private final StringBuilder text = new StringBuilder();

    private Part(String type, Long index) {
      this.type = type;
      this.index = index;
    }

    private boolean goesOnWith(String nextType, Long nextIndex) {
      return type.equals(nextType)
          && (index == null || nextIndex == null || index.equals(nextIndex));
    }
  }

  private final List<Part> parts = new ArrayList<>();

  /**
   * Takes a value apart, down to its texts.
   *
   * @return whether it had any
   */
  boolean add(JsonNode value) {
    return add(value, DEFAULT_TYPE, null, DEEPEST);
  }

  private boolean add(JsonNode value, String type, Long index, int depth) {
    if (value.isTextual()) {
      return append(value.textValue(), type, index);
    }
    if (depth == 0) {
      return false;
    }
    boolean added = false;
    if (value.isArray()) {
      for (JsonNode each : value) {
        added |= add(each, type, index, depth - 1);
      }
    } else if (value.isObject()) {
      String ownType = ChatReader.firstOf(Json.text(value, "type"), type);
      Long ownIndex = ChatReader.firstOf(Json.count(value, "index"), index);
      for (String name : List.of("text", "summary", "content")) {
        added = added || add(value.path(name), ownType, ownIndex, depth - 1);
      }
    }
    return added;
  }

  private boolean append(String text, String type, Long index) {
    if (text.isEmpty()) {
      return false;
    }
    Part last = parts.isEmpty() ? null : parts.get(parts.size() - 1);
    if (last == null || !last.goesOnWith(type, index)) {
      last = new Part(type, index);
      parts.add(last);
    }
    last.text.append(text);
    return true;
  }

  boolean isEmpty() {
    return parts.isEmpty();
  }

  /** Trimmed, the empty ones left out. */
  List<ReasoningPart> parts() {
    return parts.stream()
        .map(part -> new ReasoningPart(part.type, part.text.toString().strip()))
        .filter(part -> !part.text().isEmpty())
        .toList();
  }

  /** All of it in one text; null where there is none. */
  String text() {
    List<String> texts = parts().stream().map(ReasoningPart::text).toList();
    return texts.isEmpty() ? null : String.join("\n\n", texts);
  }
}
