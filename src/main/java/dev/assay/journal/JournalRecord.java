package dev.assay.journal;

import static java.util.Objects.requireNonNull;

import dev.assay.gateway.Outcome;
import dev.assay.plan.CallId;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/**
 * One line of a journal: that an attempt was about to be sent, how the gateway names it, or what
 * became of it.
 */
public sealed interface JournalRecord {
  CallId call();

  /** From 1. */
  int attempt();

  <T> T fold(
      Function<Intent, T> onIntent, Function<Named, T> onNamed, Function<Recorded, T> onRecorded);

  /**
   * An attempt about to be sent; without a {@link Recorded} it was in flight when all stopped.
   *
   * @param traceId under which it was asked
   * @param generationId under which the gateway's own books have it; null until that was told
   */
  record Intent(CallId call, int attempt, String traceId, Instant at, String generationId)
      implements JournalRecord {
    public Intent {
      requireNonNull(call, "call");
      requireNonNull(traceId, "traceId");
      requireNonNull(at, "at");
    }

    /** One of which the gateway has said nothing so far. */
    public Intent(CallId call, int attempt, String traceId, Instant at) {
      this(call, attempt, traceId, at, null);
    }

    Intent named(String id) {
      return new Intent(call, attempt, traceId, at, id);
    }

    @Override
    public <T> T fold(
        Function<Intent, T> onIntent,
        Function<Named, T> onNamed,
        Function<Recorded, T> onRecorded) {
      return onIntent.apply(this);
    }
  }

  /** What the gateway's own books call an attempt that is still in flight. */
  record Named(CallId call, int attempt, String generationId) implements JournalRecord {
    public Named {
      requireNonNull(call, "call");
      requireNonNull(generationId, "generationId");
    }

    @Override
    public <T> T fold(
        Function<Intent, T> onIntent,
        Function<Named, T> onNamed,
        Function<Recorded, T> onRecorded) {
      return onNamed.apply(this);
    }
  }

  /**
   * What became of an attempt, whole, with what it waited for on our side before it was sent.
   *
   * @param queued for a free slot and for the budget
   * @param retryWait since the attempt before it; zero for the first
   * @param reusedFromRun the run that bought the answer; null where this one did
   */
  record Recorded(Outcome outcome, Duration queued, Duration retryWait, String reusedFromRun)
      implements JournalRecord {
    public Recorded {
      requireNonNull(outcome, "outcome");
      requireNonNull(queued, "queued");
      requireNonNull(retryWait, "retryWait");
    }

    /** The outcome of an attempt of this run. */
    public Recorded(Outcome outcome, Duration queued, Duration retryWait) {
      this(outcome, queued, retryWait, null);
    }

    @Override
    public CallId call() {
      return outcome.exchange().call();
    }

    @Override
    public int attempt() {
      return outcome.exchange().attempt();
    }

    @Override
    public <T> T fold(
        Function<Intent, T> onIntent,
        Function<Named, T> onNamed,
        Function<Recorded, T> onRecorded) {
      return onRecorded.apply(this);
    }
  }
}
