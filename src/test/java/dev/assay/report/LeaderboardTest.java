package dev.assay.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.stats.Means;
import dev.assay.stats.OrderStatistics;
import dev.assay.stats.Proportions;
import dev.assay.stats.RatioOfMeans;
import dev.assay.warehouse.Sql;
import dev.assay.warehouse.TinyWarehouse;
import dev.assay.warehouse.Warehouse;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The leaderboard on runs so small that each figure can be worked out beside it. */
class LeaderboardTest {
  private static final Offset<Double> TINY = within(1e-12);

  @TempDir Path folder;

  private Table leaderboard(Scope scope, Map<String, String> settings) throws IOException {
    try (Warehouse warehouse = Warehouse.open(folder)) {
      return Reports.over(warehouse, List.of(Path.of("reports")))
          .run("comparison/leaderboard", scope, settings);
    }
  }

  private Answer answer(String arm) throws IOException {
    return answer(arm, Scope.newest());
  }

  private Answer answer(String arm, Scope scope) throws IOException {
    Table table = leaderboard(scope, Map.of());
    List<String> names = table.columns().stream().map(Table.Column::name).toList();
    return table.rows().stream()
        .filter(row -> arm.equals(row.get(names.indexOf("arm"))))
        .map(row -> new Answer(names, row))
        .findFirst()
        .orElseThrow();
  }

  private record Answer(List<String> names, List<Object> row) {
    Object value(String column) {
      return row.get(names.indexOf(column));
    }

    double number(String column) {
      return ((Number) value(column)).doubleValue();
    }
  }

  private TinyWarehouse night(String id) {
    return TinyWarehouse.run(folder, id);
  }

  @Test
  void theFirstColumnsAreTheContract() throws IOException {
    assertThat(leaderboard(Scope.newest(), Map.of()).columns())
        .extracting(Table.Column::name)
        .startsWith("suite", "arm", "n", "quality", "quality_low", "quality_high", "method");
  }

  /** A sum of floating figures depends on its order, and rows come in any. */
  @Test
  void theOrderInWhichRowsWereWrittenChangesNoDigit() throws IOException {
    List<String> figures = List.of("quality", "quality_low", "quality_high");
    List<List<Double>> told = new ArrayList<>();
    for (int step : List.of(1, 7, 11, 99)) {
      TinyWarehouse run = night("r" + step);
      for (int i = 0; i < 100; i++) {
        String caseId = "c" + i * step % 100;
        double score = 1.0 / (1 + i * step % 100);
        run.event("a", caseId).cluster("k" + i * step % 100 / 2).add();
        run.score("a", caseId, 1, score);
      }
      run.commit();
      Answer answer = answer("a", Scope.runs(List.of("r" + step)));
      told.add(figures.stream().map(answer::number).toList());
    }
    assertThat(told).containsOnly(told.get(0));
  }

  /** Two right, one wrong, one failed upstream: 2 of 4. */
  @Test
  void outcomesOfZeroOrOneGetWilsonAndTheirFailuresScoreZero() throws IOException {
    TinyWarehouse run = night("r");
    run.event("a", "c1").add().score("a", "c1", 1, 1.0);
    run.event("a", "c2").add().score("a", "c2", 1, 1.0);
    run.event("a", "c3").add().score("a", "c3", 1, 0.0);
    run.event("a", "c4").failed("overloaded", "upstream").billed("0").add();
    run.commit();
    Answer a = answer("a");
    var wilson = Proportions.wilson(2, 4, 0.95).interval();
    assertThat(a.value("suite")).isEqualTo("refunds");
    assertThat(a.value("n")).isEqualTo(4L);
    assertThat(a.number("quality")).isEqualTo(0.5);
    assertThat(a.number("quality_low")).isCloseTo(wilson.low(), TINY);
    assertThat(a.number("quality_high")).isCloseTo(wilson.high(), TINY);
    assertThat(a.value("method")).isEqualTo("Wilson");
    assertThat(a.value("failed_calls")).isEqualTo(1L);
    assertThat(a.value("dropped")).isEqualTo(0L);
    assertThat(a.value("simulated")).isEqualTo(true);
  }

