package dev.assay.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.money.Usd;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CostRuleTest {
  @Test
  void withTheGatewaysKeyTheUpstreamCostIsAPartOfTheCost() {
    assertThat(CostRule.charge(new BigDecimal("0.01"), new BigDecimal("0.01"), false))
        .isEqualTo(new Charge(Usd.of("0.01"), Usd.of("0.01"), null, null));
  }

  @Test
  void withAKeyOfOurOwnTheCostIsTheFeeAndTheUpstreamCostComesOnTop() {
    assertThat(CostRule.charge(new BigDecimal("0.0005"), new BigDecimal("0.01"), true))
        .isEqualTo(new Charge(Usd.of("0.0105"), Usd.of("0.01"), Usd.of("0.0005"), null));
  }

  @Test
  void withAKeyOfOurOwnAndNoUpstreamCostTheSumIsUnknown() {
    assertThat(CostRule.charge(BigDecimal.ZERO, null, true))
        .isEqualTo(new Charge(null, null, Usd.ZERO, null));
  }

  @Test
  void aSilentGatewayLeavesTheChargeUnknown() {
    assertThat(CostRule.charge(null, null, null)).isEqualTo(Charge.UNKNOWN);
  }

  @Test
  void whatHasMoreDecimalsThanCanBeStoredIsRoundedHalfToEvenAndKeptAsSent() {
    assertThat(CostRule.charge(new BigDecimal("0.0000000000000000125"), null, false))
        .isEqualTo(new Charge(Usd.of("0.000000000000000012"), null, null, "1.25E-17"));
    assertThat(CostRule.charge(new BigDecimal("0.0000000000000000135"), null, false).billed())
        .isEqualTo(Usd.of("0.000000000000000014"));
  }

  @Test
  void aCostBelowZeroIsNoCost() {
    assertThat(CostRule.charge(new BigDecimal("-1"), null, false))
        .isEqualTo(new Charge(null, null, null, "-1"));
  }

  @Test
  @Timeout(5)
  void aCostWithAHugeExponentIsReadAtOnce() {
    assertThat(CostRule.charge(new BigDecimal("1e-999999999"), null, false).billed())
        .isEqualTo(Usd.ZERO);
    assertThat(CostRule.charge(new BigDecimal("1e999999999"), null, false).billed()).isNull();
  }
}
