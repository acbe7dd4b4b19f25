package dev.assay.report.cutover;

import dev.assay.problem.Closest;
import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import dev.assay.report.Reports;
import dev.assay.report.Scope;
import dev.assay.report.Table;
import dev.assay.stats.Estimate;
import dev.assay.stats.Interval;
import dev.assay.stats.Means;
import dev.assay.stats.OrderStatistics;
import dev.assay.stats.PairedProportions;
import dev.assay.stats.PairedSample;
import dev.assay.stats.QuantileRatio;
import dev.assay.warehouse.CommittedRun;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Decides whether a candidate may replace the incumbent, on the prompts that both were asked in one
 * run.
 *
 * <p>All criteria must be in order at once, each at its full level; one that is shown broken holds.
 * No decision rests on "not significant".
 */
public final class Cutover {
  private static final double P95 = 0.95;
  private static final double MOST_MISSING = 0.02;
  private static final double LEAST_MISSING_P = 0.001;
  private static final double MOST_UNKNOWN_COSTS = 0.005;

  private final PairedCases cases;
  private final Limits limits;

  private Cutover(PairedCases cases, Limits limits) {
    this.cases = cases;
    this.limits = limits;
  }

  /** Decides on one run, which the scope must name. */
  public static Decision decide(
      Reports reports, Scope scope, String incumbent, String candidate, Limits limits) {
    CommittedRun run = oneRun(reports.runs(scope));
    checkArms(run, incumbent, candidate);
    if (!run.complete()) {
      throw new NotComparable(
          "Run %s is not complete: it ended with '%s'".formatted(run.id(), run.ended()),
          "Resume it, or decide on a complete run.");
    }
    Table table =
        reports.run(
            "cutover/paired_cases", scope, Map.of("incumbent", incumbent, "candidate", candidate));
    PairedCases cases = PairedCases.of(table);
    checkComparable(cases, incumbent, candidate);
    Cutover cutover = new Cutover(cases, limits);
    List<Gate> gates = cutover.gates();
    List<Criterion> criteria = cutover.criteria();
    List<String> notes = new ArrayList<>(table.notes());
    notes.addAll(cutover.notes());
    return new Decision(
        run.id(),
        incumbent,
        candidate,
        Verdict.of(gates, criteria),
        gates,
        criteria,
        limits,
        run.simulated(),
        notes);
  }

  private static CommittedRun oneRun(List<CommittedRun> runs) {
    if (runs.size() != 1) {
      throw new InvalidInput(
          Place.setting("--run"),
          "a verdict is about one run, and this means %d".formatted(runs.size()),
          "Name one; 'assay runs' lists them.");
    }
    return runs.get(0);
  }

  private static void checkArms(CommittedRun run, String incumbent, String candidate) {
    Problems problems = new Problems();
    checkArm(problems, run, "--incumbent", incumbent);
    checkArm(problems, run, "--candidate", candidate);
    if (incumbent.equals(candidate)) {
      problems.add(
          Place.setting("--candidate"),
          "the candidate is the incumbent, '%s'".formatted(candidate),
          "Name two arms.");
    }
    problems.throwIfAny();
  }

  private static void checkArm(Problems problems, CommittedRun run, String setting, String arm) {
    if (!run.arms().contains(arm)) {
      problems.add(
          Place.setting(setting),
          "run %s has no arm '%s'".formatted(run.id(), arm),
          Closest.hint(arm, "arms", run.arms()));
    }
  }

  private static void checkComparable(PairedCases cases, String incumbent, String candidate) {
    if (cases.where(side -> side.calls() > 0).isEmpty()) {
      throw new NotComparable(
          "'%s' and '%s' have no prompt in common".formatted(incumbent, candidate),
          "Run both on the same suite.");
    }
    List<String> differing = cases.judgedDifferently();
    if (!differing.isEmpty()) {
      throw new NotComparable(
          "%d prompts were judged by other scorers for '%s' than for '%s', '%s' for one"
              .formatted(differing.size(), candidate, incumbent, differing.get(0)),
          "Score the run again, so that one scoring covers both.");
    }
  }

