package dev.assay.twin;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.settings.Section;

/**
 * A versioned set of request fields that requests may name; what a request states itself comes
 * before it.
 *
 * @param request the fields, as on the wire
 */
public record Preset(String slug, int version, ObjectNode request) {
  public Preset {
    requireNonNull(slug, "slug");
    requireNonNull(request, "request");
  }

  static Preset read(Section section) {
    String slug = section.requiredText("slug");
    int version = Bounds.oneOrMore(section, "version", 1);
    ObjectNode request =
        section.json("request").filter(ObjectNode.class::isInstance).isPresent()
            ? (ObjectNode) section.json("request").orElseThrow()
            : null;
    if (request == null || request.has("messages") || request.has("preset")) {
      section.problem(
          "request",
          "'request' is not a set of request fields",
          "Write fields of the wire, such as 'model:' and 'temperature:'; messages are the caller's.");
      request = Json.object();
    }
    section.refuseUnknownKeys();
    return new Preset(slug, version, request);
  }

  /** A request with what this preset adds to it; objects are merged, one level deep. */
  ObjectNode under(ObjectNode asked) {
    ObjectNode merged = request.deepCopy();
    asked
        .properties()
        .forEach(
            field -> {
              if (merged.get(field.getKey()) instanceof ObjectNode ours
                  && field.getValue() instanceof ObjectNode theirs) {
                ours.setAll(theirs);
              } else {
                merged.set(field.getKey(), field.getValue());
              }
            });
    return merged;
  }

  String id() {
    return slug + "@" + version;
  }
}
