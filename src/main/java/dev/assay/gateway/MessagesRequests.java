package dev.assay.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.catalog.Parameters;
import dev.assay.catalog.Tools;
import dev.assay.plan.Question;
import dev.assay.settings.Secret;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Anthropic's own messages API, to settle a doubt about a gateway at the source. */
final class MessagesRequests implements RequestWriter {
  private static final String VERSION = "2023-06-01";

  /** The API demands a cap where ours is optional. */
  private static final int DEFAULT_MAX_TOKENS = 4096;

  private static final int SMALLEST_THINKING = 1024;

  /** How much of the output cap an effort may think, in percent, as OpenRouter maps it. */
  private static final Map<String, Integer> EFFORT_PERCENT =
      Map.of("max", 95, "xhigh", 95, "high", 80, "medium", 50, "low", 20, "minimal", 10);

  @Override
  public WireRequest write(Asked asked) {
    Question question = asked.call().question();
    Parameters parameters = question.candidate().parameters();
    ObjectNode body = Json.MAPPER.createObjectNode();
    body.put("model", ownName(question.candidate().model()));
    int cap =
        parameters.maxOutputTokens() == null ? DEFAULT_MAX_TOKENS : parameters.maxOutputTokens();
    body.put("max_tokens", cap);
    messages(question.turns(), body);
    ChatBody.number(body, "temperature", parameters.temperature());
    ChatBody.number(body, "top_p", parameters.topP());
    if (parameters.sampling().topK() != null) {
      body.put("top_k", parameters.sampling().topK());
    }
    if (parameters.stop() != null) {
      ChatBody.texts(body, "stop_sequences", parameters.stop());
    }
    thinking(parameters, cap, body);
    if (parameters.tools() != null) {
      tools(parameters.tools(), body);
    }
    if (asked.isStreamed()) {
      body.put("stream", true);
    }
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("anthropic-version", VERSION);
    headers.put("X-Request-ID", asked.traceId());
    headers.put("Idempotency-Key", asked.idempotencyKey());
    return new WireRequest("/messages", headers, body);
  }

  /**
   * A gateway's name has the author before it and dots in its version; the API's own has neither.
   */
  private static String ownName(String model) {
    return model.substring(model.lastIndexOf('/') + 1).replace('.', '-');
  }

  private static void messages(List<Question.Turn> turns, ObjectNode body) {
    String system =
        turns.stream()
            .filter(turn -> turn.role().equals("system"))
            .map(Question.Turn::text)
            .collect(Collectors.joining("\n\n"));
    if (!system.isEmpty()) {
      body.put("system", system);
    }
    ArrayNode messages = body.putArray("messages");
    turns.stream()
        .filter(turn -> !turn.role().equals("system"))
        .forEach(turn -> messages.addObject().put("role", turn.role()).put("content", turn.text()));
  }

  /** Less than the smallest budget the API takes is no thinking. */
  private static void thinking(Parameters parameters, int cap, ObjectNode body) {
    Integer stated = parameters.thinking().maxTokens();
    int percent = EFFORT_PERCENT.getOrDefault(String.valueOf(parameters.reasoningEffort()), 0);
    int budget = stated == null ? (int) ((long) cap * percent / 100) : stated;
    if (budget >= SMALLEST_THINKING) {
      body.putObject("thinking").put("type", "enabled").put("budget_tokens", budget);
    }
  }

  /** Tools are written for chat completions, and come in other clothes here. */
  private static void tools(Tools tools, ObjectNode body) {
    ArrayNode definitions = body.putArray("tools");
    for (JsonNode tool : tools.definitions()) {
      JsonNode function = tool.path("function");
      ObjectNode definition = definitions.addObject().put("name", function.path("name").asText());
      if (function.has("description")) {
        definition.set("description", function.path("description"));
      }
      definition.set(
          "input_schema",
          function.has("parameters")
              ? function.path("parameters")
              : Json.MAPPER.createObjectNode().put("type", "object"));
    }
    ObjectNode choice = choice(tools.choice());
    if (Boolean.FALSE.equals(tools.parallel())) {
      choice.put("disable_parallel_tool_use", true);
    }
    if (tools.choice() != null || Boolean.FALSE.equals(tools.parallel())) {
      body.set("tool_choice", choice);
    }
  }

  private static ObjectNode choice(JsonNode asked) {
    ObjectNode choice = Json.MAPPER.createObjectNode();
    if (asked != null && asked.isObject()) {
      return choice.put("type", "tool").put("name", asked.path("function").path("name").asText());
    }
    String word = asked == null ? "auto" : asked.asText();
    return choice.put("type", word.equals("required") ? "any" : word);
  }

  @Override
  public String keyHeader() {
    return "x-api-key";
  }

  @Override
  public String keyValue(Secret key) {
    return key.reveal();
  }
}
