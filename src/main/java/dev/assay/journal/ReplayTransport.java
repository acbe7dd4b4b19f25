package dev.assay.journal;

import dev.assay.gateway.Charge;
import dev.assay.gateway.Exchange;
import dev.assay.gateway.FailureKind;
import dev.assay.gateway.FailurePhase;
import dev.assay.gateway.Outcome;
import dev.assay.gateway.RawExchange;
import dev.assay.gateway.Served;
import dev.assay.gateway.Timing;
import dev.assay.gateway.TokenCounts;
import dev.assay.gateway.Transport;
import dev.assay.money.Usd;
import dev.assay.plan.PlannedCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Answers each attempt from a recording, as the reader of today understands what came over the wire
 * then. What it cost was paid then: now it costs nothing.
 */
final class ReplayTransport implements Transport {
  private static final String NAME = "replay";
  private static final Charge PAID_BEFORE = new Charge(Usd.ZERO, null, null, null);

  private final String runId;
  private final RecordedExchanges exchanges;

  ReplayTransport(String runId, RecordedExchanges exchanges) {
    this.runId = runId;
    this.exchanges = exchanges;
  }

  @Override
  public CompletableFuture<Outcome> ask(PlannedCall call, int attempt, Consumer<String> named) {
    Optional<RawExchange> recorded = exchanges.find(call.id(), attempt);
    return CompletableFuture.completedFuture(
        recorded
            .map(exchange -> withoutCharge(exchange.readAgain(call)))
            .orElseGet(() -> notRecorded(call, attempt)));
  }

  /** A failure that was the last one then is the last one now. */
  @Override
  public boolean mayHelp(PlannedCall call, Outcome.Failure failure) {
    return failure.kind().retryable()
        && exchanges.holds(call.id(), failure.exchange().attempt() + 1);
  }

  private Outcome notRecorded(PlannedCall call, int attempt) {
    return new Outcome.Failure(
        new Exchange(
            call.id(),
            attempt,
            NAME,
            NAME,
            "recording of " + runId,
            false,
            null,
            Served.UNKNOWN,
            new Timing(Instant.now(), null, null, Duration.ZERO),
            TokenCounts.UNKNOWN,
            PAID_BEFORE),
        FailureKind.NOT_RECORDED,
        FailurePhase.CONNECT,
        "the recording of run %s does not hold this call".formatted(runId),
        null);
  }

  private static Outcome withoutCharge(Outcome outcome) {
    Exchange then = outcome.exchange();
    Exchange now =
        new Exchange(
            then.call(),
            then.attempt(),
            then.traceId(),
            then.transport(),
            then.gatewayUrl(),
            then.streamed(),
            then.httpStatus(),
            then.served(),
            then.timing(),
            then.tokens(),
            PAID_BEFORE);
    return outcome.fold(
        answer ->
            new Outcome.Answer(
                now,
                answer.text(),
                answer.reasoning(),
                answer.toolCalls(),
                answer.reasoningParts()),
        failure ->
            new Outcome.Failure(
                now, failure.kind(), failure.phase(), failure.detail(), failure.retryAfter()));
  }

  @Override
  public void close() {
    try {
      exchanges.close();
    } catch (IOException cause) {
      throw new UncheckedIOException(
          "Cannot close the recording of run %s: %s".formatted(runId, cause.getMessage()), cause);
    }
  }
}
