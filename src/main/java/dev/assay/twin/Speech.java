package dev.assay.twin;

import static java.util.Objects.requireNonNull;

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

  static final Length USUAL_OUTPUT = new Length(24, 160);
  static final Length USUAL_REASONING = new Length(40, 240);
  static final int USUAL_CHUNK = 4;

  public Speech {
    skills = Map.copyOf(skills);
    requireNonNull(outputTokens, "outputTokens");
    reasoningModels = Set.copyOf(reasoningModels);
    requireNonNull(reasoningTokens, "reasoningTokens");
  }

  static Speech of(double skill) {
    return new Speech(skill, Map.of(), USUAL_OUTPUT, USUAL_CHUNK, Set.of(), USUAL_REASONING, 0);
  }

  double skillOf(String model) {
    return skills.getOrDefault(model, defaultSkill);
  }
}
