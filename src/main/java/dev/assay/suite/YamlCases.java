package dev.assay.suite;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import dev.assay.settings.Section;
import dev.assay.settings.SettingsFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the cases of a YAML file: a list, one mapping a case. */
final class YamlCases {
  private YamlCases() {}

  static List<CaseDraft> read(Path file, Problems problems) {
    return SettingsFile.readList(file, problems).stream().map(YamlCases::draft).toList();
  }

  private static CaseDraft draft(Section section) {
    Optional<JsonNode> expect = section.json("expect");
    CaseDraft draft =
        new CaseDraft(
            section.requiredText("id"),
            section.place(),
            section.section("vars").map(YamlCases::variables).orElse(Map.of()),
            expect.orElse(null),
            section.placeOf("expect"),
            expect.filter(JsonNode::isObject).isPresent()
                ? places(section.requiredSection("expect"))
                : Map.of(),
            section.texts("tags"),
            section.text("cluster").orElse(null),
            section.text("category").orElse(null),
            section.text("reference").orElse(null));
    section.refuseUnknownKeys();
    return draft;
  }

  private static Map<String, Place> places(Section section) {
    Map<String, Place> places = new LinkedHashMap<>();
    section.keys().forEach(key -> places.put(key, section.placeOf(key)));
    return places;
  }

  private static Map<String, Object> variables(Section section) {
    Map<String, Object> variables = new LinkedHashMap<>();
    for (String name : section.keys()) {
      section.json(name).ifPresent(value -> variables.put(name, variable(section, name, value)));
    }
    return variables;
  }

  /** A number stays the text that was typed, so that a prompt says 1.10 where its author does. */
  private static Object variable(Section section, String name, JsonNode value) {
    if (value.isBoolean()) {
      return value.booleanValue();
    }
    if (value.isObject()) {
      return variables(section.section(name).orElseThrow());
    }
    if (value.isArray()) {
      boolean mappings = !value.isEmpty() && value.get(0).isObject();
      return mappings
          ? section.sections(name).stream().map(YamlCases::variables).toList()
          : section.texts(name);
    }
    return section.text(name).orElseThrow();
  }
}
