package dev.assay.twin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.catalog.Capability;
import java.util.List;
import java.util.Set;

/**
 * One request for a completion, read and found well-formed.
 *
 * @param models the asked one, then those to fall back on, in order
 * @param promptHash by which the answer key and the ledger know the prompt
 * @param promptBytes its length in UTF-8
 * @param sessionId from the body, else the header, else the prompt cache key; null when none is set
 * @param maxTokens the cap on all output, reasoning included; null when none is set
 * @param parameters those asked for that not every endpoint knows
 * @param forcedTool the function that must be called; null for an answer in words
 * @param thinking how much reasoning is asked for
 * @param serviceTier null when none is asked for
 * @param preset the preset and version it was made with; null when made without one
 */
record ChatRequest(
    List<String> models,
    List<AnswerKey.Turn> messages,
    String promptHash,
    int promptTokens,
    int promptBytes,
    boolean hasImages,
    boolean streamed,
    String sessionId,
    String user,
    Integer maxTokens,
    Set<Capability> parameters,
    JsonNode forcedTool,
    Thinking thinking,
    String serviceTier,
    String preset,
    AutoRouter autoRouter,
    ProviderPreferences provider) {

  /** What a request says about reasoning. */
  enum Thinking {
    USUAL,
    OFF,
    /** It is done and billed, but not shown. */
    HIDDEN
  }

  /** Which models the automatic choice may fall on; with no allowed ones it may be any. */
  record AutoRouter(List<String> allowedModels, List<String> excludedModels) {
    boolean allows(String model) {
      return (allowedModels.isEmpty() || allowedModels.contains(model))
          && !excludedModels.contains(model);
    }
  }

  ChatRequest {
    models = List.copyOf(models);
    messages = List.copyOf(messages);
    parameters = Set.copyOf(parameters);
  }

  String model() {
    return models.get(0);
  }

  String lastUserText() {
    for (int i = messages.size() - 1; i >= 0; i--) {
      if (messages.get(i).role().equals("user")) {
        return messages.get(i).text();
      }
    }
    return "";
  }

  /** The tokens of all messages but the last: what a provider can have cached. */
  int earlierTokens() {
    return messages.subList(0, messages.size() - 1).stream()
        .mapToInt(turn -> TokenRule.count(turn.text()) + TokenRule.PER_MESSAGE)
        .sum();
  }

  /**
   * What tells this call from every other one: the model asked, the prompt, and the session.
   *
   * <p>A request id and an idempotency key are new with every attempt and every run, so they do not
   * count: the same call is answered the same whenever it is asked.
   */
  Dice dice(Dice seed) {
    Dice prompt = seed.about(model()).about(promptHash);
    return sessionId == null ? prompt : prompt.about(sessionId);
  }
}
