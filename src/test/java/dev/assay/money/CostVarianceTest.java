package dev.assay.money;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CostVarianceTest {
  private static CostVariance.Use use(String usd, long quantity) {
    return new CostVariance.Use(new BigDecimal(usd), BigInteger.valueOf(quantity));
  }

  private static BigInteger whole(long number) {
    return BigInteger.valueOf(number);
  }

  /**
   * Of two models one went from 100 tokens at 0.02 to 150 at 0.03, all together from 400 to 500
   * tokens, in 40 and 60 requests.
   */
  @Test
  void theChangeIsPartedByHand() {
    CostVariance one =
        CostVariance.of(
            use("2", 100), use("4.5", 150), whole(400), whole(500), whole(40), whole(60));
    assertThat(one.price()).as("150 x 0.01").isEqualByComparingTo("1.5");
    assertThat(one.volume()).as("a quarter of 2").isEqualByComparingTo("0.5");
    assertThat(one.requests()).as("a half of 2").isEqualByComparingTo("1");
    assertThat(one.perRequest()).as("shorter by a sixth").isEqualByComparingTo("-0.5");
    assertThat(one.mix()).as("25 tokens more than 125, at 0.02").isEqualByComparingTo("0.5");
    assertThat(one.residual()).isEqualByComparingTo("0");
  }

  @Test
  void aThirdIsRoundedHalfEvenAndWhatThatLeavesIsShown() {
    CostVariance third = CostVariance.of(use("1", 3), use("1", 1), whole(3), whole(1), null, null);
    assertThat(third.price()).isEqualByComparingTo("0.666666666666666667");
    assertThat(third.volume()).isEqualByComparingTo("-0.666666666666666667");
    assertThat(third.mix()).isEqualByComparingTo("0");
    assertThat(third.residual()).isEqualByComparingTo("0");
    assertThat(third.requests()).isNull();
    assertThat(third.perRequest()).isNull();
  }

  /**
   * The sum of the rows' mix is what the mix of all is defined as: Q1 sum (m1 - m0)(p0 - mean p0).
   */
  @Test
  void theRowsMixAddsUpToTheMixOfAll() {
    Random chance = new Random(7);
    for (int round = 0; round < 200; round++) {
      int things = 2 + chance.nextInt(5);
      CostVariance.Use[] before = new CostVariance.Use[things];
      CostVariance.Use[] now = new CostVariance.Use[things];
      double q0 = 0;
      double q1 = 0;
      double c0 = 0;
      for (int i = 0; i < things; i++) {
        before[i] =
            use(
                "%d.%06d".formatted(chance.nextInt(1000), chance.nextInt(1000000)),
                1 + chance.nextInt(1000000));
        now[i] =
            use(
                "%d.%06d".formatted(chance.nextInt(1000), chance.nextInt(1000000)),
                1 + chance.nextInt(1000000));
        q0 += before[i].quantity().doubleValue();
        q1 += now[i].quantity().doubleValue();
        c0 += before[i].usd().doubleValue();
      }
      double expected = 0;
      BigDecimal mix = BigDecimal.ZERO;
      BigDecimal left = BigDecimal.ZERO;
      for (int i = 0; i < things; i++) {
        double p0 = before[i].usd().doubleValue() / before[i].quantity().doubleValue();
        expected +=
            q1
                * (now[i].quantity().doubleValue() / q1 - before[i].quantity().doubleValue() / q0)
                * (p0 - c0 / q0);
        CostVariance part =
            CostVariance.of(before[i], now[i], whole((long) q0), whole((long) q1), null, null);
        mix = mix.add(part.mix());
        left = left.max(part.residual().abs());
      }
      assertThat(mix.doubleValue())
          .isCloseTo(
              expected, org.assertj.core.api.Assertions.within(1e-6 * (1 + Math.abs(expected))));
      assertThat(left).isLessThanOrEqualTo(new BigDecimal("1e-12"));
    }
  }
}
