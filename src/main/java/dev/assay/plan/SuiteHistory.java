package dev.assay.plan;

import dev.assay.plan.TokenHistory.Observation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * What the cases of one suite took of one model, and how much that changed from run to run.
 *
 * <p>A run is one observation of a case, however often it asked it: repeats within a run share its
 * day, its model and its seed. How far the next run may be from the mean is taken from the runs
 * there are and, as if of one run more, from how far cases are apart: two runs that happened to
 * agree do not prove that the third will.
 */
final class SuiteHistory {
  /** How far all answers of a run are longer or shorter together, where no run can tell. */
  private static final double USUAL_DRIFT = 0.10;

  /** Providers change models without a word; no agreement of the past rules that out. */
  private static final double LEAST_DRIFT = 0.02;

  /** Of one answer to another, where there is but one case to tell from. */
  private static final double USUAL_SPREAD = 0.5;

  /** What the answers to one case took on average over its runs. */
  record OfCase(
      int runs,
      double prompt,
      double cached,
      double cacheWrite,
      double completion,
      double reasoning) {}

  private final Map<String, OfCase> cases;
  private final OfCase average;
  private final int runs;
  private final double repeats;
  private final double withinRuns;
  private final double betweenRuns;
  private final double betweenCases;
  private final double drift;
  private final Double latencyMillis;

  private SuiteHistory(List<Observation> observations) {
    Map<String, List<Observation>> byCase =
        observations.stream().collect(Collectors.groupingBy(Observation::caseId));
    this.cases = new HashMap<>();
    byCase.forEach((id, seen) -> cases.put(id, ofCase(seen)));
    this.average = ofCase(observations);
    this.runs = (int) observations.stream().map(Observation::runId).distinct().count();
    this.repeats = mean(observations, Observation::answers);
    this.withinRuns = withinRuns(observations);
    this.betweenCases = betweenCases();
    this.betweenRuns = withPrior(betweenRuns(byCase), betweenCases);
    this.drift =
        Math.max(LEAST_DRIFT, Math.sqrt(withPrior(drift(observations), USUAL_DRIFT * USUAL_DRIFT)));
    this.latencyMillis = latency(observations);
  }

  static SuiteHistory of(List<Observation> observations) {
    return new SuiteHistory(observations);
  }

  private static OfCase ofCase(List<Observation> seen) {
    return new OfCase(
        (int) seen.stream().map(Observation::runId).distinct().count(),
        mean(seen, Observation::promptTokens),
        mean(seen, Observation::cachedTokens),
        mean(seen, Observation::cacheWriteTokens),
        mean(seen, Observation::completionTokens),
        mean(seen, Observation::reasoningTokens));
  }

  private static double mean(List<Observation> seen, ToDoubleFunction<Observation> of) {
    return seen.stream().mapToDouble(of).average().orElseThrow();
  }

  private static Double latency(List<Observation> seen) {
    List<Double> known =
        seen.stream().map(Observation::latencyMillis).filter(Objects::nonNull).toList();
    return known.isEmpty()
        ? null
        : known.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  /** Of repeats within a run, as a part of the squared mean. */
  private double withinRuns(List<Observation> seen) {
    return seen.stream()
        .filter(each -> each.completionVariance() != null && each.completionTokens() > 0)
        .mapToDouble(
            each -> each.completionVariance() / (each.completionTokens() * each.completionTokens()))
        .average()
        .orElse(0);
  }

  private double betweenCases() {
    if (cases.size() < 2 || average.completion() == 0) {
      return USUAL_SPREAD * USUAL_SPREAD;
    }
    double mean = cases.values().stream().mapToDouble(OfCase::completion).average().orElseThrow();
    double squares =
        cases.values().stream().mapToDouble(each -> square(each.completion() / mean - 1)).sum();
    return squares / (cases.size() - 1);
  }

  /** Of the runs of a case around its mean, pooled over the cases; 0 where each has one run. */
  private double betweenRuns(Map<String, List<Observation>> byCase) {
    double squares = 0;
    int freedom = 0;
    for (Map.Entry<String, List<Observation>> each : byCase.entrySet()) {
      double mean = cases.get(each.getKey()).completion();
      if (mean > 0) {
        squares +=
            each.getValue().stream()
                .mapToDouble(one -> square(one.completionTokens() / mean - 1))
                .sum();
        freedom += each.getValue().size() - 1;
      }
    }
    return freedom == 0 ? 0 : squares / freedom;
  }

  /** How far whole runs are from what their cases usually take; 0 where there is one run. */
  private double drift(List<Observation> seen) {
    Map<String, Double> ratios = new HashMap<>();
    seen.stream()
        .collect(Collectors.groupingBy(Observation::runId))
        .forEach(
            (run, asked) -> {
              double usual =
                  asked.stream().mapToDouble(each -> cases.get(each.caseId()).completion()).sum();
              if (usual > 0) {
                ratios.put(run, mean(asked, Observation::completionTokens) * asked.size() / usual);
              }
            });
    double squares = ratios.values().stream().mapToDouble(each -> square(each - 1)).sum();
    return ratios.size() < 2 ? 0 : squares / (ratios.size() - 1);
  }

  /** What the runs say, and as much as one of them would what is usual. */
  private double withPrior(double ofRuns, double usual) {
    return ((runs - 1) * ofRuns + usual) / runs;
  }

  private static double square(double value) {
    return value * value;
  }

  /** Null where no run asked it. */
  OfCase of(String caseId) {
    return cases.get(caseId);
  }

  /** For a case that no run asked. */
  OfCase average() {
    return average;
  }

  int runs() {
    return runs;
  }

  /** Null where it is not known. */
  Double latencyMillis() {
    return latencyMillis;
  }

  /**
   * How far the mean answer to a case in the next run may be from its history, as a variance in
   * parts of the squared mean.
   *
   * @param times how often the next run asks it
   */
  double uncertainty(OfCase known, int times) {
    double ofTheCase = Math.max(0, betweenRuns - withinRuns / repeats);
    return ofTheCase + withinRuns / times + betweenRuns / known.runs();
  }

  /** The same for a case without a history of its own. */
  double uncertaintyOfAStranger() {
    return betweenCases * (1 + 1.0 / cases.size());
  }

  /**
   * How far all answers of the next run may be longer or shorter together, a standard deviation.
   */
  double drift() {
    return drift;
  }
}
