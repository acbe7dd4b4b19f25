package dev.assay.intake;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the samples that lm-eval logs with {@code --log_samples}: {@code
 * <model>/samples_<task>_<time>.jsonl}. The rows name neither model nor task; the folder and the
 * file do.
 */
final class LmEvalSamples {
  private static final Pattern NAME = Pattern.compile("samples_(.+?)(_\\d{4}-\\d\\d-\\d\\dT.*)?");
  private static final Set<String> NO_METRICS =
      Set.of("doc_id", "filter", "doc_hash", "prompt_hash", "target_hash", "target");

  private final JsonFile file;
  private final ScoreChoice choice;

  LmEvalSamples(JsonFile file, ScoreChoice choice) {
    this.file = file;
    this.choice = choice;
  }

  /** Reads all samples of an arm, or where it is null of the model that the folder names. */
  void read(String arm, RowSink rows) throws IOException {
    Set<String> metrics = new TreeSet<>();
    Set<String> filters = new TreeSet<>();
    file.eachAtTheTop(
        (line, sample) -> {
          if (!sample.has("doc_id")) {
            throw new InvalidInput(
                Place.of(file.path(), line),
                "this is no sample of lm-eval: it has no field 'doc_id'",
                "Write them by 'lm_eval run --log_samples --output_path DIR'.");
          }
          filters.add(sample.path("filter").asText(""));
          gatherMetrics(sample, metrics);
        });
    boolean filtered = filters.size() > 1;
    Set<String> scores = new TreeSet<>();
    for (String metric : metrics) {
      for (String filter : filters) {
        scores.add(filtered ? metric + "," + filter : metric);
      }
    }
    String chosen = choice.among(scores, file.path());
    String metric =
        filtered && chosen != null ? chosen.substring(0, chosen.lastIndexOf(',')) : chosen;
    String model = arm == null ? modelOf(file.path()) : arm;
    file.eachAtTheTop(
        (line, sample) -> {
          if (!filtered || chosen.endsWith("," + sample.path("filter").asText(""))) {
            Map<String, String> values = values(sample, model, metric);
            values.put(TextTable.SCORER, chosen);
            rows.accept(line, values);
          }
        });
  }

  private Map<String, String> values(JsonNode sample, String arm, String metric) {
    Map<String, String> values = new HashMap<>();
    values.put("item_id", JsonFile.text(sample.path("doc_id")));
    values.put("arm", arm);
    values.put("model", arm);
    values.put("suite", taskOf(file.path()));
    values.put("score", metric == null ? null : number(sample.path(metric)));
    values.put("output", answerOf(sample));
    return values;
  }

  private static void gatherMetrics(JsonNode sample, Set<String> metrics) {
    if (sample.path("metrics").isArray()) {
      sample.path("metrics").forEach(metric -> metrics.add(metric.asText()));
      return;
    }
    sample
        .properties()
        .forEach(
            field -> {
              boolean measured = field.getValue().isNumber() || field.getValue().isBoolean();
              if (measured && !NO_METRICS.contains(field.getKey())) {
                metrics.add(field.getKey());
              }
            });
  }

  private static String number(JsonNode value) {
    return value.isBoolean() ? (value.asBoolean() ? "1" : "0") : JsonFile.text(value);
  }

  /** What the model wrote; null for a multiple choice, where it writes nothing. */
  private static String answerOf(JsonNode sample) {
    JsonNode filtered = sample.path("filtered_resps").path(0);
    JsonNode raw = sample.path("resps").path(0).path(0);
    return raw.isTextual() ? raw.asText() : filtered.isTextual() ? filtered.asText() : null;
  }

  /** lm-eval writes the slashes of a model's name as two underscores. */
  private static String modelOf(Path path) {
    Path folder = path.toAbsolutePath().normalize().getParent();
    if (folder == null || folder.getFileName() == null) {
      throw new InvalidInput(
          Place.of(path, 0), "nothing says which model this is", "Say it: --arm NAME.");
    }
    return folder.getFileName().toString().replace("__", "/");
  }

  private static String taskOf(Path path) {
    String name = path.getFileName().toString().replaceAll("(?i)\\.jsonl(\\.gz)?$", "");
    Matcher logged = NAME.matcher(name);
    return logged.matches() ? logged.group(1) : name;
  }
}
