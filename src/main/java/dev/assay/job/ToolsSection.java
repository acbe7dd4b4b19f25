package dev.assay.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.catalog.Tools;
import dev.assay.problem.Closest;
import dev.assay.settings.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The tools of a candidate: a list as chat completions take it, and which of them to call. */
final class ToolsSection {
  private static final List<String> CHOICES = List.of("auto", "none", "required");
  private static final String FUNCTION = "function";

  private ToolsSection() {}

  /** Null where there are none. */
  static Tools read(Section section) {
    List<String> names = names(section);
    JsonNode choice = choice(section, names);
    Boolean parallel = section.flag("parallel-tool-calls").orElse(null);
    if (!section.has("tools")) {
      refuseWithoutTools(section, "tool-choice");
      refuseWithoutTools(section, "parallel-tool-calls");
      return null;
    }
    return section
        .json("tools")
        .filter(JsonNode::isArray)
        .map(definitions -> new Tools(definitions, choice, parallel))
        .orElse(null);
  }

  private static List<String> names(Section section) {
    List<String> names = new ArrayList<>();
    List<Section> tools = section.sections("tools");
    for (Section tool : tools) {
      String type = tool.requiredText("type");
      if (!type.isBlank() && !type.equals(FUNCTION)) {
        tool.problem("type", "a tool's 'type' is '%s'".formatted(type), "Write 'function'.");
      }
      Section function = tool.requiredSection(FUNCTION);
      String name = tool.has(FUNCTION) ? function.requiredText("name") : "";
      if (names.contains(name) && !name.isBlank()) {
        function.problem(
            "name", "tool '%s' stands here again".formatted(name), "Give each a name of its own.");
      }
      names.add(name);
    }
    if (tools.isEmpty() && section.json("tools").filter(JsonNode::isArray).isPresent()) {
      section.problem("tools", "'tools' is empty", "Name a tool, or remove it.");
    }
    return names;
  }

  /** A word of the API, or the name of the tool that must be called. */
  private static JsonNode choice(Section section, List<String> names) {
    Optional<String> choice = section.text("tool-choice");
    if (choice.isEmpty()) {
      return null;
    }
    if (CHOICES.contains(choice.get())) {
      return JsonNodeFactory.instance.textNode(choice.get());
    }
    if (section.has("tools") && !names.contains(choice.get())) {
      List<String> known = new ArrayList<>(CHOICES);
      names.stream().filter(name -> !name.isBlank()).forEach(known::add);
      section.problem(
          "tool-choice",
          "'tool-choice' is '%s'".formatted(choice.get()),
          Closest.hint(choice.get(), "values", known));
    }
    ObjectNode chosen = JsonNodeFactory.instance.objectNode().put("type", FUNCTION);
    chosen.putObject(FUNCTION).put("name", choice.get());
    return chosen;
  }

  private static void refuseWithoutTools(Section section, String key) {
    if (section.has(key)) {
      section.problem(
          key, "there is a '%s', but no 'tools'".formatted(key), "Add 'tools:', or remove it.");
    }
  }
}
