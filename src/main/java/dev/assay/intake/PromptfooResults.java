package dev.assay.intake;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the results that promptfoo writes with {@code -o results.json}. An arm is a provider, with
 * its prompt where there are several. A test is known by its content, so that a test that stands
 * there several times for one arm was repeated.
 */
final class PromptfooResults {
  private static final List<String> RESULTS = List.of("results", "results");
  private static final int LONGEST_LABEL = 60;
  private static final int HASH_DIGITS = 8;

  /** The test could not be run, says promptfoo; 1 is an answer that did not pass. */
  private static final int ERROR = 2;

  private final JsonFile file;
  private final Set<String> prompts = new HashSet<>();
  private final Map<String, Integer> repeats = new HashMap<>();

  PromptfooResults(JsonFile file) {
    this.file = file;
  }

  void read(RowSink rows) throws IOException {
    if (!file.eachIn(RESULTS, (line, result) -> prompts.add(promptOf(result)))) {
      throw new InvalidInput(
          Place.of(file.path(), 0),
          "this is no file of promptfoo's results: it has no list 'results.results'",
          "Write one by 'promptfoo eval -o results.json'.");
    }
    file.eachIn(RESULTS, (line, result) -> rows.accept(line, values(result)));
  }

  private Map<String, String> values(JsonNode result) {
    JsonNode response = result.path("response");
    boolean failed = isError(result);
    String arm = armOf(result);
    String item = itemOf(result);
    // of an answer from its cache promptfoo tells a time and a cost that are not the call's
    boolean cached = response.path("cached").asBoolean();
    JsonNode tokens =
        response.has("tokenUsage") ? response.path("tokenUsage") : result.path("tokenUsage");
    Map<String, String> values = new HashMap<>();
    values.put("item_id", item);
    values.put("arm", arm);
    values.put("repeat", String.valueOf(repeats.merge(arm + '\0' + item, 1, Integer::sum)));
    values.put("failed", String.valueOf(failed));
    values.put("error", failed ? JsonFile.text(errorOf(result)) : null);
    values.put("score", failed ? null : JsonFile.text(result.path("score")));
    values.put("passed", failed ? null : JsonFile.text(result.path("success")));
    values.put("cost_usd", cached ? null : JsonFile.text(costOf(result)));
    values.put("latency_ms", cached ? null : JsonFile.text(result.path("latencyMs")));
    values.put("prompt_tokens", JsonFile.text(tokens.path("prompt")));
    values.put("completion_tokens", JsonFile.text(tokens.path("completion")));
    values.put("model", providerOf(result));
    values.put("output", failed ? null : JsonFile.text(response.path("output")));
    return values;
  }

  private static boolean isError(JsonNode result) {
    return result.has("failureReason")
        ? result.path("failureReason").asInt() == ERROR
        // before there was a reason, an assertion that failed stood in 'error' too
        : result.hasNonNull("error") && !result.path("response").hasNonNull("output");
  }

  private static JsonNode errorOf(JsonNode result) {
    return result.hasNonNull("error")
        ? result.path("error")
        : result.path("response").path("error");
  }

  private static JsonNode costOf(JsonNode result) {
    return result.hasNonNull("cost") ? result.path("cost") : result.path("response").path("cost");
  }

  private String armOf(JsonNode result) {
    String label = JsonFile.text(result.path("provider").path("label"));
    String provider = label == null || label.isEmpty() ? providerOf(result) : label;
    return prompts.size() > 1 && provider != null ? provider + " / " + promptOf(result) : provider;
  }

  private static String providerOf(JsonNode result) {
    JsonNode provider = result.path("provider");
    return JsonFile.text(provider.isTextual() ? provider : provider.path("id"));
  }

  /** Its label, unless that is the whole prompt: then what tells it apart. */
  private static String promptOf(JsonNode result) {
    JsonNode prompt = result.path("prompt");
    String label = prompt.path("label").asText("");
    boolean isName = !label.isBlank() && label.length() <= LONGEST_LABEL && !label.contains("\n");
    return isName ? label : "prompt " + hash(prompt.path("raw").asText(label));
  }

  private static String itemOf(JsonNode result) {
    JsonNode test = result.path("testCase");
    JsonNode vars = result.has("vars") ? result.path("vars") : test.path("vars");
    String description = test.path("description").asText("");
    String hash = hash(description + '\0' + vars + '\0' + test.path("assert"));
    return description.isBlank() ? "test " + hash : description + " #" + hash;
  }

  private static String hash(String content) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java has SHA-256", impossible);
    }
  }
}
