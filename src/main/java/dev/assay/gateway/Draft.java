package dev.assay.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is known of an answer so far. Null is not told yet. */
final class Draft {
  private static final class ToolCallDraft {
    private String id;
    private String name;
    private final StringBuilder arguments = new StringBuilder();
  }

  /** What servers say for the reasons we know by one word each. */
  private static final Map<String, String> COMMON_FINISH =
      Map.of(
          "eos", "stop",
          "end_turn", "stop",
          "stop_sequence", "stop",
          "max_tokens", "length",
          "tool_use", "tool_calls",
          "function_call", "tool_calls",
          "safety", "content_filter",
          "refusal", "content_filter");

  private final StringBuilder text = new StringBuilder();
  private final ReasoningDraft reasoning = new ReasoningDraft();
  private final SortedMap<Long, ToolCallDraft> toolCalls = new TreeMap<>();
  private String finishReason;
  private String nativeFinishReason;

  String model;
  String provider;
  String generationId;
  String cacheStatus;
  String serviceTier;
  Integer fallbackDepth;
  Boolean isByok;
  List<Hop> hops = List.of();
  TokenCounts tokens = TokenCounts.UNKNOWN;
  BigDecimal cost;
  BigDecimal upstreamCost;

  /** The first error the body told, as it was sent, with the object around it. */
  JsonNode error;

  void addText(String piece) {
    text.append(piece);
  }

  /** Takes a value apart, and says whether there was a text in it. */
  boolean addReasoning(JsonNode piece) {
    return reasoning.add(piece);
  }

  /** Joins a piece of a tool call to what came before it under the same number. */
  void addToolCall(long number, String id, String name, String arguments) {
    ToolCallDraft draft = toolCalls.computeIfAbsent(number, unseen -> new ToolCallDraft());
    draft.id = draft.id == null ? id : draft.id;
    draft.name = draft.name == null ? name : draft.name;
    draft.arguments.append(arguments == null ? "" : arguments);
  }

  /**
   * The model came to an end.
   *
   * @param told in the server's words
   * @param nativeTold in the provider's words; null where the server gives only its own
   */
  void finished(String told, String nativeTold) {
    finishReason = COMMON_FINISH.getOrDefault(told.toLowerCase(Locale.ROOT), told);
    nativeFinishReason = nativeTold == null && !finishReason.equals(told) ? told : nativeTold;
  }

  /** Null until the model came to an end. */
  String finishReason() {
    return finishReason;
  }

  boolean hasContent() {
    return text.length() > 0 || !toolCalls.isEmpty();
  }

  boolean hasReasoning() {
    return !reasoning.isEmpty();
  }

  String text() {
    return text.toString();
  }

  /** Null where there is none. */
  String reasoning() {
    return reasoning.text();
  }

  List<ReasoningPart> reasoningParts() {
    return reasoning.parts();
  }

  List<ToolCall> toolCalls() {
    List<ToolCall> whole = new ArrayList<>();
    toolCalls
        .values()
        .forEach(
            draft -> whole.add(new ToolCall(draft.id, draft.name, draft.arguments.toString())));
    return whole;
  }

  Served served() {
    return new Served(
        model,
        provider,
        null,
        null,
        fallbackDepth,
        generationId,
        cacheStatus,
        isByok,
        finishReason,
        nativeFinishReason,
        serviceTier,
        hops);
  }

  /** An answer from the gateway's response cache costs nothing, also where it does not say so. */
  Charge charge() {
    BigDecimal told = cost == null && "HIT".equals(cacheStatus) ? BigDecimal.ZERO : cost;
    return CostRule.charge(told, upstreamCost, isByok);
  }
}
