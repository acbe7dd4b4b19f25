package dev.assay.report.cutover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.problem.InvalidInput;
import dev.assay.report.cutover.Criterion.Finding;
import dev.assay.stats.Estimate;
import dev.assay.stats.Interval;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictTest {
  @ParameterizedTest
  @CsvSource({
    "OK OK OK OK,           true,  CUT OVER",
    "OK OK OK UNKNOWN,      true,  OPEN [c4]",
    "UNKNOWN OK UNKNOWN OK, true,  OPEN [c1 c3]",
    "OK BAD OK OK,          true,  HOLD [c2]",
    "BAD OK UNKNOWN BAD,    true,  HOLD [c1 c4]",
    "OK OK OK OK,           false, INVALID [g] []",
    "BAD OK OK UNKNOWN,     false, INVALID [g] [c4]"
  })
  void oneBrokenHoldsAllInOrderCutOverAndAFailedGateVoidsBoth(
      String findings, boolean valid, String expected) {
    String[] each = findings.split(" ", -1);
    List<Criterion> criteria =
        IntStream.range(0, each.length)
            .mapToObj(i -> criterion("c" + (i + 1), Finding.valueOf(each[i])))
            .toList();
    Verdict verdict = Verdict.of(List.of(new Gate("g", "", 0, 0, valid)), criteria);
    assertThat(
            verdict.<String>fold(
                cutOver -> "CUT OVER",
                hold -> "HOLD " + spaced(hold.broken()),
                open ->
                    open.invalid().isEmpty()
                        ? "OPEN " + spaced(open.open())
                        : "INVALID " + spaced(open.invalid()) + " " + spaced(open.open())))
        .isEqualTo(expected);
  }

  private static String spaced(List<String> names) {
    return "[" + String.join(" ", names) + "]";
  }

  private static Criterion criterion(String name, Finding finding) {
    return new Criterion(name, "s", new Estimate(0, new Interval(0, 0), 1, "m"), "r", finding, "");
  }

  @Test
  void everyFaultyLimitIsToldAtOnce() {
    assertThatThrownBy(() -> new Limits(-0.1, 1.5, Double.NaN, 0.0, 0.01, 0.3, 1))
        .isInstanceOf(InvalidInput.class)
        .satisfies(
            fault ->
                assertThat(Arrays.asList(fault.getMessage().split("\n", -1)))
                    .containsExactly(
                        "--quality-margin: the limit is -0.1, expected 0 or more and less than 1, 0.02 is 2 %.",
                        "--minimum-saving: the limit is 1.5, expected 0 or more and less than 1, 0.02 is 2 %.",
                        "--latency-tolerance: the limit is NaN, expected a share of 0 or more, 0.1 is 10 %.",
                        "--latency-slo-ms: the limit is 0.0, expected more than 0.",
                        "--confidence: the limit is 0.3, expected more than 0.5 and less than 1."));
  }
}
