package dev.assay.score;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.assay.gateway.ToolCall;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * Whether an answer has the form that its request asked for, as a program that takes it at its word
 * would find out; what the answer says does not matter. For one thread at a time.
 */
public final class AnswerForm {
  private final Map<JsonNode, Optional<JsonSchema>> schemas = new HashMap<>();

  /**
   * Whether the whole text is JSON of the asked kind: an object, or a document that fits the
   * schema. A fence around it makes it none.
   *
   * @param format the response format, as chat completions take it; null where none was asked for
   * @return nothing where no JSON was asked for, or its schema cannot be read
   */
  public Optional<Boolean> json(String answer, JsonNode format) {
    String type = format == null ? "" : format.path("type").asText();
    return switch (type) {
      case "json_object" -> Optional.of(isObject(answer));
      case "json_schema" -> fits(answer, format.path("json_schema").path("schema"));
      default -> Optional.empty();
    };
  }

  /**
   * Whether each call names a tool that was offered, with arguments that fit it. Where the request
   * demanded a call, none is wrong too.
   *
   * @param definitions the tools offered, as chat completions take them
   * @param choice as chat completions take it; null leaves it to the model
   * @return nothing where none was called and none had to be, or the tool's own schema cannot be
   *     read
   */
  public Optional<Boolean> toolCalls(List<ToolCall> calls, JsonNode definitions, JsonNode choice) {
    if (calls.isEmpty()) {
      return demandsCall(choice) ? Optional.of(false) : Optional.empty();
    }
    List<Optional<Boolean>> verdicts =
        calls.stream().map(call -> isCallable(call, definitions)).toList();
    if (verdicts.contains(Optional.of(false))) {
      return Optional.of(false);
    }
    return verdicts.contains(Optional.<Boolean>empty()) ? Optional.empty() : Optional.of(true);
  }

  /** {@code required}, or an object that names the tool to call. */
  private static boolean demandsCall(JsonNode choice) {
    return choice != null && (choice.isObject() || choice.asText().equals("required"));
  }

  private Optional<Boolean> isCallable(ToolCall call, JsonNode definitions) {
    Optional<JsonNode> tool =
        StreamSupport.stream(definitions.spliterator(), false)
            .map(definition -> definition.path("function"))
            .filter(function -> function.path("name").asText().equals(call.name()))
            .findFirst();
    if (tool.isEmpty() || !isObject(call.arguments())) {
      return Optional.of(false);
    }
    JsonNode parameters = tool.get().path("parameters");
    return parameters.isMissingNode() ? Optional.of(true) : fits(call.arguments(), parameters);
  }

  private static boolean isObject(String text) {
    return document(text).isObject();
  }

  private Optional<Boolean> fits(String text, JsonNode schema) {
    if (document(text).isMissingNode()) {
      return Optional.of(false);
    }
    return schemas
        .computeIfAbsent(schema, JsonSchema::readable)
        .flatMap(
            readable ->
                readable
                    .judge(text)
                    .fold(scored -> Optional.of(scored.passed()), unscored -> Optional.empty()));
  }

  private static JsonNode document(String text) {
    try {
      return JsonAnswer.bare(text);
    } catch (JsonAnswer.NotJson notJson) {
      return MissingNode.getInstance();
    }
  }
}
