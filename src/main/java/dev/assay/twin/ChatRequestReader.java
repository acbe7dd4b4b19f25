package dev.assay.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.catalog.Capability;
import dev.assay.twin.ChatRequest.AutoRouter;
import dev.assay.twin.ChatRequest.Thinking;
import io.undertow.util.HeaderMap;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the body of a chat completion and refuses what the contract does not allow. */
final class ChatRequestReader {
  private static final Set<String> ROLES =
      Set.of("system", "developer", "user", "assistant", "tool");
  private static final Set<String> EFFORTS =
      Set.of("max", "xhigh", "high", "medium", "low", "minimal", "none");
  private static final Set<String> FORMATS =
      Set.of("text", "json_object", "json_schema", "grammar", "python");
  private static final Set<String> TIERS =
      Set.of("auto", "default", "fast", "flex", "priority", "scale");
  private static final int MAX_SESSION = 256;
  private static final int MAX_METADATA = 16;
  private static final int MAX_METADATA_KEY = 64;
  private static final int MAX_METADATA_VALUE = 512;

  private final Fields fields;
  private final HeaderMap headers;
  private final List<AnswerKey.Turn> messages = new ArrayList<>();
  private int promptTokens;
  private boolean hasImages;

  private final String preset;

  private ChatRequestReader(ObjectNode body, HeaderMap headers, String preset) {
    this.fields = Fields.of(body);
    this.headers = headers;
    this.preset = preset;
  }

  static ChatRequest read(byte[] body, HeaderMap headers, Presets presets) {
    ObjectNode asked = Json.parse(body);
    String preset = presets.nameIn(asked);
    return preset == null
        ? new ChatRequestReader(asked, headers, null).request()
        : new ChatRequestReader(
                presets.applied(preset, asked), headers, presets.preset(preset).id())
            .request();
  }

  private ChatRequest request() {
    List<String> models = models();
    readMessages();
    checkSampling();
    checkMetadata();
    JsonNode forcedTool = forcedTool();
    return new ChatRequest(
        models,
        messages,
        AnswerKey.hash(messages),
        promptTokens,
        messages.stream()
            .mapToInt(turn -> turn.text().getBytes(StandardCharsets.UTF_8).length)
            .sum(),
        hasImages,
        fields.flag("stream", false),
        sessionId(),
        fields.text("user", MAX_SESSION),
        maxTokens(),
        parameters(),
        forcedTool,
        thinking(),
        fields.word("service_tier", TIERS),
        preset,
        autoRouter(),
        ProviderReader.read(fields.object("provider"), headers));
  }

  private List<String> models() {
    List<String> models = new ArrayList<>();
    String model = fields.text("model", MAX_SESSION);
    if (model != null && !model.isBlank()) {
      models.add(model);
    }
    for (String fallback : fields.texts("models", 10)) {
      if (!models.contains(fallback)) {
        models.add(fallback);
      }
    }
    fields.require(!models.isEmpty(), "model", "the id of a model");
    return models;
  }

  private void readMessages() {
    JsonNode list = fields.json("messages");
    fields.require(list != null && list.isArray() && !list.isEmpty(), "messages", "a list of them");
    for (JsonNode message : list) {
      String role = message.path("role").asText();
      fields.require(ROLES.contains(role), "messages[].role", "one of system, user, assistant ...");
      boolean callsTools = message.hasNonNull("tool_calls");
      fields.require(
          callsTools || message.hasNonNull("content"), "messages[].content", "text or parts");
      String text = text(message.path("content"));
      messages.add(new AnswerKey.Turn(role, text));
      promptTokens += TokenRule.count(text) + TokenRule.PER_MESSAGE;
    }
  }

  private String text(JsonNode content) {
    if (!content.isArray()) {
      fields.require(
          content.isTextual() || content.isNull() || content.isMissingNode(),
          "messages[].content",
          "text or parts");
      return content.asText("");
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode part : content) {
      String type = part.path("type").asText();
      if (type.equals("text")) {
        text.append(part.path("text").asText());
      } else {
        fields.require(type.equals("image_url"), "messages[].content[].type", "text or image_url");
        hasImages = true;
      }
    }
    return text.toString();
  }

