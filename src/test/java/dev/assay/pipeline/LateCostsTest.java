package dev.assay.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.gateway.Charge;
import dev.assay.gateway.ChargeLookup;
import dev.assay.gateway.Exchange;
import dev.assay.gateway.LateCharge;
import dev.assay.gateway.Outcome;
import dev.assay.gateway.Served;
import dev.assay.gateway.TokenCounts;
import dev.assay.gateway.Transport;
import dev.assay.gateway.TransportFactory;
import dev.assay.journal.Journal;
import dev.assay.money.Usd;
import dev.assay.plan.PlannedCall;
import dev.assay.usage.AdjustmentRow;
import dev.assay.usage.RowReader;
import dev.assay.usage.RunFolder;
import dev.assay.usage.Samples;
import dev.assay.usage.UsageEvent;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Costs that no response told: found while the run goes on, after its commit, or never. */
class LateCostsTest {
  private static final BigDecimal FOUND = new BigDecimal("0.000123");
  private static final ConcurrentHashMap<String, CompletableFuture<LateCharge>> UNDER_WAY =
      new ConcurrentHashMap<>();

  @TempDir Path warehouse;

  /**
   * Of every three calls the first cost is found at once, the second after the commit, the third
   * never.
   */
  record Silent() implements TransportFactory {
    @Override
    public Transport open() {
      return new EvaluationTest.Answers() {
        @Override
        Outcome answer(PlannedCall call, int attempt) {
          return Samples.answer(call, attempt, null);
        }
      };
    }

    @Override
    public Optional<ChargeLookup> openLookup() {
      return Optional.of(
          new ChargeLookup() {
            @Override
            public CompletableFuture<LateCharge> chargeOf(Exchange exchange) {
              return switch (kindOf(exchange.call().value())) {
                case 0 -> CompletableFuture.completedFuture(found(exchange));
                case 1 ->
                    UNDER_WAY.computeIfAbsent(
                        exchange.call().value(), id -> new CompletableFuture<>());
                default -> CompletableFuture.completedFuture(never(exchange));
              };
            }

            @Override
            public void close() {}
          });
    }
  }

  private static int kindOf(String callId) {
    return Integer.parseInt(callId.replaceAll("\\D", "")) % 3;
  }

  private static LateCharge found(Exchange exchange) {
    return late(exchange, new Charge(new Usd(FOUND), null, null, null), null);
  }

  private static LateCharge never(Exchange exchange) {
    return late(exchange, Charge.UNKNOWN, "no record");
  }

  private static LateCharge late(Exchange exchange, Charge charge, String whyUnknown) {
    return new LateCharge(
        exchange.call(),
        exchange.attempt(),
        exchange.served().generationId(),
        charge,
        TokenCounts.UNKNOWN,
        Served.UNKNOWN,
        whyUnknown);
  }

  @Test
  void whatIsFoundBeforeTheCommitIsInTheEventAndTheRestIsAnAdjustment() throws IOException {
    RunSpec spec =
        RunSpecs.of(
            warehouse, new RunSpecs.ManyCalls(30), Samples.job(Usd.of("10"), 8, 3), new Silent());
    RunFolder folder = spec.folder();
    try (Evaluation evaluation = Evaluation.open(spec)) {
      Finished finished = evaluation.run(1);
      assertThat(finished.manifest().parts().unknownCost()).isEqualTo(20);
      assertThat(finished.manifest().billedUsd())
          .isEqualByComparingTo(FOUND.multiply(BigDecimal.TEN));
      assertThat(evaluation.lateCosts()).isEqualTo(10);

      UNDER_WAY.forEach((call, waiting) -> waiting.complete(foundLater(call)));
      assertThat(evaluation.awaitLateCosts()).isEqualTo(10);
    }

    List<UsageEvent> events = RowReader.read(folder.events(), UsageEvent.class);
    assertThat(
            events.stream()
                .collect(Collectors.groupingBy(LateCostsTest::kind, Collectors.counting())))
        .containsOnlyKeys("0 lookup", "1 computed", "2 computed")
        .allSatisfy((kind, count) -> assertThat(count).isEqualTo(10));
    List<AdjustmentRow> adjustments = RowReader.read(folder.adjustments(), AdjustmentRow.class);
    assertThat(adjustments)
        .hasSize(10)
        .allSatisfy(
            row -> {
              assertThat(kindOf(row.callId())).isEqualTo(1);
              assertThat(row.billedUsd()).isEqualByComparingTo(FOUND);
              assertThat(row.reason()).isEqualTo("lookup");
            });
  }

  @Test
  void whatWasInFlightAtACrashIsLookedUpByTheNameTheGatewayGaveIt() throws IOException {
    RunSpec spec =
        RunSpecs.of(
            warehouse, new RunSpecs.ManyCalls(6), Samples.job(Usd.of("10"), 2, 3), new Silent());
    try (Journal journal = Journal.open(spec.folder().journal())) {
      for (int number : List.of(0, 2, 3)) {
        journal.intend(Samples.call(number).id(), 1, "trace-" + number, Samples.EVENING);
      }
      // of call 0 the gateway has a record, of call 2 it has none, and call 3 it never named
      journal.name(Samples.call(0).id(), 1, "gen-0");
      journal.name(Samples.call(2).id(), 1, "gen-2");
    }
    try (Evaluation evaluation = Evaluation.open(spec)) {
      Finished finished = evaluation.run(1);
      assertThat(finished.manifest().possibleDoublePayments()).isEqualTo(2);
    }
    assertThat(
            RowReader.read(spec.folder().events(), UsageEvent.class).stream()
                .filter(event -> "lost".equals(event.failureKind()))
                .map(
                    event ->
                        "%s %s %s".formatted(event.callId(), event.generationId(), paid(event))))
        .containsExactlyInAnyOrder(
            "call-0 gen-0 0.000123", "call-2 gen-2 null", "call-3 null null");
  }

  private static String paid(UsageEvent event) {
    return event.billedUsd() == null
        ? null
        : event.billedUsd().stripTrailingZeros().toPlainString();
  }

  private static LateCharge foundLater(String callId) {
    return found(
        Samples.answer(Samples.call(Long.parseLong(callId.replaceAll("\\D", ""))), 1, null)
            .exchange());
  }

  private static String kind(UsageEvent event) {
    return kindOf(event.callId()) + " " + event.costSource();
  }
}
