package dev.assay.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.stats.Bootstrap;
import dev.assay.stats.Estimate;
import dev.assay.stats.Interval;
import dev.assay.stats.OrderStatistics;
import dev.assay.stats.PairedProportions;
import dev.assay.stats.Proportions;
import dev.assay.stats.RatioOfMeans;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a report may call: each function gives the figure of the statistic behind it. */
class SqlFunctionsTest {
  @TempDir static Path folder;

  private Warehouse warehouse;

  @BeforeEach
  void open() throws IOException {
    warehouse = Warehouse.open(folder);
  }

  @AfterEach
  void close() {
    warehouse.close();
  }

  private List<Object> row(String select) {
    return warehouse.query(Sql.typed("select " + select)).values().get(0);
  }

  private Object value(String select) {
    return row(select).get(0);
  }

  private void assertInterval(String function, String arguments, Estimate estimate) {
    assertThat(row("%1$s_low(%2$s), %1$s_high(%2$s)".formatted(function, arguments)))
        .containsExactly(estimate.interval().low(), estimate.interval().high());
  }

  @Test
  void anIntervalHasAFunctionForEachEnd() {
    assertInterval("wilson", "81, 263, 0.95", Proportions.wilson(81, 263, 0.95));
    assertInterval("clopper_pearson", "1, 29, 0.95", Proportions.clopperPearson(1, 29, 0.95));
    assertInterval("newcombe", "56, 70, 48, 80, 0.95", Proportions.newcombe(56, 70, 48, 80, 0.95));
    assertInterval("tango", "100, 7, 2, 0.9", new PairedProportions(100, 7, 2).tango(0.9));
  }

  @Test
  void nullAskedIsNullAnswered() {
    assertThat(row("wilson_low(null, 20, 0.95), sign_test(3, null), t_quantile(null, 3)"))
        .containsOnlyNulls();
    assertThat(row("holm(null, [0.1]), frontier_quality([{'cost': 1, 'quality': 1}], null)"))
        .containsOnlyNulls();
  }

  @Test
  void noCaseHasNoInterval() {
    assertThat(value("wilson_low(0, 0, 0.95)")).isNull();
  }

  @Test
  void ranksOfAQuantileAreThoseOfTheOrderStatistics() {
    assertThat(row("quantile_low_rank(800, 0.95, 0.95), quantile_high_rank(800, 0.95, 0.95)"))
        .containsExactly(748.0, 773.0);
    assertThat(value("quantile_high_rank(71, 0.95, 0.95)")).isNull();
    assertThat(OrderStatistics.highRank(71, 0.95, 0.95)).isEmpty();
  }

  @Test
  void aStructIsAskedAndAStructAnswered() {
    Interval tango = new PairedProportions(50, 9, 3).tango(0.95).interval();
    assertThat(
            row(
                """
                unnest(paired_difference(
                  {'n': 50, 'wins': 9, 'losses': 3, 'mean': 0.12, 'deviation': 0.48, 'clusters': 50,
                   'cluster_error': 0.07, 'is_binary': true}, null, 0.95, 1))"""))
        .containsExactly(
            tango.low(),
            tango.high(),
            "Tango",
            new PairedProportions(50, 9, 3).mcNemar(),
            "McNemar exact");
  }

  @Test
  void aListIsTakenDigitForDigit() {
    double[] sample = {0.1 + 0.2, 0.7, 1e-17, 0.5, 0.25, 1.0 / 3, 0.9, 0.8, 0.15, 0.45};
    Estimate bca = Bootstrap.bcaOfMean(sample, 0.95, 7);
    assertThat(
            row(
                """
                unnest(bca_of_mean(
                  [0.1::double + 0.2::double, 0.7, 1e-17, 0.5, 0.25, 1 / 3, 0.9, 0.8, 0.15, 0.45], 0.95, 7))"""))
        .containsExactly(bca.interval().low(), bca.interval().high(), bca.method());
  }

  @Test
  void anAdjustedPIsThatOfItsWholeFamily() {
    assertThat(
            warehouse
                .query(
                    Sql.typed(
                        """
                        select holm(p, list(p) over ()), benjamini_hochberg(p, list(p) over ())
                        from (values (0.01), (0.04), (null), (0.03)) as tests(p)
                        order by p nulls last"""))
                .values())
        .containsExactly(
            List.of(0.03, 0.03),
            List.of(0.06, 0.04),
            List.of(0.06, 0.04),
            Arrays.asList(null, null));
  }

