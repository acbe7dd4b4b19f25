package dev.assay.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A job in a folder of its own that is over in a second: one shipped suite, two arms, a twin
 * without delays.
 */
final class SmallJob {
  static final String INCUMBENT = "gpt-4o";
  static final String CANDIDATE = "gpt-4o-mini";

  /** Cases of the suite it asks. */
  static final int CASES = 28;

  private SmallJob() {}

  /** Writes the job, with further settings in place of the usual ones where they name the same. */
  static Path in(Path folder, String... settings) {
    try {
      Path pipelines = Path.of("pipelines").toAbsolutePath();
      Files.writeString(
          folder.resolve("instant.yaml"), "seed: 7\nclock-scale: 0\ndefault-skill: 0.8\n");
      StringBuilder job = new StringBuilder("job: small\n");
      String[] usual = {
        "suites: [%s]".formatted(pipelines.resolveSibling("prompts/word-problems")),
        "catalog: " + pipelines.resolve("catalog/keeptrusts-2026-08.yaml"),
        "policies-folder: " + pipelines.resolve("policies"),
        "gateway: {name: twin, scenario: instant.yaml}",
        """
        arms:
          - {name: gpt-4o, model: openai/gpt-4o, policy: production-assistant, max-output-tokens: 300}
          - {name: gpt-4o-mini, model: openai/gpt-4o-mini, policy: production-assistant, max-output-tokens: 300}""",
        "repeats: 1",
        "budget-usd: 1.00",
      };
      for (String line : usual) {
        boolean replaced = false;
        for (String setting : settings) {
          replaced |= keyOf(setting).equals(keyOf(line));
        }
        job.append(replaced ? "" : line + "\n");
      }
      job.append(String.join("\n", settings)).append("\n");
      return Files.writeString(folder.resolve("small.yaml"), job);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String keyOf(String setting) {
    return setting.substring(0, setting.indexOf(':'));
  }
}
