package dev.assay.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.problem.InvalidInput;
import dev.assay.stats.Estimate;
import dev.assay.stats.OrderStatistics;
import dev.assay.warehouse.TinyWarehouse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LatencyTest {
  private static final Offset<Double> TINY = within(1e-9);

  @TempDir Path folder;

  private Answers latency(Map<String, String> settings) throws IOException {
    return Answers.of("comparison/latency", folder, Scope.everyRun(), settings);
  }

  private Answers.Row phase(String phase) throws IOException {
    return latency(Map.of()).where("arm", "a", "phase", phase);
  }

  private TinyWarehouse night() {
    return TinyWarehouse.run(folder, "night");
  }

  /** Answers of 1 to 3 s; each phase is a different figure of the same three attempts. */
  @Test
  void everyPhaseHasItsOwnDistribution() throws IOException {
    TinyWarehouse run = night();
    for (int i = 1; i <= 3; i++) {
      run.event("a", "c" + i)
          .latency(i + "000", i + "00")
          .with("queue_ms", i + "")
          .with("retry_wait_ms", i == 3 ? "50" : "0")
          .with("gateway_ms", i == 1 ? "15" : null)
          .add();
    }
    run.commit();
    Answers answers = latency(Map.of());
    assertThat(answers.column("phase"))
        .containsExactly("queue", "retry_wait", "first_token", "generation", "gateway", "total");
    assertPhase("queue", 3, 2, 2.9, 3);
    assertPhase("retry_wait", 3, 0, 45, 50);
    assertPhase("first_token", 3, 200, 290, 300);
    assertPhase("generation", 3, 1800, 2610, 2700);
    assertPhase("gateway", 1, 15, 15, 15);
    assertPhase("total", 3, 2000, 2900, 3000);
  }

  private void assertPhase(String phase, long n, double p50, double p95, double max)
      throws IOException {
    Answers.Row row = phase(phase);
    assertThat(row.value("n")).as(phase).isEqualTo(n);
    assertThat(row.number("p50_ms")).as(phase).isCloseTo(p50, TINY);
    assertThat(row.number("p95_ms")).as(phase).isCloseTo(p95, TINY);
    assertThat(row.number("max_ms")).as(phase).isCloseTo(max, TINY);
  }

  /** The reference sorts and counts in Java; 1 and 5 values allow no interval at all. */
  @ParameterizedTest
  @ValueSource(ints = {1, 5, 6, 71, 72, 73, 367, 368, 800})
  void quantilesAndTheirIntervalsAreThoseOfTheSortedValues(int n) throws IOException {
    double[] values = IntStream.range(0, n).mapToDouble(i -> 1000 + (i * 7919L) % 10007).toArray();
    TinyWarehouse run = night();
    for (int i = 0; i < n; i++) {
      run.event("a", "c" + i).latency(String.valueOf(values[i]), "1").add();
    }
    run.commit();
    Answers.Row total = phase("total");
    for (Map.Entry<String, Double> quantile :
        Map.of("p50", 0.5, "p95", 0.95, "p99", 0.99).entrySet()) {
      String name = quantile.getKey();
      Estimate expected = OrderStatistics.quantile(values, quantile.getValue(), 0.95);
      assertThat(total.number(name + "_ms")).as(name).isCloseTo(expected.value(), TINY);
      if (expected.hasInterval()) {
        assertThat(total.number(name + "_low_ms")).as(name).isEqualTo(expected.interval().low());
        assertThat(total.number(name + "_high_ms")).as(name).isEqualTo(expected.interval().high());
      } else {
        // one end alone may be known; the interval is not
        assertThat((String) total.value("method")).contains("not estimable").contains(name);
        assertThat(total.value(name + "_high_ms")).as(name).isNull();
      }
    }
  }

  /** Statistics' own example: of 800 values the ranks 748 and 773 hold the 95th percentile. */
  @Test
  void eightHundredValuesHaveTheirPercentileBetweenTwoKnownRanks() throws IOException {
    TinyWarehouse run = night();
    for (int i = 1; i <= 800; i++) {
      run.event("a", "c" + i).latency(String.valueOf(i), null).add();
    }
    run.commit();
    assertThat(phase("total").number("p95_low_ms")).isEqualTo(748);
    assertThat(phase("total").number("p95_high_ms")).isEqualTo(773);
    assertThat(phase("total").value("method")).isEqualTo("order statistics");
  }

  @Test
  void aFewValuesBoundNoQuantileAndTheLargestIsNoBound() throws IOException {
    TinyWarehouse run = night();
    for (int i = 1; i <= 10; i++) {
      run.event("a", "c" + i).latency(String.valueOf(i), null).add();
    }
    run.commit();
    Answers.Row total = phase("total");
    assertThat(total.number("p50_low_ms")).isEqualTo(2);
    assertThat(total.number("p50_high_ms")).isEqualTo(9);
    assertThat(total.value("p95_high_ms")).isNull();
    assertThat(total.value("p99_high_ms")).isNull();
    assertThat(total.value("method")).isEqualTo("order statistics; not estimable: p95, p99");
  }

  /** Nine answers of 1 s, a failure at 10 ms, and a timeout at 30 s: the p99 is a lower bound. */
  @Test
  void aFailureStandsApartAndATimeoutTookAtLeastAsLong() throws IOException {
    TinyWarehouse run = night();
    for (int i = 0; i < 9; i++) {
      run.event("a", "c" + i).latency("1000", "100").add();
    }
    run.event("a", "fast-failure").latency("10", null).failed("overloaded", "upstream").add();
    run.event("a", "slow").latency("30000", "100").failed("total_timeout", "upstream").add();
    run.commit();
    Answers.Row total = phase("total");
    assertThat(total.value("n")).isEqualTo(10L);
    assertThat(total.value("timeouts")).isEqualTo(1L);
    assertThat(total.number("timed_out_from_ms")).isEqualTo(30000);
    assertThat(total.number("p50_ms")).isEqualTo(1000);
    assertThat(total.number("max_ms")).isEqualTo(30000);
    Answers.Row failure = phase("failure");
    assertThat(failure.value("n")).isEqualTo(1L);
    assertThat(failure.number("p50_ms")).isEqualTo(10);
    assertThat(failure.value("timed_out_from_ms")).isNull();
    assertThat(phase("first_token").value("timeouts")).isEqualTo(0L);
  }

  @Test
  void whoeverGaveUpOnTheFirstTokenWaitedAtLeastSoLongForIt() throws IOException {
    TinyWarehouse run = night();
    run.event("a", "c1").latency("1000", "100").add();
    run.event("a", "c2").latency("5000", null).failed("first_token_timeout", "upstream").add();
    run.commit();
    Answers.Row first = phase("first_token");
    assertThat(first.value("n")).isEqualTo(2L);
    assertThat(first.value("timeouts")).isEqualTo(1L);
    assertThat(first.number("timed_out_from_ms")).isEqualTo(5000);
    assertThat(first.number("p50_ms")).isEqualTo(2550);
  }

  @Test
  void reusedAndCachedAnswersAndJudgesAreNeverCounted() throws IOException {
    TinyWarehouse run = night();
    run.event("a", "c1").latency("1000", "100").add();
    run.event("a", "c2").latency("1", "1").reusedFrom("earlier").add();
    run.event("a", "c3").latency("2", "1").with("cache_status", "HIT").add();
    run.event("a", "c4").latency("90000", "1").purpose("judge").add();
    run.event("a", "c5").notSent().add();
    run.commit();
    assertThat(phase("total").value("n")).isEqualTo(1L);
    assertThat(phase("total").number("max_ms")).isEqualTo(1000);
  }

  @Test
  void whatCannotBeATimeIsLeftOut() throws IOException {
    TinyWarehouse run = night();
    run.event("a", "c1").latency("1000", "100").add();
    run.event("a", "c2").latency("NaN", "Infinity").add();
    run.event("a", "c3").latency("-5", "100").add();
    run.event("a", "c4").latency(null, null).add();
    run.commit();
    assertThat(phase("total").value("n")).isEqualTo(1L);
    assertThat(phase("first_token").value("n")).isEqualTo(2L);
    assertThat(phase("generation").value("n")).isEqualTo(1L);
  }

  @ParameterizedTest
  @CsvSource({
    "arm, a",
    "suite, refunds",
    "model, model-of-a",
    "provider, acme",
    "route_policy, cheapest",
    "hour, 23",
    "day, 2026-11-19"
  })
  void whatIsToldApartIsTheReadersToChoose(String by, String value) throws IOException {
    TinyWarehouse run = TinyWarehouse.run(folder, "night").startedAt("2026-11-19T23:59:59.999999Z");
    run.event("a", "c1").latency("1000", "100").add();
    run.commit();
    assertThat(latency(Map.of("by", by)).where("phase", "total").value(by)).hasToString(value);
  }

  @Test
  void hoursOfTheDayComeTogetherOverNights() throws IOException {
    for (String time :
        List.of("2026-11-18T02:10:00Z", "2026-11-19T02:50:00Z", "2026-11-19T14:00:00Z")) {
      TinyWarehouse.run(folder, "run-" + time.substring(8, 13))
          .startedAt(time)
          .event("a", "c1")
          .latency(time.contains("T02:1") ? "1000" : "3000", "100")
          .add()
          .commit();
    }
    Answers answers = latency(Map.of("by", "hour"));
    assertThat(answers.where("hour", 2L, "phase", "total").number("p50_ms")).isEqualTo(2000);
    assertThat(answers.where("hour", 14L, "phase", "total").value("n")).isEqualTo(1L);
  }

  @Test
  void aProviderThatNobodyToldIsUnknown() throws IOException {
    TinyWarehouse run = night();
    run.event("a", "c1").latency("10", null).failed("overloaded", "upstream").add();
    run.commit();
    Answers.Row row = latency(Map.of("by", "provider")).where("phase", "failure");
    assertThat(row.value("provider")).isNull();
    assertThat(row.value("n")).isEqualTo(1L);
    assertThat(row.value("simulated")).isEqualTo(true);
  }

  @Test
  void anUnknownDimensionIsRefusedWithTheKnownOnes() throws IOException {
    night().event("a", "c1").add().commit();
    assertThatThrownBy(() -> latency(Map.of("by", "moon")))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining("moon")
        .hasMessageContaining("route_policy");
  }

  @Test
  void confidenceIsTheReadersToSet() throws IOException {
    TinyWarehouse run = night();
    double[] values = IntStream.rangeClosed(1, 40).asDoubleStream().toArray();
    for (double value : values) {
      run.event("a", "c" + value).latency(String.valueOf(value), null).add();
    }
    run.commit();
    assertThat(latency(Map.of("confidence", "0.8")).where("phase", "total").number("p50_low_ms"))
        .isEqualTo(OrderStatistics.quantile(values, 0.5, 0.8).interval().low());
  }

  @Test
  void ofVeryManyAttemptsEveryFigureIsCloseAndTheIntervalIsRatherTooWide() throws IOException {
    double[] values = IntStream.range(0, 2000).mapToDouble(i -> 1000 + i * 7919L % 10007).toArray();
    TinyWarehouse run = night();
    for (int i = 0; i < values.length; i++) {
      run.event("a", "c" + i).latency(String.valueOf(values[i]), "0").add();
    }
    run.commit();
    Answers.Row total = latency(Map.of("exact_up_to", "1999")).where("arm", "a", "phase", "total");
    assertThat(total.value("method")).isEqualTo("order statistics within 0.2 %");
    for (double p : new double[] {0.5, 0.95, 0.99}) {
      String name = "p%.0f_".formatted(100 * p);
      Estimate exact = OrderStatistics.quantile(values, p, 0.95);
      assertThat(total.number(name + "ms") / exact.value()).isCloseTo(1, within(0.002));
      assertThat(total.number(name + "low_ms") / exact.interval().low()).isBetween(0.998, 1.0);
      assertThat(total.number(name + "high_ms") / exact.interval().high()).isBetween(1.0, 1.002);
    }
    assertThat(total.number("max_ms")).isEqualTo(Arrays.stream(values).max().orElseThrow());
    assertThat(phase("total").value("method")).isEqualTo("order statistics");
  }
}