  @Test
  void whatIsNoFaultOfTheModelIsDroppedAndNotScored() throws IOException {
    TinyWarehouse run = night("r");
    run.event("a", "c1").add().score("a", "c1", 1, 1.0);
    run.event("a", "not-sent").notSent().add();
    run.event("a", "cancelled").cancelled().add();
    run.event("a", "ours").failed("bad_request", "ours").add();
    run.event("a", "unscored").add().score("a", "unscored", 1, null);
    run.event("a", "no-scorer").add();
    run.commit();
    Answer a = answer("a");
    assertThat(a.value("n")).isEqualTo(1L);
    assertThat(a.value("dropped")).isEqualTo(5L);
    assertThat(a.number("quality")).isEqualTo(1.0);
  }

  /** Means of two scorers: 1, 0.75, 0.5; one scorer that abstains leaves the call unscored. */
  @Test
  void gradedScoresAreTheMeanOfTheirScorersWithAnIntervalOfStudent() throws IOException {
    TinyWarehouse run = night("r");
    double[][] scores = {{1, 1}, {1, 0.5}, {1, 0}};
    for (int i = 0; i < scores.length; i++) {
      run.event("a", "c" + i).add();
      run.score("a", "c" + i, 1, "exact", "h", scores[i][0]);
      run.score("a", "c" + i, 1, "judge", "h", scores[i][1]);
    }
    run.event("a", "half").add();
    run.score("a", "half", 1, "exact", "h", 1.0).score("a", "half", 1, "judge", "h", null);
    run.commit();
    Answer a = answer("a");
    assertThat(a.value("n")).isEqualTo(3L);
    assertThat(a.value("dropped")).isEqualTo(1L);
    assertThat(a.number("quality")).isCloseTo(0.75, TINY);
    assertThat(a.value("method")).isEqualTo("t over cases");
    // t of 2 degrees of freedom 4.302653, deviation 0.25; the upper end would pass 1
    assertThat(a.number("quality_low"))
        .isCloseTo(0.75 - 4.3026527 * 0.25 / Math.sqrt(3), within(1e-6));
    assertThat(a.number("quality_high")).isEqualTo(1.0);
  }

  /** c1 right twice, c2 once of two, c3 never, c4 once with its other repeat not sent. */
  @Test
  void repeatsAreAveragedBeforeTheyAreCounted() throws IOException {
    TinyWarehouse run = night("r");
    double[][] repeats = {{1, 1}, {1, 0}, {0, 0}};
    for (int i = 0; i < repeats.length; i++) {
      for (int repeat = 1; repeat <= 2; repeat++) {
        run.event("a", "c" + i)
            .repeat(repeat)
            .add()
            .score("a", "c" + i, repeat, repeats[i][repeat - 1]);
      }
    }
    run.event("a", "c4").repeat(1).add().score("a", "c4", 1, 1.0);
    run.event("a", "c4").repeat(2).notSent().add();
    run.commit();
    Answer a = answer("a");
    var expected = Means.ofSample(new double[] {1, 0.5, 0, 1}, 0.95);
    assertThat(a.value("n")).isEqualTo(4L);
    assertThat(a.value("dropped")).isEqualTo(0L);
    assertThat(a.number("quality")).isCloseTo(0.625, TINY);
    assertThat(a.number("quality_low")).isCloseTo(Math.max(0, expected.interval().low()), TINY);
    assertThat(a.value("method")).isEqualTo("t over cases");
  }

  @Test
  void casesThatShareASourceGetAClusteredInterval() throws IOException {
    TinyWarehouse run = night("r");
    double[] scores = {1, 1, 0, 0, 1, 0, 1, 1, 0, 1, 1, 1, 0, 0};
    for (int i = 0; i < scores.length; i++) {
      run.event("a", "c" + i).cluster("doc-" + i / 2).add().score("a", "c" + i, 1, scores[i]);
    }
    run.commit();
    Answer a = answer("a");
    var expected =
        Means.clustered(
            scores, IntStream.range(0, 14).mapToObj(i -> "doc-" + i / 2).toList(), 0.95);
    assertThat(a.value("method")).isEqualTo("CR1 t, 7 clusters, few").isEqualTo(expected.method());
    assertThat(a.number("quality_low")).isCloseTo(expected.interval().low(), TINY);
    assertThat(a.number("quality_high")).isCloseTo(Math.min(1, expected.interval().high()), TINY);
  }

