package dev.assay.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.gateway.Charge;
import dev.assay.gateway.Exchange;
import dev.assay.gateway.FailureKind;
import dev.assay.gateway.FailurePhase;
import dev.assay.gateway.Outcome;
import dev.assay.gateway.Served;
import dev.assay.gateway.Timing;
import dev.assay.gateway.TokenCounts;
import dev.assay.money.Usd;
import dev.assay.plan.PlannedCall;
import dev.assay.usage.Samples;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BudgetChargeTest {
  private static final TokenCounts TOKENS = new TokenCounts(100L, null, null, 20L, null, 120L);

  private final PlannedCall call = Samples.call(1);
  private final BudgetCharge charge = new BudgetCharge(Samples.catalog());

  @Test
  void whatTheGatewayBilledCounts() {
    assertThat(charge.of(call, Samples.answer(call, 1, Usd.of("0.7")))).contains(Usd.of("0.7"));
  }

  @Test
  void withoutABillTheServingEndpointsPriceCounts() {
    assertThat(charge.of(call, answer(Samples.served("north"), TOKENS)))
        .contains(Usd.of("0.00014"));
  }

  @Test
  void withoutAnEndpointTheDearestOneCounts() {
    assertThat(charge.of(call, answer(Served.UNKNOWN, TOKENS))).contains(Usd.of("0.00028"));
  }

  @Test
  void withoutTokensNothingBoundsTheCharge() {
    assertThat(charge.of(call, answer(Served.UNKNOWN, TokenCounts.UNKNOWN))).isEmpty();
  }

  @Test
  void whatWasTurnedAwayCostsNothing() {
    assertThat(charge.of(call, Samples.turnedAway(call, 1, FailureKind.RATE_LIMITED, null)))
        .contains(Usd.ZERO);
    assertThat(charge.of(call, failure(FailureKind.CONNECT_TIMEOUT, FailurePhase.CONNECT, null)))
        .contains(Usd.ZERO);
  }

  @Test
  void whatBrokeOffHalfwayMayHaveCostAnything() {
    assertThat(
            charge.of(call, failure(FailureKind.STREAM_INTERRUPTED, FailurePhase.MID_STREAM, 200)))
        .isEmpty();
  }

  private Outcome answer(Served served, TokenCounts tokens) {
    return new Outcome.Answer(exchange(served, tokens, 200), "", null, List.of());
  }

  private Outcome failure(FailureKind kind, FailurePhase phase, Integer status) {
    return new Outcome.Failure(
        exchange(Served.UNKNOWN, TokenCounts.UNKNOWN, status), kind, phase, "", null);
  }

  private Exchange exchange(Served served, TokenCounts tokens, Integer status) {
    return new Exchange(
        call.id(),
        1,
        "trace",
        "scripted",
        "memory://",
        true,
        status,
        served,
        new Timing(Samples.EVENING, null, null, Duration.ofMillis(5)),
        tokens,
        Charge.UNKNOWN);
  }
}
