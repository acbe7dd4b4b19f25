package dev.assay.pipeline;

import dev.assay.gateway.Outcome;
import dev.assay.gateway.TraceId;
import dev.assay.gateway.Transport;
import dev.assay.journal.Journal;
import dev.assay.journal.JournalRecord.Recorded;
import dev.assay.pipeline.Admission.Decision;
import dev.assay.plan.PlannedCall;
import dev.assay.usage.Waits;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Asks the calls of one lane, as many at once as admission lets it: whenever one ends the next one
 * goes out, until the last.
 *
 * <p>All that happens elsewhere (an outcome arrives, a wait is over, a slot is free) is put into a
 * mailbox and dealt with on the thread that called {@link #askAll}, so the lane needs no locks and
 * its sink hears from one thread only.
 */
final class Window {

  /** Hears what became of the calls; each ends exactly once. */
  interface Sink {
    /** One attempt is over, and it is in the journal. */
    void attempted(PlannedCall call, Outcome outcome, Waits waits);

    /** The call is not asked: another run bought its answer. */
    default void reused(PlannedCall call, Outcome.Answer answer, String boughtBy) {
      ended(call, answer);
    }

    /** No further attempt follows. */
    void ended(PlannedCall call, Outcome last);

    /** The run stopped before the call's first attempt. */
    void notSent(PlannedCall call);
  }

  /** One call on its way. */
  private static final class Asking {
    private final PlannedCall call;
    private int attempt = 1;
    private long readySince;
    private Waits waits = Waits.NONE;
    private Outcome last;

    private Asking(PlannedCall call, long readySince) {
      this.call = call;
      this.readySince = readySince;
    }
  }

  private final String runId;
  private final Calls calls;
  private final Earlier earlier;
  private final Lane lane;
  private final Transport transport;
  private final Admission admission;
  private final BudgetCharge charge;
  private final Retries retries;
  private final Journal journal;
  private final Tally tally;
  private final Timekeeper time;
  private final Sink sink;

  private final BlockingQueue<Runnable> mailbox = new LinkedBlockingQueue<>();
  private final Queue<Asking> dueAgain = new ArrayDeque<>();
  private final Set<Asking> backingOff = new LinkedHashSet<>();
  private long nextIndex;
  private int open;
  private boolean awaitingDecision;

  Window(OpenRun run, Lane lane, Sink sink) {
    this.runId = run.spec().runId();
    this.calls = run.calls();
    this.earlier = run.earlier();
    this.lane = lane;
    this.transport = run.transport();
    this.admission = run.admission();
    this.charge = run.charge();
    this.retries = run.retries();
    this.journal = run.journal();
    this.tally = run.tally();
    this.time = run.time();
    this.sink = sink;
    this.nextIndex = lane.from();
  }

  /** Returns when every call of the lane has ended or was refused. */
  void askAll() throws InterruptedException {
    requestNext();
    while (open > 0) {
      mailbox.take().run();
    }
  }

  /** One request at a time: the calls of a lane go out in their order, retries first. */
  private void requestNext() {
    if (awaitingDecision) {
      return;
    }
    Asking next = dueAgain.isEmpty() ? firstTry() : dueAgain.remove();
    if (next != null) {
      awaitingDecision = true;
      admission.request(
          next.call.worstCase(), decision -> mailbox.add(() -> decided(next, decision)));
    }
  }

  /** The next call that has not ended in an earlier sitting, behind the attempts it had there. */
  private Asking firstTry() {
    nextIndex = earlier.nextOpen(nextIndex);
    if (nextIndex >= lane.to()) {
      return null;
    }
    open++;
    Asking asking = new Asking(calls.call(nextIndex++), time.ticks());
    for (Recorded before : earlier.attemptsOf(asking.call)) {
      Waits waits = new Waits(before.queued(), before.retryWait());
      tally.sent(asking.call);
      tally.attempted(asking.call, before.outcome());
      sink.attempted(asking.call, before.outcome(), waits);
      asking.last = before.outcome();
      asking.attempt = before.attempt() + 1;
    }
    return asking;
  }

  private void decided(Asking asking, Decision decision) {
    awaitingDecision = false;
    switch (decision) {
      case ADMITTED -> send(asking);
      case REFUSED -> {
        // nothing is admitted any more, so nothing is worth waiting for
        backingOff.forEach(this::end);
        backingOff.clear();
        end(asking);
      }
    }
    requestNext();
  }

  private void send(Asking asking) {
    PlannedCall call = asking.call;
    Duration queued = Duration.ofNanos(time.ticks() - asking.readySince);
    asking.waits = new Waits(queued, asking.waits.retry());
    String traceId = TraceId.of(runId, call.id(), asking.attempt);
    journal.intend(call.id(), asking.attempt, traceId, time.now());
    tally.sent(call);
    CompletableFuture<Void> unused =
        transport
            .ask(call, asking.attempt)
            .thenAccept(outcome -> over(asking, outcome))
            .exceptionally(fault -> broken(asking, fault));
  }

  /** On the connection's thread: another lane may be waiting for the slot. */
  private void over(Asking asking, Outcome outcome) {
    admission.settle(asking.call.worstCase(), charge.of(asking.call, outcome).orElse(null));
    mailbox.add(() -> arrived(asking, outcome));
  }

  private Void broken(Asking asking, Throwable fault) {
    mailbox.add(
        () -> {
          throw new IllegalStateException(
              "The transport failed on call %s instead of reporting a failure"
                  .formatted(asking.call.id()),
              fault);
        });
    return null;
  }

  private void arrived(Asking asking, Outcome outcome) {
    journal.record(outcome, asking.waits.queued(), asking.waits.retry());
    tally.attempted(asking.call, outcome);
    sink.attempted(asking.call, outcome, asking.waits);
    asking.last = outcome;
    Optional<Duration> wait =
        outcome.fold(
            answer -> Optional.empty(),
            failure ->
                transport.mayHelp(asking.call, failure)
                    ? retries.waitAfter(failure)
                    : Optional.empty());
    if (wait.isPresent() && !admission.refuses()) {
      backOff(asking, wait.get());
    } else {
      end(asking);
    }
    requestNext();
  }

  private void backOff(Asking asking, Duration wait) {
    backingOff.add(asking);
    time.after(
        wait,
        () -> {
          long due = time.ticks();
          mailbox.add(() -> askAgain(asking, wait, due));
        });
  }

  private void askAgain(Asking asking, Duration waited, long due) {
    if (backingOff.remove(asking)) {
      asking.attempt++;
      asking.waits = new Waits(Duration.ZERO, waited);
      asking.readySince = due;
      dueAgain.add(asking);
      requestNext();
    }
  }

  private void end(Asking asking) {
    open--;
    if (asking.last == null) {
      tally.notSent(asking.call);
      sink.notSent(asking.call);
    } else {
      tally.ended(asking.call, asking.last);
      sink.ended(asking.call, asking.last);
    }
  }
}