  @Test
  void fiveClustersClaimNothing() throws IOException {
    TinyWarehouse run = night("r");
    for (int i = 0; i < 10; i++) {
      run.event("a", "c" + i)
          .cluster("doc-" + i / 2)
          .add()
          .score("a", "c" + i, 1, i % 3 == 0 ? 1.0 : 0);
    }
    run.commit();
    Answer a = answer("a");
    assertThat(a.value("method")).isEqualTo("none: fewer than 6 clusters");
    assertThat(a.value("quality_low")).isNull();
    assertThat(a.value("quality_high")).isNull();
  }

  /** All six of six clusters right is not certainty: six independent successes. */
  @Test
  void clustersThatAllAgreeCountOnce() throws IOException {
    TinyWarehouse run = night("r");
    for (int i = 0; i < 12; i++) {
      run.event("a", "c" + i).cluster("doc-" + i / 2).add().score("a", "c" + i, 1, 1.0);
    }
    run.commit();
    Answer a = answer("a");
    assertThat(a.value("n")).isEqualTo(12L);
    assertThat(a.number("quality_low"))
        .isCloseTo(Proportions.wilson(6, 6, 0.95).interval().low(), TINY);
    assertThat(a.number("quality_high")).isEqualTo(1.0);
  }

  /**
   * c1: a failed attempt at 0.0005 and a good one at 0.002. c2: 0.0015, wrong. c3: unknown cost,
   * right. Known calls: c1 and c2, 0.004 in all, one success.
   */
  @Test
  void costCountsEveryAttemptAndLeavesUnknownOnesOutOfTheRatios() throws IOException {
    TinyWarehouse run = night("r");
    run.event("a", "c1").attempt(1).failed("rate_limited", "gateway").billed("0.0005").add();
    run.event("a", "c1").attempt(2).billed("0.002").add().score("a", "c1", 1, 1.0);
    run.event("a", "c2").billed("0.0015").add().score("a", "c2", 1, 0.0);
    run.event("a", "c3").billed(null).add().score("a", "c3", 1, 1.0);
    run.event("a", "c4").reusedFrom("earlier").add().score("a", "c4", 1, 1.0);
    run.commit();
    Answer a = answer("a");
    assertThat((BigDecimal) a.value("billed_usd")).isEqualByComparingTo("0.004");
    assertThat(a.value("unknown_costs")).isEqualTo(1L);
    assertThat((BigDecimal) a.value("usd_per_1k_calls")).isEqualByComparingTo("2");
    assertThat((BigDecimal) a.value("usd_per_success")).isEqualByComparingTo("0.004");
    assertThat(a.value("failed_calls")).isEqualTo(0L);
  }

  @Test
  void aRefusedAttemptCostNothingAndALostOneIsUnknown() throws IOException {
    TinyWarehouse run = night("r");
    run.event("a", "limited")
        .attempt(1)
        .billed(null)
        .failed("rate_limited", "gateway")
        .refused(429, "before_first_token")
        .add();
    run.event("a", "limited").attempt(2).billed("0.003").add().score("a", "limited", 1, 1.0);
    run.event("a", "unreached")
        .billed(null)
        .failed("network", "gateway")
        .refused(0, "connect")
        .add();
    run.event("a", "late")
        .billed(null)
        .failed("total_timeout", "upstream")
        .refused(408, "mid_stream")
        .add();
    run.event("a", "lost")
        .billed(null)
        .failed("overloaded", "upstream")
        .refused(503, "before_first_token")
        .add();
    run.commit();
    Answer a = answer("a");
    assertThat(a.value("unknown_costs")).isEqualTo(2L);
    // two calls of known cost: 0.003 and nothing
    assertThat((BigDecimal) a.value("usd_per_1k_calls")).isEqualByComparingTo("1.5");
  }

  @Test
  void whatJudgingCostIsInTheTotalAndNotInTheCostOfACall() throws IOException {
    TinyWarehouse run = night("r");
    run.event("a", "c1").billed("0.002").add().score("a", "c1", 1, 1.0);
    run.event("a", "verdict-on-c1").purpose("judge").billed("0.009").latency("9000", "1").add();
    run.commit();
    Answer a = answer("a");
    assertThat((BigDecimal) a.value("billed_usd")).isEqualByComparingTo("0.011");
    assertThat((BigDecimal) a.value("usd_per_1k_calls")).isEqualByComparingTo("2");
    assertThat(a.value("n")).isEqualTo(1L);
    assertThat(a.number("latency_p95_ms")).isEqualTo(1000);
  }

