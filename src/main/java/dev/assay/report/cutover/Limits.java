package dev.assay.report.cutover;

import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import java.util.OptionalDouble;

/**
 * What a candidate must keep to take over, declared before anyone looks at the figures.
 *
 * @param qualityMargin how much mean score it may lose, 0 to 1
 * @param minimumSaving the share of the cost per call it must save
 * @param latencyTolerance how much longer its p95 latency may be, as a share
 * @param latencySloMs what its p95 latency must not exceed; null where nothing is promised
 * @param failureTolerance how many more of its calls may fail, as a share of all
 * @param confidence of each two-sided interval; 0.95 is a one-sided level of 0.025
 * @param seed of the bootstrap
 */
public record Limits(
    double qualityMargin,
    double minimumSaving,
    double latencyTolerance,
    Double latencySloMs,
    double failureTolerance,
    double confidence,
    long seed) {
  public static final Limits DEFAULTS = new Limits(0.02, 0.10, 0.10, null, 0.01, 0.95, 20_261_121L);

  public Limits {
    Problems problems = new Problems();
    share(problems, "--quality-margin", qualityMargin);
    share(problems, "--minimum-saving", minimumSaving);
    share(problems, "--failure-tolerance", failureTolerance);
    if (!(latencyTolerance >= 0 && Double.isFinite(latencyTolerance))) {
      fault(problems, "--latency-tolerance", latencyTolerance, "a share of 0 or more, 0.1 is 10 %");
    }
    if (latencySloMs != null && !(latencySloMs > 0)) {
      fault(problems, "--latency-slo-ms", latencySloMs, "more than 0");
    }
    if (!(confidence > 0.5 && confidence < 1)) {
      fault(problems, "--confidence", confidence, "more than 0.5 and less than 1");
    }
    problems.throwIfAny();
  }

  private static void share(Problems problems, String setting, double value) {
    if (!(value >= 0 && value < 1)) {
      fault(problems, setting, value, "0 or more and less than 1, 0.02 is 2 %");
    }
  }

  private static void fault(Problems problems, String setting, double value, String expected) {
    problems.add(
        Place.setting(setting), "the limit is %s, expected %s".formatted(value, expected), "");
  }

  public Limits withLatencySloMs(double milliseconds) {
    return new Limits(
        qualityMargin,
        minimumSaving,
        latencyTolerance,
        milliseconds,
        failureTolerance,
        confidence,
        seed);
  }

  OptionalDouble latencySlo() {
    return latencySloMs == null ? OptionalDouble.empty() : OptionalDouble.of(latencySloMs);
  }
}