  @Test
  void costOfASuccessIsFiellersWhereSuccessesAreFew() {
    RatioOfMeans moments = new RatioOfMeans(100, 0.02, 0.2, 0.0001, 0.16, 0.001);
    String asked =
        """
        unnest(ratio_per_success(
          {'units': 100, 'top': 0.02, 'bottom': 0.2, 'top_variance': 0.0001, 'bottom_variance': 0.16,
           'covariance': 0.001}, %d, 0.95))""";
    assertThat(row(asked.formatted(29)))
        .startsWith(moments.fieller(0.95).interval().low())
        .endsWith("Fieller");
    assertThat(row(asked.formatted(30)))
        .startsWith(moments.delta(0.95).interval().low())
        .endsWith("delta");
  }

  @Test
  void theFrontierIsAListOfPoints() {
    String points =
        "[{'cost': 1, 'quality': 0.5}, {'cost': 3, 'quality': 0.9}, {'cost': 2, 'quality': 0.6}]";
    assertThat((Double) value("frontier_quality(%s, 2)".formatted(points)))
        .isCloseTo(0.7, within(1e-12));
    assertThat((Double) value("frontier_aiq(%s, 1, 3)".formatted(points)))
        .isCloseTo(0.7, within(1e-12));
    assertThat(
            row(
                "is_frontier_corner(%1$s, 2, 0.6), is_frontier_corner(%1$s, 3, 0.9)"
                    .formatted(points)))
        .containsExactly(false, true);
    assertThat(value("frontier_aiq(%s, 3, 3)".formatted(points))).isNull();
  }

  @Test
  void ratingsComeAsAListOfStructs() {
    List<List<Object>> ratings =
        warehouse
            .query(
                Sql.typed(
                    """
                    select unnest(bradley_terry(
                      [{'times': 20, 'meetings': [{'first': 'a', 'second': 'b', 'games': 1, 'first_wins': 1}]},
                       {'times': 10, 'meetings': [{'first': 'a', 'second': 'b', 'games': 1, 'first_wins': 0}]}],
                      0.95, 1), recursive := true)"""))
            .values();
    // odds of two to one
    assertThat(ratings.get(0)).startsWith("a");
    assertThat((Double) ratings.get(0).get(1)).isCloseTo(400 * Math.log10(2) / 2, within(1e-6));
    assertThat(ratings.get(1)).startsWith("b");
  }

  @Test
  void kappaOfTheTextbook() {
    assertThat((Double) value("cohens_kappa([[20, 5], [10, 15]], 0.95).kappa"))
        .isCloseTo(0.4, within(1e-12));
  }

  @Test
  void wrongArgumentsAreToldWithTheNameOfTheFunction() {
    assertThatThrownBy(() -> value("wilson_low(1, 2)"))
        .hasMessageContaining("wilson_low: takes 3 numbers, not 2")
        .hasMessageNotContaining("at dev.assay");
    assertThatThrownBy(() -> value("bca_of_mean(['few'], 0.95, 1)"))
        .hasMessageContaining("bca_of_mean: cannot read its arguments")
        .hasMessageNotContaining("at dev.assay");
    assertThatThrownBy(() -> value("holm(0.1, [0.1, 'nan'::double])"))
        .hasMessageContaining("holm: Invalid p-values [0.1, NaN]: expected 0 to 1")
        .hasMessageNotContaining("at dev.assay");
  }

  /** 100 tokens at 0.02 before, 150 at 0.03 now, while all grew from 400 to 500. */
  @Test
  void aVarianceIsExactToEighteenDecimals() {
    assertThat(row("unnest(cost_variance('2', '4.5', '100', '150', '400', '500', null, null))"))
        .containsExactly(
            "1.500000000000000000",
            "0.500000000000000000",
            null,
            null,
            "0.500000000000000000",
            "0.000000000000000000");
    assertThat(value("cost_variance('2', '4.5', null, '150', '400', '500', null, null)")).isNull();
  }

  @Test
  void theDaysOfAListAreJudgedInTheirOrder() {
    String flat = "list_concat([100.0 for day in range(62)], [160.0])";
    assertThat(row("len(unusual_days(%1$s, 5)), unusual_days(%1$s, 5)[63].is_odd".formatted(flat)))
        .containsExactly(63L, true);
    assertThat(value("unusual_days(%s, 5)[63].points".formatted(flat))).isEqualTo(8.0);
    assertThat(value("unusual_days(%s, 5)[63].z".formatted(flat))).as("without bounds").isNull();
    assertThat(value("unusual_days([]::DOUBLE[], 5)")).isNull();
  }
}