  private List<Gate> gates() {
    // a prompt that one arm was never asked counts as one missing call of it
    long never =
        cases.all().stream()
            .filter(each -> each.candidate().calls() == 0 || each.incumbent().calls() == 0)
            .count();
    double missing =
        (double) (cases.total(PairedCases.Side::missing) + never)
            / (cases.total(PairedCases.Side::calls) + never);
    double uneven =
        new PairedProportions(
                cases.all().size(),
                cases.candidateOnly(PairedCases.Side::isMissing),
                cases.incumbentOnly(PairedCases.Side::isMissing))
            .mcNemar();
    double unknown =
        (double) cases.total(PairedCases.Side::unknownCosts)
            / Math.max(1, cases.total(PairedCases.Side::attempts));
    return List.of(
        new Gate(
            "missing outcomes",
            "share of calls without a valid outcome",
            missing,
            MOST_MISSING,
            missing <= MOST_MISSING),
        new Gate(
            "missing alike",
            "exact p that prompts go missing as often on both sides",
            uneven,
            LEAST_MISSING_P,
            uneven >= LEAST_MISSING_P),
        new Gate(
            "known costs",
            "share of attempts whose cost is unknown",
            unknown,
            MOST_UNKNOWN_COSTS,
            unknown <= MOST_UNKNOWN_COSTS));
  }

  private List<Criterion> criteria() {
    List<Criterion> criteria = new ArrayList<>(List.of(quality(), saving(), latency(), failures()));
    limits.latencySlo().ifPresent(slo -> criteria.add(latencyPromise(slo)));
    return criteria;
  }

  private Criterion quality() {
    double margin = limits.qualityMargin();
    PairedSample sample = cases.sample(PairedCases.Side::quality);
    Estimate estimate = sample.difference(limits.confidence(), cases.outcomes());
    Interval interval = estimate.interval();
    return criterion(
        "quality",
        "mean score, candidate - incumbent",
        estimate,
        "lower end > %s".formatted(-margin),
        estimate.hasInterval() && interval.low() > -margin,
        estimate.hasInterval() && interval.high() < -margin,
        () -> advice().forMean(sample, estimate, margin + estimate.value(), margin));
  }

  private Criterion saving() {
    double least = limits.minimumSaving();
    PairedSample sample = cases.sample(PairedCases.Side::usd);
    Estimate ratio = costRatio(sample);
    Estimate estimate =
        new Estimate(
            1 - ratio.value(),
            ratio.hasInterval()
                ? new Interval(1 - ratio.interval().high(), 1 - ratio.interval().low())
                : null,
            ratio.n(),
            ratio.method());
    return criterion(
        "saving",
        "1 - mean cost of candidate / incumbent",
        estimate,
        "lower end >= %s".formatted(least),
        estimate.hasInterval() && estimate.interval().low() >= least,
        estimate.hasInterval() && estimate.interval().high() < least,
        () -> advice().forRatio(ratio, 1 - least));
  }

  /** A candidate that is billed nothing at all, on every prompt, saves everything. */
  private Estimate costRatio(PairedSample sample) {
    boolean free =
        sample.n() >= PairedSample.LEAST_GRADED
            && Arrays.stream(sample.first()).allMatch(usd -> usd == 0)
            && Means.mean(sample.second()) > 0;
    if (free) {
      return new Estimate(0, new Interval(0, 0), sample.n(), "billed nothing");
    }
    return sample.n() == 0
        ? Estimate.withoutInterval(Double.NaN, 0, "no prompt with both costs")
        : sample.ratioOfMeans(limits.confidence());
  }