  @Test
  void withoutASuccessThereIsNoCostOfOne() throws IOException {
    night("r").event("a", "c1").add().score("a", "c1", 1, 0.0).commit();
    assertThat(answer("a").value("usd_per_success")).isNull();
  }

  /**
   * Fresh answers took 1000, 2000 and 5000 ms; the failure at 10 ms and the reused answer at 1 ms
   * do not count. 80 tokens after the first in 0.8, 1.6 and 4 s: 100, 50 and 20 a second.
   */
  @Test
  void latencyIsThatOfFreshAnswers() throws IOException {
    TinyWarehouse run = night("r");
    run.event("a", "c1").latency("1000", "200").add();
    run.event("a", "c2").latency("2000", "400").add();
    run.event("a", "c3").latency("5000", "1000").add();
    run.event("a", "c4").latency("10", "1").failed("overloaded", "upstream").add();
    run.event("a", "c5").latency("1", "1").reusedFrom("earlier").add();
    run.commit();
    Answer a = answer("a");
    assertThat(a.number("latency_p50_ms")).isEqualTo(2000);
    assertThat(a.number("latency_p95_ms")).isCloseTo(2000 + 0.9 * 3000, within(1e-9));
    assertThat(a.number("ttft_p50_ms")).isEqualTo(400);
    assertThat(a.number("ttft_p95_ms")).isCloseTo(400 + 0.9 * 600, within(1e-9));
    assertThat(a.number("output_tokens_per_s")).isCloseTo(50, within(1e-9));
  }

  /** Latencies of 10, 20, ... 4000 ms are whole, so their bounds are the values themselves. */
  @Test
  void tailsHaveTheBoundsOfTheirOrderStatistics() throws IOException {
    TinyWarehouse run = night("r");
    for (int i = 1; i <= 400; i++) {
      run.event("a", "c" + i).latency(String.valueOf(10 * i), i + ".4").add();
    }
    run.commit();
    Answer a = answer("a");
    double[] latencies = IntStream.rangeClosed(1, 400).mapToDouble(i -> 10 * i).toArray();
    for (var quantile : Map.of("p50", 0.5, "p95", 0.95, "p99", 0.99).entrySet()) {
      var expected = OrderStatistics.quantile(latencies, quantile.getValue(), 0.95);
      String column = "latency_" + quantile.getKey();
      assertThat(a.number(column + "_ms")).isCloseTo(expected.value(), within(1e-9));
      assertThat(a.number(column + "_low_ms")).isEqualTo(expected.interval().low());
      assertThat(a.number(column + "_high_ms")).isEqualTo(expected.interval().high());
    }
    // the 180th of 1.4, 2.4, ... rounded down, and the 221st rounded up
    assertThat(OrderStatistics.lowRank(400, 0.5, 0.95)).hasValue(180);
    assertThat(a.number("ttft_p50_low_ms")).isEqualTo(180);
    assertThat(a.number("ttft_p50_high_ms")).isEqualTo(222);
  }

  @Test
  void tooFewAnswersBoundNoTail() throws IOException {
    TinyWarehouse run = night("r");
    for (int i = 1; i <= 71; i++) {
      run.event("a", "c" + i).latency(String.valueOf(i), "1").add();
    }
    run.commit();
    Answer a = answer("a");
    assertThat(a.value("latency_p95_low_ms")).isNull();
    assertThat(a.value("latency_p95_high_ms")).isNull();
    assertThat(a.value("latency_p50_high_ms")).isNotNull();
  }

  /** 40 of 40, 36 of 40 and 5 of 40: the first two intervals overlap, the third is apart. */
  @Test
  void armsThatTheirIntervalsDoNotSeparateShareARank() throws IOException {
    TinyWarehouse run = night("r");
    Map<String, Integer> right = Map.of("best", 40, "near", 36, "far", 5);
    right.forEach(
        (arm, count) -> {
          for (int i = 0; i < 40; i++) {
            run.event(arm, "c" + i).add().score(arm, "c" + i, 1, i < count ? 1.0 : 0);
          }
        });
    run.event("unscored", "c0").add();
    run.commit();
    assertThat(answer("best").value("rank")).isEqualTo(1L);
    assertThat(answer("near").value("rank")).isEqualTo(1L);
    assertThat(answer("far").value("rank")).isEqualTo(3L);
    assertThat(answer("unscored").value("rank")).isNull();
  }