  private void checkSampling() {
    fields.between("temperature", "0", "2");
    fields.between("top_p", "0", "1");
    fields.between("min_p", "0", "1");
    fields.between("top_a", "0", "1");
    fields.between("frequency_penalty", "-2", "2");
    fields.between("presence_penalty", "-2", "2");
    fields.between("repetition_penalty", "0", "2");
    fields.wholeNumber("top_k", 0);
    JsonNode stop = fields.json("stop");
    if (stop != null && !stop.isTextual()) {
      fields.texts("stop", 4);
    }
    JsonNode seed = fields.json("seed");
    fields.require(seed == null || seed.isIntegralNumber(), "seed", "a whole number");
  }

  private void checkMetadata() {
    JsonNode metadata = fields.json("metadata");
    if (metadata == null) {
      return;
    }
    boolean sound = metadata.isObject() && metadata.size() <= MAX_METADATA;
    if (sound) {
      for (Map.Entry<String, JsonNode> pair : metadata.properties()) {
        sound &=
            pair.getKey().length() <= MAX_METADATA_KEY
                && pair.getValue().isTextual()
                && pair.getValue().textValue().length() <= MAX_METADATA_VALUE;
      }
    }
    fields.require(sound, "metadata", "at most 16 pairs of at most 64 and 512 characters of text");
  }

  private String sessionId() {
    String inBody = fields.text("session_id", MAX_SESSION);
    String inHeader = headers.getFirst("x-session-id");
    if (inBody != null) {
      return inBody;
    }
    if (inHeader != null && inHeader.length() <= MAX_SESSION) {
      return inHeader;
    }
    return fields.text("prompt_cache_key", MAX_SESSION);
  }

  private Integer maxTokens() {
    Integer newer = fields.wholeNumber("max_completion_tokens", 1);
    Integer older = fields.wholeNumber("max_tokens", 1);
    return newer != null ? newer : older;
  }

  private Set<Capability> parameters() {
    Set<Capability> asked = EnumSet.noneOf(Capability.class);
    JsonNode tools = fields.json("tools");
    fields.require(tools == null || tools.isArray(), "tools", "a list");
    if (tools != null && !tools.isEmpty()) {
      asked.add(Capability.TOOLS);
    }
    String format = fields.object("response_format").word("type", FORMATS);
    if ("json_object".equals(format)) {
      asked.add(Capability.JSON_OBJECT);
    } else if ("json_schema".equals(format)) {
      fields.require(
          fields.object("response_format").object("json_schema").has("schema"),
          "response_format.json_schema",
          "a schema");
      asked.add(Capability.JSON_SCHEMA);
    }
    boolean asksForReasoning = fields.has("reasoning") || fields.has("reasoning_effort");
    if (asksForReasoning && thinking() != Thinking.OFF) {
      asked.add(Capability.REASONING);
    }
    if (fields.has("seed")) {
      asked.add(Capability.SEED);
    }
    return asked;
  }

  /** The function a client insists on, where it does. */
  private JsonNode forcedTool() {
    JsonNode choice = fields.json("tool_choice");
    JsonNode tools = fields.json("tools");
    if (choice == null || tools == null || tools.isEmpty()) {
      return null;
    }
    String name = choice.path("function").path("name").asText(null);
    for (JsonNode tool : tools) {
      JsonNode function = tool.path("function");
      if (choice.asText().equals("required") || function.path("name").asText().equals(name)) {
        return function;
      }
    }
    fields.require(name == null, "tool_choice", "the name of one of the tools");
    return null;
  }

  private AutoRouter autoRouter() {
    JsonNode plugins = fields.json("plugins");
    fields.require(plugins == null || plugins.isArray(), "plugins", "a list");
    for (JsonNode plugin : plugins == null ? Json.array() : plugins) {
      fields.require(plugin.path("id").isTextual(), "plugins[].id", "the name of a plugin");
      if (plugin.path("id").asText().equals("auto-router")) {
        Fields options = Fields.of((ObjectNode) plugin);
        return new AutoRouter(
            options.texts("allowed_models", 100), options.texts("excluded_models", 100));
      }
    }
    return new AutoRouter(List.of(), List.of());
  }

  private Thinking thinking() {
    Fields reasoning = fields.object("reasoning");
    String effort = reasoning.word("effort", EFFORTS);
    String shorthand = fields.word("reasoning_effort", EFFORTS);
    reasoning.wholeNumber("max_tokens", 0);
    if ("none".equals(effort == null ? shorthand : effort) || !reasoning.flag("enabled", true)) {
      return Thinking.OFF;
    }
    return reasoning.flag("exclude", false) ? Thinking.HIDDEN : Thinking.USUAL;
  }
}