  private Criterion latency() {
    double most = 1 + limits.latencyTolerance();
    List<PairedCases.Case> timed = cases.timed();
    int needed = OrderStatistics.leastSample(P95, limits.confidence());
    Estimate estimate =
        timed.size() < needed
            ? Estimate.withoutInterval(
                Double.NaN, timed.size(), "fewer than %d timed prompts".formatted(needed))
            : QuantileRatio.of(
                    timed.stream().map(each -> each.candidate().times()).toList(),
                    timed.stream().map(each -> each.incumbent().times()).toList(),
                    timed.stream().map(PairedCases.Case::cluster).toList(),
                    P95)
                .estimate(limits.confidence(), limits.seed());
    return criterion(
        "latency",
        "p95 latency of candidate / incumbent",
        estimate,
        "upper end <= %s".formatted(most),
        estimate.hasInterval() && estimate.interval().high() <= most,
        estimate.hasInterval() && estimate.interval().low() > most,
        () ->
            estimate.hasInterval()
                ? advice().forRatio(estimate, most)
                : advice().atLeast(estimate, needed));
  }

  private Criterion latencyPromise(double slo) {
    double[] latencies =
        cases.all().stream()
            .flatMapToDouble(each -> Arrays.stream(each.candidate().times()))
            .toArray();
    Estimate estimate = OrderStatistics.quantile(latencies, P95, limits.confidence());
    return criterion(
        "latency promise",
        "p95 latency of candidate, ms",
        estimate,
        "upper end <= %s".formatted(slo),
        estimate.hasInterval() && estimate.interval().high() <= slo,
        estimate.hasInterval() && estimate.interval().low() > slo,
        () -> advice().atLeast(estimate, OrderStatistics.leastSample(P95, limits.confidence())));
  }

  private Criterion failures() {
    double most = limits.failureTolerance();
    PairedSample sample = cases.sample(PairedCases.Side::failed);
    Estimate estimate = sample.difference(limits.confidence(), cases.outcomes());
    return criterion(
        "failures",
        "failure rate, candidate - incumbent",
        estimate,
        "upper end <= %s".formatted(most),
        estimate.hasInterval() && estimate.interval().high() <= most,
        estimate.hasInterval() && estimate.interval().low() > most,
        () -> advice().forMean(sample, estimate, most - estimate.value(), most));
  }

  private static Criterion criterion(
      String name,
      String statistic,
      Estimate estimate,
      String rule,
      boolean ok,
      boolean bad,
      Supplier<String> advice) {
    Criterion.Finding finding = Criterion.Finding.of(estimate, ok, bad);
    return new Criterion(
        name,
        statistic,
        estimate,
        rule,
        finding,
        finding == Criterion.Finding.UNKNOWN ? advice.get() : "");
  }

  private Advice advice() {
    PairedSample costs = cases.sample(PairedCases.Side::usd);
    double calls = (double) cases.total(PairedCases.Side::calls) / 2 / cases.all().size();
    return new Advice(
        limits.confidence(), calls * (Means.mean(costs.first()) + Means.mean(costs.second())));
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>();
    notes.add(
        "Rule: any BAD holds, all OK cut over, else not enough evidence; each at a one-sided level of %s. Looks: 1."
            .formatted(Math.round((1 - limits.confidence()) / 2 * 1e6) / 1e6));
    int dropped = cases.all().size() - cases.sample(PairedCases.Side::quality).n();
    notes.add(
        "%d prompts, %d of them without a valid outcome on both sides (candidate only missing: %d, incumbent only: %d)."
            .formatted(
                cases.all().size(),
                dropped,
                cases.candidateOnly(side -> side.quality() == null),
                cases.incumbentOnly(side -> side.quality() == null)));
    long unknown = cases.total(PairedCases.Side::unknownCosts);
    if (unknown > 0) {
      notes.add(
          "%d attempts have no known cost: the candidate's count as its dearest attempt, the incumbent's as 0."
              .formatted(unknown));
    }
    return notes;
  }
}