  @Test
  void refusalsAndTruncationsStandApartFromFailures() throws IOException {
    TinyWarehouse run = night("r");
    run.event("a", "c1").failed("moderation", "upstream").add();
    run.event("a", "c2").failed("overloaded", "upstream").add();
    run.event("a", "c3").failed("guardrail", "gateway").add();
    run.event("a", "c4").with("finish_reason", "content_filter").add();
    run.event("a", "c5").with("finish_reason", "length").add();
    run.event("a", "c6").with("finish_reason", "stop").add();
    run.commit();
    Answer a = answer("a");
    assertThat(a.value("failed_calls")).isEqualTo(1L);
    assertThat(a.value("refused_calls")).isEqualTo(3L);
    assertThat(a.value("truncated_calls")).isEqualTo(1L);
  }

  /** Forty prompts at 0.001, 0.002 or 0.003, thirty-two of them right. */
  @Test
  void theCostOfASuccessHasItsInterval() throws IOException {
    TinyWarehouse run = night("r");
    double[] costs = IntStream.range(0, 40).mapToDouble(i -> (1 + i % 3) / 1000.0).toArray();
    for (int i = 0; i < 40; i++) {
      run.event("a", "c" + i)
          .billed("0.00" + (1 + i % 3))
          .add()
          .score("a", "c" + i, 1, i < 32 ? 1.0 : 0);
      run.event("few", "c" + i)
          .billed("0.00" + (1 + i % 3))
          .add()
          .score("few", "c" + i, 1, i < 12 ? 1.0 : 0);
    }
    run.commit();
    var delta = successes(costs, 32).delta(0.95).interval();
    Answer a = answer("a");
    assertThat(a.value("usd_per_success_method")).isEqualTo("delta");
    assertThat(a.number("usd_per_success_low")).isCloseTo(delta.low(), TINY);
    assertThat(a.number("usd_per_success_high")).isCloseTo(delta.high(), TINY);
    var fieller = successes(costs, 12).fieller(0.95).interval();
    assertThat(answer("few").value("usd_per_success_method")).isEqualTo("Fieller");
    assertThat(answer("few").number("usd_per_success_low")).isCloseTo(fieller.low(), TINY);
    assertThat(answer("few").number("usd_per_success_high")).isCloseTo(fieller.high(), TINY);
  }

  private static RatioOfMeans successes(double[] costs, int right) {
    int n = costs.length;
    double[] won = IntStream.range(0, n).mapToDouble(i -> i < right ? 1 : 0).toArray();
    double together =
        IntStream.range(0, n)
            .mapToDouble(i -> (costs[i] - Means.mean(costs)) * (won[i] - Means.mean(won)))
            .sum();
    return new RatioOfMeans(
        n,
        Means.mean(costs),
        Means.mean(won),
        Math.pow(Means.deviation(costs), 2),
        Math.pow(Means.deviation(won), 2),
        together / (n - 1));
  }

  @Test
  void confidenceIsTheReadersToSet() throws IOException {
    TinyWarehouse run = night("r");
    run.event("a", "c1").add().score("a", "c1", 1, 1.0);
    run.event("a", "c2").add().score("a", "c2", 1, 0.0);
    run.commit();
    Table table = leaderboard(Scope.newest(), Map.of("confidence", "0.8"));
    assertThat((Double) table.rows().get(0).get(4))
        .isCloseTo(Proportions.wilson(1, 2, 0.8).interval().low(), TINY);
  }

  private void oneCall(String run, String time, String billed, double score) {
    night(run)
        .startedAt(time)
        .event("a", "c1")
        .billed(billed)
        .add()
        .score("a", "c1", 1, score)
        .commit();
  }

