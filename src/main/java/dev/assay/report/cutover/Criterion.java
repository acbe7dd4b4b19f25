package dev.assay.report.cutover;

import static java.util.Objects.requireNonNull;

import dev.assay.stats.Estimate;

/**
 * One condition of a cutover with its evidence.
 *
 * @param statistic what was estimated, in the words of a report
 * @param rule what would be in order, e.g. {@code lower end > -0.02}
 * @param advice what would settle it; empty where it is settled
 */
public record Criterion(
    String name, String statistic, Estimate estimate, String rule, Finding finding, String advice) {
  public Criterion {
    requireNonNull(name, "name");
    requireNonNull(statistic, "statistic");
    requireNonNull(estimate, "estimate");
    requireNonNull(rule, "rule");
    requireNonNull(finding, "finding");
    requireNonNull(advice, "advice");
  }

  /** What the interval says about the limit. */
  public enum Finding {
    OK,
    BAD,
    UNKNOWN;

    static Finding of(Estimate estimate, boolean ok, boolean bad) {
      if (!estimate.hasInterval()) {
        return UNKNOWN;
      }
      return ok ? OK : bad ? BAD : UNKNOWN;
    }
  }
}
