package dev.assay.twin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The presets of a scenario: found in requests, laid under them, and listed. */
final class Presets {
  private static final String MARK = "@preset/";

  private final List<Preset> presets;

  Presets(List<Preset> presets) {
    this.presets = presets;
  }

  /** The preset a request names, in its own field or within the model's name; null for none. */
  String nameIn(ObjectNode asked) {
    if (asked.hasNonNull("preset")) {
      return Fields.of(asked).text("preset", 256);
    }
    String model = asked.path("model").asText();
    int mark = model.indexOf(MARK);
    return mark < 0 ? null : model.substring(mark + MARK.length());
  }

  ObjectNode applied(String slug, ObjectNode asked) {
    ObjectNode own = asked.deepCopy();
    own.remove("preset");
    String model = own.path("model").asText();
    int mark = model.indexOf(MARK);
    if (mark == 0) {
      own.remove("model");
    } else if (mark > 0) {
      own.put("model", model.substring(0, mark));
    }
    return preset(slug).under(own);
  }

  Preset preset(String slug) {
    return presets.stream()
        .filter(preset -> preset.slug().equals(slug))
        .findFirst()
        .orElseThrow(
            () -> new Refusal(404, "not_found", "No preset is named '%s'".formatted(slug)));
  }

  ObjectNode listed() {
    ArrayNode data = Json.array();
    presets.forEach(preset -> data.add(shown(preset)));
    return (ObjectNode) Json.object().set("data", data);
  }

  ObjectNode listed(String slug) {
    return (ObjectNode) Json.object().set("data", shown(preset(slug)));
  }

  private static ObjectNode shown(Preset preset) {
    ObjectNode version = Json.object();
    version.put("id", preset.id());
    version.put("version", preset.version());
    version.set("config", preset.request());
    ObjectNode shown = Json.object();
    shown.put("slug", preset.slug());
    shown.put("designated_version_id", preset.id());
    shown.set("designated_version", version);
    return shown;
  }
}
