package dev.assay.plan;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How many tokens cases took of models in earlier runs, and how long that lasted. */
public final class TokenHistory {
  public static final TokenHistory NONE = of(List.of());

  /**
   * What the answers of one run to one case under one arm took on average.
   *
   * @param answers how many there were
   * @param completionVariance among them; null where there was one
   * @param latencyMillis null where it is not known
   */
  public record Observation(
      String runId,
      String suite,
      String caseId,
      String model,
      String arm,
      long answers,
      double promptTokens,
      double cachedTokens,
      double cacheWriteTokens,
      double completionTokens,
      double reasoningTokens,
      Double completionVariance,
      Double latencyMillis) {
    public Observation {
      requireNonNull(runId, "runId");
      requireNonNull(suite, "suite");
      requireNonNull(caseId, "caseId");
      requireNonNull(model, "model");
      requireNonNull(arm, "arm");
    }
  }

  private record Asked(String suite, String model) {}

  private final Map<Asked, Map<String, List<Observation>>> byArm;

  private TokenHistory(Map<Asked, Map<String, List<Observation>>> byArm) {
    this.byArm = byArm;
  }

  public static TokenHistory of(List<Observation> observations) {
    Map<Asked, Map<String, List<Observation>>> byArm = new HashMap<>();
    for (Observation each : observations) {
      byArm
          .computeIfAbsent(new Asked(each.suite(), each.model()), asked -> new HashMap<>())
          .computeIfAbsent(each.arm(), arm -> new ArrayList<>())
          .add(each);
    }
    return new TokenHistory(byArm);
  }

  /**
   * What is known of a suite under a model: from the arm of that name, which asked with most likely
   * the same parameters, else from all that asked the model.
   */
  Optional<SuiteHistory> of(String suite, String model, String arm) {
    Map<String, List<Observation>> arms = byArm.getOrDefault(new Asked(suite, model), Map.of());
    List<Observation> own =
        arms.containsKey(arm)
            ? arms.get(arm)
            : arms.values().stream().flatMap(List::stream).toList();
    return own.isEmpty() ? Optional.empty() : Optional.of(SuiteHistory.of(own));
  }
}
