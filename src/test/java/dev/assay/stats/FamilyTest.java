package dev.assay.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class FamilyTest {
  /** The fifteen p-values of Benjamini and Hochberg 1995, section 3.2, at a level of 0.05. */
  private static final double[] PUBLISHED = {
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719,
    0.6528, 0.7590, 1.0000
  };

  @Test
  void benjaminiAndHochbergRejectTheFourOfTheirPaper() {
    double[] adjusted = Family.benjaminiHochberg(PUBLISHED);
    assertThat(Arrays.stream(adjusted).filter(p -> p <= 0.05)).hasSize(4);
    assertThat(adjusted[3]).isCloseTo(0.0095 * 15 / 4, within(1e-12));
  }

  @Test
  void holmRejectsThreeOfThem() {
    double[] adjusted = Family.holm(PUBLISHED);
    assertThat(Arrays.stream(adjusted).filter(p -> p <= 0.05)).hasSize(3);
    assertThat(adjusted[0]).isCloseTo(0.0015, within(1e-12));
  }

  /** By hand: 5 x 0.01, 4 x 0.02, 3 x 0.03, and never less than the one before. */
  @Test
  void adjustedValuesNeverFallWhereTheRawOnesRise() {
    assertThat(Family.holm(0.05, 0.01, 0.04, 0.02, 0.03))
        .containsExactly(new double[] {0.09, 0.05, 0.09, 0.08, 0.09}, within(1e-12));
    assertThat(Family.benjaminiHochberg(0.05, 0.01, 0.04, 0.02, 0.03))
        .containsExactly(new double[] {0.05, 0.05, 0.05, 0.05, 0.05}, within(1e-12));
  }

  @Test
  void oneTestAloneKeepsItsValueAndNoneHasNone() {
    assertThat(Family.holm(0.03)).containsExactly(0.03);
    assertThat(Family.benjaminiHochberg(0.03)).containsExactly(0.03);
    assertThat(Family.holm()).isEmpty();
  }

  @Test
  void whatIsNoProbabilityIsRefused() {
    assertThatThrownBy(() -> Family.holm(0.1, Double.NaN))
        .hasMessage("Invalid p-values [0.1, NaN]: expected 0 to 1");
  }

  /** Ten arms that are all alike: without Holm four families in ten name a winner. */
  @Test
  void holmKeepsTheChanceOfAnyFalseClaimUnderItsLevel() {
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(3);
    int rounds = 4000;
    int raw = 0;
    int held = 0;
    for (int round = 0; round < rounds; round++) {
      double[] p = random.doubles(10).toArray();
      raw += Arrays.stream(p).anyMatch(each -> each < 0.05) ? 1 : 0;
      held += Arrays.stream(Family.holm(p)).anyMatch(each -> each < 0.05) ? 1 : 0;
    }
    // 1 - 0.95^10 = 0.401; four standard errors of the simulation are 0.031 and 0.014
    assertThat((double) raw / rounds).isBetween(0.37, 0.432);
    assertThat((double) held / rounds).isBetween(0.03, 0.064);
  }
}
