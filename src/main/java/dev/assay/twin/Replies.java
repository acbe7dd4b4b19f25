package dev.assay.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.twin.AnswerKey.Answers;
import dev.assay.twin.ChatRequest.Thinking;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decides what a model says: right as often as its skill, and the same whenever asked the same. */
final class Replies {
  private final Speech speech;
  private final AnswerKey key;

  Replies(Speech speech, AnswerKey key) {
    this.speech = speech;
    this.key = key;
  }

  /**
   * @param call the dice of the call; how often it was asked before has no part in them
   */
  Reply reply(ChatRequest request, Offer offer, Dice call) {
    String model = offer.model().id();
    Dice dice = call.about("reply").about(model);
    boolean thinks = speech.reasoningModels().contains(model) && request.thinking() != Thinking.OFF;
    String reasoning =
        thinks
            ? Prose.about(
                request.lastUserText(),
                speech.reasoningTokens().rolled(dice.about("reasoning length")),
                dice.about("reasoning"))
            : "";
    Reply whole =
        request.forcedTool() != null
            ? new Reply(reasoning, arguments(request.forcedTool()), request.forcedTool(), false)
            : new Reply(reasoning, text(request, model, dice), null, false);
    int cap = offer.endpoint().maxOutputTokens();
    return whole.cutTo(request.maxTokens() == null ? cap : Math.min(cap, request.maxTokens()));
  }

  private String text(ChatRequest request, String model, Dice dice) {
    Optional<Answers> answers = key.answersTo(request.promptHash());
    if (answers.isEmpty()) {
      int length = speech.outputTokens().rolled(dice.about("length"));
      return Prose.about(request.lastUserText(), length, dice.about("words"));
    }
    if (dice.about("right").chance() < speech.skillOf(model)) {
      return answers.get().right();
    }
    List<String> wrong = answers.get().wrong();
    return wrong.isEmpty()
        ? "I am not sure."
        : wrong.get(dice.about("which").between(0, wrong.size() - 1));
  }

  /** Arguments that fit the types a function declares. */
  private static String arguments(JsonNode function) {
    ObjectNode arguments = Json.object();
    for (Map.Entry<String, JsonNode> property :
        function.path("parameters").path("properties").properties()) {
      String name = property.getKey();
      JsonNode choices = property.getValue().path("enum");
      switch (property.getValue().path("type").asText()) {
        case "integer", "number" -> arguments.put(name, 1);
        case "boolean" -> arguments.put(name, true);
        case "array" -> arguments.set(name, Json.array());
        case "object" -> arguments.set(name, Json.object());
        default -> arguments.put(name, choices.path(0).asText("example"));
      }
    }
    return arguments.toString();
  }
}
