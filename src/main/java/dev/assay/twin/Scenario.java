package dev.assay.twin;

import static java.util.Objects.requireNonNull;

import dev.assay.problem.Problems;
import dev.assay.settings.Section;
import dev.assay.settings.SettingsFile;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * How the twin behaves: how well its models answer, how long they take, and what goes wrong.
 *
 * @param seed the same seed gives the same behaviour, call by call
 * @param clockScale what a second of the catalog's pace lasts: 1 is real time, 0.02 fifty times
 *     faster, 0 without any delay
 * @param skills how often a model answers right, from 0 to 1, by its id
 * @param outputTokens the length of an answer to a prompt that the answer key does not know
 * @param chunkTokens how many tokens a streamed chunk carries
 * @param reasoningModels those that think before they answer
 */
public record Scenario(
    long seed,
    double clockScale,
    double defaultSkill,
    Map<String, Double> skills,
    Length outputTokens,
    int chunkTokens,
    Set<String> reasoningModels,
    Length reasoningTokens) {

  public Scenario {
    skills = Map.copyOf(skills);
    requireNonNull(outputTokens, "outputTokens");
    reasoningModels = Set.copyOf(reasoningModels);
    requireNonNull(reasoningTokens, "reasoningTokens");
  }

  /** Nothing goes wrong and nothing takes time; every model answers right as often as told. */
  public static Scenario instant(long seed, double skill) {
    return new Scenario(
        seed, 0, skill, Map.of(), new Length(24, 160), 4, Set.of(), new Length(40, 240));
  }

  /** A scenario file; every fault of it is reported. */
  public static Scenario read(Path file, Problems problems) {
    Section section = SettingsFile.read(file, problems);
    Section reasoning = section.section("reasoning").orElse(null);
    Scenario scenario =
        new Scenario(
            section.longNumber("seed").orElse(1L),
            atLeastZero(section, "clock-scale", 1),
            probability(section, "default-skill", 0.7),
            skills(section),
            length(section, "output-tokens", new Length(24, 160)),
            positive(section, "chunk-tokens", 4),
            reasoning == null ? Set.of() : Set.copyOf(reasoning.texts("models")),
            reasoning == null
                ? new Length(40, 240)
                : length(reasoning, "tokens", new Length(40, 240)));
    if (reasoning != null) {
      reasoning.refuseUnknownKeys();
    }
    section.refuseUnknownKeys();
    return scenario;
  }

  private static Map<String, Double> skills(Section section) {
    Map<String, Double> skills = new LinkedHashMap<>();
    section
        .section("skill")
        .ifPresent(
            skill ->
                skill.keys().forEach(model -> skills.put(model, probability(skill, model, 0))));
    return skills;
  }

  static double probability(Section section, String key, double otherwise) {
    BigDecimal value = section.decimal(key).orElse(null);
    if (value == null) {
      return otherwise;
    }
    if (value.signum() < 0 || value.compareTo(BigDecimal.ONE) > 0) {
      section.problem(key, "'%s' is %s, expected a share from 0 to 1".formatted(key, value), "");
      return otherwise;
    }
    return value.doubleValue();
  }

  static double atLeastZero(Section section, String key, double otherwise) {
    BigDecimal value = section.decimal(key).orElse(null);
    if (value == null) {
      return otherwise;
    }
    if (value.signum() < 0) {
      section.problem(key, "'%s' is %s, expected zero or more".formatted(key, value), "");
      return otherwise;
    }
    return value.doubleValue();
  }

  static int positive(Section section, String key, int otherwise) {
    int value = section.wholeNumber(key).orElse(otherwise);
    if (value < 1) {
      section.problem(key, "'%s' is %d, expected 1 or more".formatted(key, value), "");
      return otherwise;
    }
    return value;
  }

  private static Length length(Section section, String key, Length otherwise) {
    Section bounds = section.section(key).orElse(null);
    if (bounds == null) {
      return otherwise;
    }
    int least = positive(bounds, "least", otherwise.least());
    int most = positive(bounds, "most", Math.max(least, otherwise.most()));
    bounds.refuseUnknownKeys();
    if (most < least) {
      bounds.problem(
          "most", "'most' is %d and 'least' is %d".formatted(most, least), "Swap the two.");
      return otherwise;
    }
    return new Length(least, most);
  }

  double skillOf(String model) {
    return skills.getOrDefault(model, defaultSkill);
  }
}
