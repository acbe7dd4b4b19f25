package dev.assay.plan;

import static java.util.Objects.requireNonNull;

import dev.assay.job.Job;
import dev.assay.job.Terms.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How long a run takes: as long as the tightest of its limits makes it.
 *
 * @param heldUpBy the setting that is it
 * @param isRemembered whether a call takes what it took in earlier runs, and not what the catalog
 *     says of its endpoints
 */
public record RunTime(Duration expected, String heldUpBy, boolean isRemembered) {
  private static final double MILLIS_PER_MINUTE = 60_000;

  public RunTime {
    requireNonNull(expected, "expected");
    requireNonNull(heldUpBy, "heldUpBy");
  }

  /** Nothing where no arm's calls have a known length. */
  static Optional<RunTime> of(Job job, List<ArmForecast> arms) {
    long calls = arms.stream().mapToLong(each -> each.calls() - each.refused()).sum();
    List<ArmForecast> known =
        arms.stream()
            .filter(each -> Double.isFinite(each.millis()) && Double.isFinite(each.tokens()))
            .filter(each -> each.calls() > each.refused())
            .toList();
    long timed = known.stream().mapToLong(each -> each.calls() - each.refused()).sum();
    if (timed == 0) {
      return Optional.empty();
    }
    // an arm of which nothing is known is taken to be as the others
    double scale = (double) calls / timed;
    double millis = scale * known.stream().mapToDouble(ArmForecast::millis).sum();
    double tokens = scale * known.stream().mapToDouble(ArmForecast::tokens).sum();
    Limits limits = job.terms().limits();
    double inRounds = Math.ceil((double) calls / job.maxConcurrency()) * millis / calls;
    double byRequests = perMinute((double) calls, limits.requestsPerMinute());
    double byTokens = perMinute(tokens, limits.tokensPerMinute());
    double longest = Math.max(inRounds, Math.max(byRequests, byTokens));
    String heldUpBy =
        longest == inRounds
            ? "max-concurrency"
            : longest == byRequests ? "requests-per-minute" : "tokens-per-minute";
    return Optional.of(
        new RunTime(
            Duration.ofMillis(Math.round(longest)),
            heldUpBy,
            known.stream().allMatch(ArmForecast::isTimedByHistory)));
  }

  private static double perMinute(double units, Number allowed) {
    return allowed == null ? 0 : units / allowed.doubleValue() * MILLIS_PER_MINUTE;
  }
}
