package dev.assay.twin;

import static java.util.Objects.requireNonNull;

import dev.assay.settings.Section;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * How models talk: how often they are right, at what length, and in what portions.
 *
 * @param skills how often a model answers right, from 0 to 1, by its id
 * @param outputTokens the length of an answer to a prompt that the answer key does not know
 * @param chunkTokens how many tokens a streamed chunk carries
 * @param reasoningModels those that think before they answer
 * @param promptCacheRate the share of calls whose earlier messages the provider has cached
 */
public record Speech(
    double defaultSkill,
    Map<String, Double> skills,
    Length outputTokens,
    int chunkTokens,
    Set<String> reasoningModels,
    Length reasoningTokens,
    double promptCacheRate) {

  private static final double USUAL_SKILL = 0.7;
  private static final Length USUAL_OUTPUT = new Length(24, 160);
  private static final Length USUAL_REASONING = new Length(40, 240);
  private static final int USUAL_CHUNK = 4;

  public Speech {
    skills = Map.copyOf(skills);
    requireNonNull(outputTokens, "outputTokens");
    reasoningModels = Set.copyOf(reasoningModels);
    requireNonNull(reasoningTokens, "reasoningTokens");
  }

  static Speech of(double skill) {
    return new Speech(skill, Map.of(), USUAL_OUTPUT, USUAL_CHUNK, Set.of(), USUAL_REASONING, 0);
  }

  /** How the models of a scenario talk. */
  static Speech read(Section section) {
    Section reasoning = section.section("reasoning").orElse(null);
    Speech speech =
        new Speech(
            Bounds.share(section, "default-skill", USUAL_SKILL),
            skills(section),
            Bounds.length(section, "output-tokens", USUAL_OUTPUT),
            Bounds.oneOrMore(section, "chunk-tokens", USUAL_CHUNK),
            reasoning == null ? Set.of() : Set.copyOf(reasoning.texts("models")),
            reasoning == null
                ? USUAL_REASONING
                : Bounds.length(reasoning, "tokens", USUAL_REASONING),
            Bounds.share(section, "prompt-cache-rate", 0));
    if (reasoning != null) {
      reasoning.refuseUnknownKeys();
    }
    return speech;
  }

  private static Map<String, Double> skills(Section section) {
    Map<String, Double> skills = new LinkedHashMap<>();
    section
        .section("skill")
        .ifPresent(
            skill ->
                skill
                    .keys()
                    .forEach(model -> skills.put(model, Bounds.share(skill, model, USUAL_SKILL))));
    return skills;
  }

  double skillOf(String model) {
    return skills.getOrDefault(model, defaultSkill);
  }
}