  /** The same call of the same job comes back the next night under the same call_id. */
  @Test
  void twoNightsAddUpAndThePromptStaysOnePrompt() throws IOException {
    oneCall("night-1", "2026-11-19T02:00:00Z", "0.001", 1.0);
    oneCall("night-2", "2026-11-20T02:00:00Z", "0.004", 0.0);
    Answer both = answer("a", Scope.everyRun());
    assertThat(both.value("n")).isEqualTo(1L);
    assertThat(both.number("quality")).isEqualTo(0.5);
    assertThat((BigDecimal) both.value("billed_usd")).isEqualByComparingTo("0.005");
    assertThat((BigDecimal) both.value("usd_per_1k_calls")).isEqualByComparingTo("2.5");
    assertThat((BigDecimal) both.value("usd_per_success")).isEqualByComparingTo("0.005");
    assertThat((BigDecimal) answer("a", Scope.newest()).value("billed_usd"))
        .isEqualByComparingTo("0.004");
    assertThat((BigDecimal) answer("a", Scope.runs(List.of("night-1"))).value("billed_usd"))
        .isEqualByComparingTo("0.001");
  }

  @Test
  void everyReportOverTwoNightsHoldsAndBillsWhatTheEventsBill() throws IOException {
    for (String id : List.of("night-1", "night-2")) {
      TinyWarehouse run = night(id).startedAt("2026-11-1" + id.charAt(6) + "T02:00:00Z");
      for (String arm : List.of("a", "b")) {
        for (int i = 0; i < 5; i++) {
          run.event(arm, "c" + i)
              .attempt(1)
              .failed("overloaded", "upstream")
              .billed("0.000000000000000007")
              .add();
          run.event(arm, "c" + i)
              .attempt(2)
              .billed("0.00000123456789" + i)
              .with("asked_capabilities", "[json_object]")
              .add();
          double right = i % (arm.equals("a") ? 2 : 3) == 0 ? 1 : 0;
          run.score(arm, "c" + i, 1, "exact", "h", right);
          run.score(arm, "c" + i, 1, "json", "h", 1.0);
        }
      }
      run.commit();
    }
    try (Warehouse warehouse = Warehouse.open(folder)) {
      Reports reports = Reports.over(warehouse, List.of(Path.of("reports")), Answers.noFiles());
      BigDecimal billed =
          (BigDecimal)
              warehouse
                  .query(Sql.typed("select sum(billed_usd) from usage_events"))
                  .values()
                  .get(0)
                  .get(0);
      assertThat(billed).isEqualByComparingTo("0.000024691357840140");
      int billing = 0;
      for (ReportFile report : reports.all()) {
        Map<String, String> settings =
            report.parameters().stream().anyMatch(ReportFile.Parameter::isRequired)
                ? Map.of("incumbent", "a", "candidate", "b")
                : Map.of();
        Table table = reports.run(report.name(), Scope.everyRun(), settings);
        // those on spending are free to have nothing to say, and hold their totals against spend's
        if (report.pack().equals("finops") && !report.name().equals("finops/spend")) {
          continue;
        }
        // no run has pairwise choices; only an import does
        assertThat(table.rows().isEmpty())
            .isEqualTo(
                List.of("comparison/preferences", "comparison/ratings", "comparison/judges")
                    .contains(report.name()));
        List<String> names = table.columns().stream().map(Table.Column::name).toList();
        if (names.contains("billed_usd")) {
          billing++;
          assertThat(
                  table.rows().stream()
                      .map(row -> (BigDecimal) row.get(names.indexOf("billed_usd")))
                      .reduce(BigDecimal.ZERO, BigDecimal::add))
              .isEqualByComparingTo(billed);
        }
      }
      assertThat(billing).isGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void theLayersHoldOverTwoNightsToo() throws IOException {
    oneCall("night-1", "2026-11-19T02:00:00Z", "0.001", 1.0);
    oneCall("night-2", "2026-11-20T02:00:00Z", "0.004", 0.0);
    try (Warehouse warehouse = Warehouse.open(folder)) {
      Reports reports = Reports.over(warehouse, List.of(Path.of("reports")), Answers.noFiles());
      int byCall = 0;
      for (ReportFile layer : reports.layers()) {
        // running a layer as a report checks its own promises
        Table table = reports.run(layer.name(), Scope.everyRun(), Map.of());
        if (layer.grain().startsWith("one row per run and call")) {
          byCall++;
          assertThat(table.rows()).hasSize(2);
        }
      }
      assertThat(byCall).isGreaterThanOrEqualTo(2);
    }
  }
}
