package dev.assay.report.cutover;

import dev.assay.report.Table;
import dev.assay.stats.PairedSample;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** The rows of {@code cutover/paired_cases} as samples. */
final class PairedCases {
  /** What one prompt brought, both arms side by side; the candidate comes first throughout. */
  record Case(String id, String cluster, Side candidate, Side incumbent) {}

  /** One arm's part. Null is unknown. */
  record Side(
      long calls,
      long missing,
      Double quality,
      Double failed,
      long attempts,
      long unknownCosts,
      Double usd,
      List<Double> latencies,
      String scorers) {
    double[] times() {
      return latencies.stream().mapToDouble(each -> each).toArray();
    }

    /** A prompt this arm was never asked is missing as well. */
    boolean isMissing() {
      return calls == 0 || missing > 0;
    }
  }

  private final List<Case> cases;

  private PairedCases(List<Case> cases) {
    this.cases = cases;
  }

  static PairedCases of(Table table) {
    List<String> names = table.columns().stream().map(Table.Column::name).toList();
    return new PairedCases(
        table.rows().stream()
            .map(
                row -> {
                  Function<String, Object> value = name -> row.get(names.indexOf(name));
                  return new Case(
                      value.apply("suite") + "/" + value.apply("case_id"),
                      value.apply("suite") + "/" + value.apply("cluster_id"),
                      side("candidate_", value),
                      side("incumbent_", value));
                })
            .toList());
  }

  private static Side side(String arm, Function<String, Object> value) {
    return new Side(
        whole(value.apply(arm + "calls")),
        whole(value.apply(arm + "missing")),
        (Double) value.apply(arm + "quality"),
        (Double) value.apply(arm + "failed"),
        whole(value.apply(arm + "attempts")),
        whole(value.apply(arm + "unknown_costs")),
        (Double) value.apply(arm + "usd"),
        ((List<?>) value.apply(arm + "latency_ms")).stream().map(each -> (Double) each).toList(),
        (String) value.apply(arm + "scorers"));
  }

  private static long whole(Object number) {
    return ((Number) number).longValue();
  }

  List<Case> all() {
    return cases;
  }

  /** Cases in which both arms pass the test. */
  List<Case> where(Predicate<Side> known) {
    return cases.stream()
        .filter(each -> known.test(each.candidate()) && known.test(each.incumbent()))
        .toList();
  }

  /** A figure that both arms have, case by case. */
  PairedSample sample(Function<Side, Double> figure) {
    List<Case> known = where(side -> figure.apply(side) != null);
    return new PairedSample(
        known.stream().mapToDouble(each -> figure.apply(each.candidate())).toArray(),
        known.stream().mapToDouble(each -> figure.apply(each.incumbent())).toArray(),
        known.stream().map(Case::cluster).toList());
  }

  /** Cases in which both arms gave fresh answers. */
  List<Case> timed() {
    return where(side -> !side.latencies().isEmpty());
  }

  /** Whether every case was asked once of each arm, so that its outcome is no mean. */
  PairedSample.Outcomes outcomes() {
    boolean once =
        cases.stream()
            .allMatch(each -> each.candidate().calls() <= 1 && each.incumbent().calls() <= 1);
    return once ? PairedSample.Outcomes.ONE_A_CASE : PairedSample.Outcomes.AVERAGED;
  }

  /** Cases whose two answers were judged by different scorers. */
  List<String> judgedDifferently() {
    return where(side -> side.scorers() != null).stream()
        .filter(each -> !Objects.equals(each.candidate().scorers(), each.incumbent().scorers()))
        .map(Case::id)
        .toList();
  }

  long total(Function<Side, Long> count) {
    return cases.stream()
        .mapToLong(each -> count.apply(each.candidate()) + count.apply(each.incumbent()))
        .sum();
  }

  int candidateOnly(Predicate<Side> test) {
    return count(each -> test.test(each.candidate()) && !test.test(each.incumbent()));
  }

  int incumbentOnly(Predicate<Side> test) {
    return count(each -> !test.test(each.candidate()) && test.test(each.incumbent()));
  }

  private int count(Predicate<Case> test) {
    return (int) IntStream.range(0, cases.size()).filter(i -> test.test(cases.get(i))).count();
  }
}
