package dev.assay.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AgreementTest {
  /** Cohen 1960, table 1 in counts of 200: agreed 0.7, by chance 0.41, so 0.492. */
  @Test
  void kappaIsThatOfCohen() {
    long[][] counts = {{88, 14, 18}, {10, 40, 10}, {2, 6, 12}};
    Estimate kappa = Agreement.kappa(counts, 0.95);
    assertThat(kappa.value()).isCloseTo((0.7 - 0.41) / 0.59, within(1e-12));
    // simple standard error sqrt(0.7 x 0.3 / (200 x 0.59^2))
    double error = Math.sqrt(0.7 * 0.3 / 200) / 0.59;
    assertThat(kappa.interval().high() - kappa.value()).isCloseTo(1.959964 * error, within(1e-6));
    assertThat(kappa.n()).isEqualTo(200);
  }

  @Test
  void oneLabelForAllSaysNothing() {
    assertThat(Agreement.kappa(new long[][] {{30, 0}, {0, 0}}, 0.95).hasInterval()).isFalse();
  }

  @Test
  void skewedLabelsCollapseItThoughTheJudgesAgree() {
    Estimate kappa = Agreement.kappa(new long[][] {{96, 2}, {2, 0}}, 0.95);
    assertThat(kappa.value()).isNegative();
  }
}
