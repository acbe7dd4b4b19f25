package dev.assay.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.gateway.FailureKind;
import dev.assay.gateway.Outcome;
import dev.assay.gateway.TraceId;
import dev.assay.gateway.Transport;
import dev.assay.gateway.TransportFactory;
import dev.assay.journal.Journal;
import dev.assay.journal.JournalRecord.Intent;
import dev.assay.money.Usd;
import dev.assay.plan.CallId;
import dev.assay.plan.PlannedCall;
import dev.assay.usage.RowReader;
import dev.assay.usage.RunManifest;
import dev.assay.usage.Samples;
import dev.assay.usage.UsageEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run whose first sitting was cut off in the middle of everything. */
class EarlierTest {
  private static final Usd PAID = Usd.of("0.0002");
  private static final int CALLS = 6;

  @TempDir Path warehouse;

  /** Answers whatever it is asked. */
  record Answering() implements TransportFactory {
    @Override
    public Transport open() {
      return new Transport() {
        @Override
        public CompletableFuture<Outcome> ask(
            PlannedCall call, int attempt, Consumer<String> named) {
          return CompletableFuture.completedFuture(Samples.answer(call, attempt, PAID));
        }

        @Override
        public void close() {}
      };
    }
  }

  private RunSpec spec(Usd budget) {
    return RunSpecs.of(
        warehouse, new RunSpecs.ManyCalls(CALLS), Samples.job(budget, 2, 3), new Answering());
  }

  /**
   * Call 0 was answered, 1 failed for good, 2 had failed once and would be tried again, 3 was in
   * flight, 4 in flight for the second time; 5 was never begun.
   */
  private void leaveBehind(RunSpec spec) throws IOException {
    try (Journal journal = Journal.open(spec.folder().journal())) {
      intend(journal, spec, 0, 1);
      record(journal, Samples.answer(Samples.call(0), 1, PAID));
      intend(journal, spec, 1, 1);
      record(journal, Samples.turnedAway(Samples.call(1), 1, FailureKind.BAD_REQUEST, null));
      intend(journal, spec, 2, 1);
      record(journal, Samples.turnedAway(Samples.call(2), 1, FailureKind.OVERLOADED, null));
      intend(journal, spec, 3, 1);
      intend(journal, spec, 4, 1);
      record(journal, Samples.turnedAway(Samples.call(4), 1, FailureKind.OVERLOADED, null));
      intend(journal, spec, 4, 2);
    }
  }

  private static void intend(Journal journal, RunSpec spec, int number, int attempt) {
    CallId call = Samples.call(number).id();
    journal.intend(call, attempt, TraceId.of(spec.runId(), call, attempt), Samples.EVENING);
  }

  private static void record(Journal journal, Outcome outcome) {
    journal.record(outcome, Duration.ofMillis(3), Duration.ZERO);
  }

  private static List<String> attempts(RunSpec spec) throws IOException {
    return RowReader.read(spec.folder().events(), UsageEvent.class).stream()
        .sorted(Comparator.comparing(UsageEvent::callId).thenComparing(UsageEvent::attempt))
        .map(
            event ->
                "%s/%d %s"
                    .formatted(
                        event.callId(),
                        event.attempt(),
                        event.failureKind() == null ? event.outcome() : event.failureKind()))
        .toList();
  }

  @Test
  void everyAttemptHasOneRowAndOnlyWhatHasNotEndedIsAsked() throws IOException {
    RunSpec spec = spec(Usd.of("1"));
    leaveBehind(spec);
    RunManifest manifest;
    try (Evaluation evaluation = Evaluation.open(spec)) {
      assertThat(evaluation.endedBefore()).isEqualTo(2);
      assertThat(evaluation.inFlightAtTheCut())
          .extracting(Intent::call)
          .containsExactly(Samples.call(3).id(), Samples.call(4).id());
      manifest = evaluation.run(1).manifest();
    }
    assertThat(attempts(spec))
        .containsExactly(
            "call-0/1 answered",
            "call-1/1 bad_request",
            "call-2/1 overloaded",
            "call-2/2 answered",
            "call-3/1 lost",
            "call-3/2 answered",
            "call-4/1 overloaded",
            "call-4/2 lost",
            "call-4/3 answered",
            "call-5/1 answered");
    assertThat(manifest.parts())
        .isEqualTo(new RunManifest.Parts(CALLS, 5, 1, 0, 10, manifest.parts().unknownCost()));
    assertThat(manifest.possibleDoublePayments()).isEqualTo(2);
    assertThat(manifest.billedUsd()).isEqualByComparingTo("0.0010");
    assertThat(Journal.summary(spec.folder().journal()).inFlight()).isZero();
  }

  @Test
  void ofALostAttemptNeitherCostNorLatencyIsKnown() throws IOException {
    RunSpec spec = spec(Usd.of("1"));
    leaveBehind(spec);
    try (Evaluation evaluation = Evaluation.open(spec)) {
      evaluation.run(1);
    }
    assertThat(RowReader.read(spec.folder().events(), UsageEvent.class))
        .filteredOn(event -> "lost".equals(event.failureKind()))
        .hasSize(2)
        .allSatisfy(
            lost -> {
              assertThat(lost.billedUsd()).isNull();
              assertThat(lost.latencyMs()).isNull();
              assertThat(lost.attribution()).isEqualTo("ours");
              assertThat(lost.traceId())
                  .isEqualTo(TraceId.of(spec.runId(), new CallId(lost.callId()), lost.attempt()));
            });
  }

  @Test
  void whatWasLostCountsAgainstTheBudgetAtItsWorstCase() throws IOException {
    RunSpec spec = spec(Usd.of("1"));
    leaveBehind(spec);
    try (OpenRun run = OpenRun.open(spec, Timekeeper.system())) {
      // one answer of 0.0002, two lost ones of at most 0.001; what was turned away cost nothing
      assertThat(run.admission().spent()).isEqualTo(Usd.of("0.0022"));
    }
  }
}
