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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

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

    /**
     * The run, or the call's arm, stopped before the call's first attempt, or a guard refused it.
     */
    void notSent(PlannedCall call, String reason);
  }

  /** One call on its way. */
  private static final class Asking {
    private final PlannedCall call;
    private int attempt = 1;
    private long readySince;
    private Waits waits = Waits.NONE;
    private Outcome last;
    private Bid bid;
    private long sentAt;

    private Asking(PlannedCall call) {
      this.call = call;
    }
  }

  /** The calls of one arm that wait for their turn; one at a time asks for admission. */
  private static final class Line {
    private final Queue<Asking> dueAgain = new ArrayDeque<>();
    private final Queue<Asking> firstTries = new ArrayDeque<>();
    private boolean awaitingDecision;
  }

  /** Calls passed over while their arm is held up: enough for the others, too few to matter. */
  private static final int MOST_HELD_BACK = 1_024;

  private final OpenRun run;
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
  private final Map<String, Line> lines = new LinkedHashMap<>();
  private final Set<Asking> backingOff = new LinkedHashSet<>();
  private long nextIndex;
  private int heldBack;
  private int open;

  Window(OpenRun run, Lane lane, Sink sink) {
    this.run = run;
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
    run.spec().job().arms().forEach(arm -> lines.put(arm.name(), new Line()));
  }

  /** Returns when every call of the lane has ended or was refused. */
  void askAll() throws InterruptedException {
    admission.whenStopped(() -> mailbox.add(this::giveUpWaiting));
    requestNext();
    while (open > 0) {
      mailbox.take().run();
    }
  }

  /** The calls of an arm go out in their order, retries first, and the arms keep pace. */
  private void requestNext() {
    lines.values().forEach(this::request);
    while (hasMore() && heldBack < MOST_HELD_BACK && someLineIsIdle()) {
      Asking next = drawn(calls.call(nextIndex++));
      open++;
      if (next.call.refusal() != null) {
        end(next, next.call.refusal());
        continue;
      }
      heldBack++;
      Line line = line(next);
      line.firstTries.add(next);
      request(line);
    }
  }

  /** Whether a call is left that has not ended in an earlier sitting; it is the next one then. */
  private boolean hasMore() {
    nextIndex = earlier.nextOpen(nextIndex);
    return nextIndex < lane.to();
  }

  private boolean someLineIsIdle() {
    return lines.values().stream().anyMatch(line -> !line.awaitingDecision);
  }

  private Line line(Asking asking) {
    return lines.computeIfAbsent(asking.call.arm(), arm -> new Line());
  }

  private void request(Line line) {
    if (line.awaitingDecision || (line.dueAgain.isEmpty() && line.firstTries.isEmpty())) {
      return;
    }
    boolean isRetry = !line.dueAgain.isEmpty();
    Asking next = isRetry ? line.dueAgain.remove() : line.firstTries.remove();
    if (!isRetry) {
      heldBack--;
      next.readySince = time.ticks();
    }
    line.awaitingDecision = true;
    next.bid = Bid.of(next.call, next.attempt);
    admission.request(next.bid, decision -> mailbox.add(() -> decided(next, decision)));
  }

  /** Behind a call stand the attempts it had in an earlier sitting. */
  private Asking drawn(PlannedCall call) {
    Asking asking = new Asking(call);
    for (Recorded before : earlier.attemptsOf(call)) {
      Waits waits = new Waits(before.queued(), before.retryWait());
      tally.sent(call);
      tally.attempted(call, before.outcome());
      sink.attempted(call, before.outcome(), waits);
      asking.last = before.outcome();
      asking.attempt = before.attempt() + 1;
    }
    return asking;
  }

  private void decided(Asking asking, Decision decision) {
    line(asking).awaitingDecision = false;
    if (decision.isAdmitted()) {
      send(asking);
    } else {
      end(asking, decision.refusal());
    }
    requestNext();
  }

  private void giveUpWaiting() {
    // nothing is admitted any more, so nothing is worth waiting for
    List<Asking> waiting = List.copyOf(backingOff);
    backingOff.clear();
    for (Asking asking : waiting) {
      admission.refuses(asking.bid);
      end(asking, null);
    }
  }

  private void send(Asking asking) {
    PlannedCall call = asking.call;
    asking.sentAt = time.ticks();
    Duration queued = Duration.ofNanos(asking.sentAt - asking.readySince);
    asking.waits = new Waits(queued, asking.waits.retry());
    String traceId = TraceId.of(runId, call.id(), asking.attempt);
    journal.intend(call.id(), asking.attempt, traceId, time.now());
    tally.sent(call);
    CompletableFuture<Void> unused =
        transport
            .ask(call, asking.attempt, named(call, asking.attempt))
            .thenAccept(outcome -> over(asking, outcome))
            .exceptionally(fault -> broken(asking, fault));
  }

  private Consumer<String> named(PlannedCall call, int attempt) {
    return id -> mailbox.add(() -> journal.name(call.id(), attempt, id));
  }

  /** On the connection's thread: another lane may be waiting for the slot. */
  private void over(Asking asking, Outcome outcome) {
    boolean wayAround =
        outcome.fold(answer -> false, failure -> transport.mayHelp(asking.call, failure));
    Ending ending = Ending.of(outcome, charge.of(asking.call, outcome).orElse(null), wayAround);
    admission.settle(asking.bid, ending, asking.sentAt);
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
    run.noteSpend();
    sink.attempted(asking.call, outcome, asking.waits);
    asking.last = outcome;
    Optional<Duration> wait =
        outcome.fold(
            answer -> Optional.empty(),
            failure ->
                retries.waitAfter(asking.call, failure, transport.mayHelp(asking.call, failure)));
    if (wait.isPresent() && !admission.refuses(Bid.of(asking.call, asking.attempt + 1))) {
      backOff(asking, wait.get());
    } else {
      end(asking, null);
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
      line(asking).dueAgain.add(asking);
      requestNext();
    }
  }

  /**
   * @param refusal why it was not sent; null where it was
   */
  private void end(Asking asking, String refusal) {
    open--;
    if (asking.last == null) {
      tally.notSent(asking.call);
      sink.notSent(asking.call, refusal);
    } else {
      tally.ended(asking.call, asking.last);
      sink.ended(asking.call, asking.last);
    }
  }
}
