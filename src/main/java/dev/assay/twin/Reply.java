package dev.assay.twin;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a model says to one request, cut to the length it may have.
 *
 * @param reasoning empty where it does not think first
 * @param toolCall the function it calls instead of talking; null where it talks
 */
record Reply(String reasoning, String text, JsonNode toolCall, boolean cutShort) {
  int reasoningTokens() {
    return TokenRule.count(reasoning);
  }

  int textTokens() {
    return TokenRule.count(text);
  }

  int completionTokens() {
    return reasoningTokens() + textTokens();
  }

  String finishReason() {
    if (cutShort) {
      return "length";
    }
    return toolCall == null ? "stop" : "tool_calls";
  }

  /** The provider's own word for it. */
  String nativeFinishReason() {
    if (cutShort) {
      return "max_output_tokens";
    }
    return toolCall == null ? "completed" : "tool_use";
  }

  Reply cutTo(int maxTokens) {
    if (completionTokens() <= maxTokens) {
      return this;
    }
    int thinking = Math.min(reasoningTokens(), maxTokens);
    return new Reply(
        TokenRule.part(reasoning, 0, thinking),
        TokenRule.part(text, 0, maxTokens - thinking),
        null,
        true);
  }
}
