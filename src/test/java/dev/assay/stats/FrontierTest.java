package dev.assay.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.stats.Frontier.Point;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class FrontierTest {
  private static final Offset<Double> TINY = within(1e-12);

  private static Point at(double cost, double quality) {
    return new Point(cost, quality);
  }

  /** The second lies below the line of its neighbours, the fourth is worse than the third. */
  @Test
  void theHullLeavesOutWhatAMixOrACheaperArmBeats() {
    Frontier frontier = Frontier.of(List.of(at(4, 0.6), at(1, 0.2), at(3, 0.8), at(2, 0.3)));
    assertThat(frontier.corners()).containsExactly(at(1, 0.2), at(3, 0.8));
    assertThat(frontier.hasCorner(at(2, 0.3))).isFalse();
  }

  @Test
  void ofArmsAtOneCostTheBestCounts() {
    assertThat(Frontier.of(List.of(at(1, 0.2), at(1, 0.5), at(1, 0.4))).corners())
        .containsExactly(at(1, 0.5));
  }

  @Test
  void betweenCornersLiesTheirMixAndBeyondThemNothingIsGained() {
    Frontier frontier = Frontier.of(List.of(at(2, 0.4), at(4, 0.8)));
    assertThat(frontier.qualityAt(2)).isEqualTo(0.4);
    assertThat(frontier.qualityAt(3)).isCloseTo(0.6, TINY);
    assertThat(frontier.qualityAt(9)).isEqualTo(0.8);
    assertThat(frontier.qualityAt(1.999)).isZero();
  }

  /**
   * Corners (1, 0.4), (2, 0.7) and (4, 0.9): areas 0.55, 1.6, and 0.9 to the common end at 5. The
   * paper divides their sum by 5 - 1, where the code published with it divides by 5.
   */
  @Test
  void aiqIsThePapersAreaOverTheWidthOfTheRange() {
    Frontier frontier = Frontier.of(List.of(at(1, 0.4), at(2, 0.7), at(4, 0.9)));
    assertThat(frontier.averageQuality(1, 5)).isCloseTo((0.55 + 1.6 + 0.9) / 4, TINY);
    assertThat(frontier.averageQuality(1.5, 1.75)).isCloseTo((0.55 + 0.625) / 2, TINY);
    assertThat(frontier.averageQuality(3, 3)).isNaN();
    // what cannot be paid has no quality
    assertThat(frontier.averageQuality(0, 2)).isCloseTo(0.55 / 2, TINY);
    assertThat(frontier.averageQuality(0, 1)).isZero();
  }

  @Test
  void noPointIsAboveTheHullAndAnotherPointNeverLowersIt() {
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(2);
    for (int round = 0; round < 200; round++) {
      List<Point> points =
          Stream.generate(() -> at(random.nextDouble(), random.nextDouble())).limit(12).toList();
      Frontier all = Frontier.of(points);
      Frontier fewer = Frontier.of(points.subList(0, 8));
      double cheapest = points.stream().mapToDouble(Point::cost).min().orElseThrow();
      assertThat(points)
          .allSatisfy(
              point ->
                  assertThat(all.qualityAt(point.cost()))
                      .isGreaterThanOrEqualTo(point.quality() - 1e-12));
      assertThat(all.averageQuality(cheapest, 1))
          .isGreaterThanOrEqualTo(fewer.averageQuality(cheapest, 1) - 1e-12);
      assertThat(all.corners()).isSubsetOf(points);
    }
  }

  @Test
  void aCostThatIsUnknownIsNoPoint() {
    assertThatThrownBy(() -> at(Double.NaN, 0.5))
        .hasMessage("Invalid point: cost NaN, quality 0.5");
    assertThatThrownBy(() -> at(-1, 0.5)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Frontier.of(List.of())).hasMessageContaining("no point");
  }
}
