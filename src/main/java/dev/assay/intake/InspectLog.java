package dev.assay.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads a log that Inspect wrote as JSON: an arm is a model, a suite its task, a repeat an epoch.
 * Letters are read as Inspect's own metrics read them: C is 1, P is 0.5, I and N are 0.
 */
final class InspectLog {
  private static final List<String> SAMPLES = List.of("samples");
  private static final Map<String, String> LETTERS =
      Map.of("C", "1", "P", "0.5", "I", "0", "N", "0");
  private static final BigDecimal MILLIS = BigDecimal.valueOf(1000);

  private final JsonFile file;
  private final ScoreChoice choice;

  InspectLog(JsonFile file, ScoreChoice choice) {
    this.file = file;
    this.choice = choice;
  }

  /** Reads all samples; says whether the log is of an evaluation that came to its end. */
  boolean read(RowSink rows) throws IOException {
    JsonNode eval = file.field("eval").orElseThrow(this::noLog);
    Set<String> scores = new TreeSet<>();
    if (!file.eachIn(SAMPLES, (line, sample) -> gatherScores(sample, scores))) {
      throw new InvalidInput(
          Place.of(file.path(), 0),
          "this Inspect log has no samples",
          "Log them: 'inspect eval --log-format json', without --no-log-samples.");
    }
    String chosen = choice.among(scores, file.path());
    file.eachIn(SAMPLES, (line, sample) -> rows.accept(line, values(eval, sample, chosen)));
    return file.field("status").map(status -> status.asText().equals("success")).orElse(false);
  }

  private InvalidInput noLog() {
    return new InvalidInput(
        Place.of(file.path(), 0),
        "this is no Inspect log: it has no field 'eval'",
        "Convert a .eval log by 'inspect log convert LOG --to json --output-dir DIR'.");
  }

  private static Map<String, String> values(JsonNode eval, JsonNode sample, String chosen) {
    String model = JsonFile.text(eval.path("model"));
    JsonNode output = sample.path("output");
    boolean failed = sample.hasNonNull("error");
    JsonNode usage = sample.path("model_usage").path(String.valueOf(model));
    JsonNode tokens = usage.isObject() ? usage : output.path("usage");
    Map<String, String> values = new HashMap<>();
    values.put("item_id", JsonFile.text(sample.path("id")));
    values.put("arm", model);
    values.put("suite", JsonFile.text(eval.path("task")));
    values.put("repeat", JsonFile.text(sample.path("epoch")));
    values.put("model", model);
    values.put("failed", String.valueOf(failed));
    values.put("error", JsonFile.text(sample.path("error").path("message")));
    values.put("score", failed ? null : number(scoreOf(sample, chosen)));
    values.put(TextTable.SCORER, chosen);
    values.put("cost_usd", JsonFile.text(usage.path("total_cost")));
    values.put("latency_ms", millis(output.path("time")));
    values.put("prompt_tokens", JsonFile.text(tokens.path("input_tokens")));
    values.put("completion_tokens", JsonFile.text(tokens.path("output_tokens")));
    values.put("started_at", JsonFile.text(sample.path("started_at")));
    values.put("output", failed ? null : answerOf(output));
    return values;
  }

  /** Each score of a sample by its scorer; by scorer and name where a scorer gives several. */
  private static void gatherScores(JsonNode sample, Set<String> names) {
    sample
        .path("scores")
        .properties()
        .forEach(
            scorer -> {
              JsonNode value = scorer.getValue().path("value");
              if (value.isObject()) {
                value
                    .fieldNames()
                    .forEachRemaining(name -> names.add(scorer.getKey() + "." + name));
              } else {
                names.add(scorer.getKey());
              }
            });
  }

  private static JsonNode scoreOf(JsonNode sample, String chosen) {
    if (chosen == null) {
      return MissingNode.getInstance();
    }
    JsonNode scores = sample.path("scores");
    if (scores.has(chosen)) {
      return scores.path(chosen).path("value");
    }
    int dot = chosen.lastIndexOf('.');
    return dot < 0
        ? MissingNode.getInstance()
        : scores.path(chosen.substring(0, dot)).path("value").path(chosen.substring(dot + 1));
  }

  private static String number(JsonNode value) {
    if (value.isBoolean()) {
      return value.asBoolean() ? "1" : "0";
    }
    String text = JsonFile.text(value);
    return text == null ? null : LETTERS.getOrDefault(text, text);
  }

  private static String millis(JsonNode seconds) {
    return seconds.isNumber() ? seconds.decimalValue().multiply(MILLIS).toString() : null;
  }

  private static String answerOf(JsonNode output) {
    JsonNode content = output.path("choices").path(0).path("message").path("content");
    if (!content.isArray()) {
      return JsonFile.text(content);
    }
    StringBuilder text = new StringBuilder();
    content.forEach(part -> text.append(part.path("text").asText("")));
    return text.toString();
  }
}
