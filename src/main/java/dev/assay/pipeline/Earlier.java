package dev.assay.pipeline;

import dev.assay.gateway.Charge;
import dev.assay.gateway.Exchange;
import dev.assay.gateway.FailureKind;
import dev.assay.gateway.FailurePhase;
import dev.assay.gateway.Outcome;
import dev.assay.gateway.Served;
import dev.assay.gateway.Timing;
import dev.assay.gateway.TokenCounts;
import dev.assay.job.GatewayTarget;
import dev.assay.journal.Journal;
import dev.assay.journal.JournalRecord.Intent;
import dev.assay.journal.JournalRecord.Recorded;
import dev.assay.journal.RecordedCalls;
import dev.assay.money.Usd;
import dev.assay.plan.CallId;
import dev.assay.plan.PlannedCall;
import dev.assay.usage.RunFolder;
import dev.assay.usage.Waits;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What need not be asked any more: what earlier sittings of a run recorded, and the answers of
 * another run that this one takes over.
 *
 * <p>Held are a bit a call and the places of the records; outcomes are read when they are told.
 */
final class Earlier implements Closeable {
  private final RunSpec spec;
  private final BudgetCharge charge;
  private final Retries retries;
  private final BitSet ended = new BitSet();
  private final Set<CallId> openAgain = new HashSet<>();
  private final Set<CallId> unpriced = new HashSet<>();
  private final Map<CallId, Recorded> lost = new LinkedHashMap<>();
  private final RecordedCalls own;
  private final ReusableAnswers reusable;
  private final Spent spent = new Spent();
  private Journal journal;

  private Earlier(RunSpec spec, ReusableAnswers reusable) throws IOException {
    this.spec = spec;
    this.charge = new BudgetCharge(spec.catalog());
    this.retries = Retries.of(spec);
    this.reusable = reusable;
    this.own = RecordedCalls.in(spec.folder().journal(), this::remember);
  }

  /** Reads the journals once and finds their calls in the plan. */
  static Earlier of(RunSpec spec) throws IOException {
    ReusableAnswers reusable =
        spec.reuse() == null
            ? ReusableAnswers.NONE
            : ReusableAnswers.of(RunFolder.of(Path.of(spec.warehouse()), spec.reuse()));
    try {
      Earlier earlier = new Earlier(spec, reusable);
      for (Intent intent : earlier.own.inFlight()) {
        earlier.lost.put(intent.call(), earlier.lost(intent));
        earlier.openAgain.add(intent.call());
        earlier.unpriced.add(intent.call());
      }
      earlier.findInPlan();
      return earlier;
    } catch (IOException | RuntimeException unreadable) {
      reusable.close();
      throw unreadable;
    }
  }

  private void remember(Recorded recorded) {
    boolean mayGoOn =
        recorded
            .outcome()
            .fold(
                answer -> false,
                failure ->
                    failure.kind() == FailureKind.LOST
                        || (failure.kind().retryable() && retries.waitAfter(failure).isPresent()));
    if (mayGoOn) {
      openAgain.add(recorded.call());
    } else {
      openAgain.remove(recorded.call());
    }
    Usd billed = recorded.outcome().exchange().charge().billed();
    if (recorded.reusedFromRun() != null) {
      return;
    }
    if (billed == null) {
      unpriced.add(recorded.call());
    } else {
      spent.add(recorded.attempt(), billed);
    }
  }

  /** What is left of an attempt when its process was cut off. */
  private Recorded lost(Intent intent) {
    GatewayTarget gateway = spec.job().gateway();
    Exchange unknown =
        new Exchange(
            intent.call(),
            intent.attempt(),
            intent.traceId(),
            gateway.api().name().toLowerCase(Locale.ROOT).replace('_', '-'),
            gateway.isEmbedded() ? gateway.name() : gateway.url(),
            spec.job().streamed(),
            null,
            Served.under(intent.generationId()),
            new Timing(intent.at(), null, null, Duration.ZERO),
            TokenCounts.UNKNOWN,
            Charge.UNKNOWN);
    return new Recorded(
        new Outcome.Failure(
            unknown,
            FailureKind.LOST,
            FailurePhase.BEFORE_FIRST_TOKEN,
            "in flight when the run was cut off",
            null),
        Duration.ZERO,
        Duration.ZERO);
  }

  private void findInPlan() throws IOException {
    boolean nothing = own.size() == 0 && lost.isEmpty() && reusable.isEmpty();
    boolean armsHaveBudgets = !spec.job().terms().budgets().arms().isEmpty();
    for (long i = 0; !nothing && i < spec.calls().size(); i++) {
      CallId id = spec.calls().id(i);
      if (own.has(id) ? !openAgain.contains(id) || hasHadAll(i) : isReusable(id)) {
        ended.set(Math.toIntExact(i));
      }
      // only the plan knows a call's arm, and only the plan what it can have cost
      if (unpriced.contains(id) || (armsHaveBudgets && own.has(id))) {
        addSpentOn(spec.calls().call(i));
      }
    }
  }

  /** All attempts that its policy allows; what was lost in flight is asked again all the same. */
  private boolean hasHadAll(long index) {
    PlannedCall call = spec.calls().call(index);
    List<Recorded> attempts = attemptsOf(call);
    Recorded last = attempts.get(attempts.size() - 1);
    return !lost.containsKey(call.id())
        && !Retries.policyAllowsAnother(call, last.attempt())
        && last.outcome().fold(answer -> true, failure -> failure.kind() != FailureKind.LOST);
  }

  private boolean isReusable(CallId call) {
    return !lost.containsKey(call) && reusable.has(call);
  }

  /** Where the gateway named no cost, the most it can have been counts. */
  private void addSpentOn(PlannedCall call) {
    for (Recorded recorded : attemptsOf(call)) {
      if (recorded.reusedFromRun() != null) {
        continue;
      }
      Usd cost = recorded.outcome().exchange().charge().billed();
      if (cost == null) {
        // without a worst case it was sent with the whole budget behind it
        Usd worstCase = call.worstCase() == null ? spec.job().budget() : call.worstCase();
        cost = charge.of(call, recorded.outcome()).orElse(worstCase);
        spent.add(recorded.attempt(), cost);
      }
      spent.addFor(call.arm(), cost);
    }
  }

  /** Notes in the journal that what was in flight is lost, so that it is counted once. */
  void noteIn(Journal sitting) {
    this.journal = sitting;
    lost.values().forEach(each -> sitting.record(each.outcome(), each.queued(), each.retryWait()));
  }

  /** The first call from an index on that has to be asked; the plan's size where there is none. */
  long nextOpen(long index) {
    return ended.isEmpty() ? index : ended.nextClearBit(Math.toIntExact(index));
  }

  /** Attempts of earlier sittings, first one first, those of unknown outcome included. */
  List<Recorded> attemptsOf(PlannedCall call) {
    if (!own.has(call.id()) && !lost.containsKey(call.id())) {
      return List.of();
    }
    try {
      List<Recorded> attempts = new ArrayList<>(own.attemptsOf(call.id()));
      if (lost.containsKey(call.id())) {
        attempts.add(lost.get(call.id()));
      }
      return attempts;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(
          "Cannot read the journal in %s again: %s"
              .formatted(spec.folder().journal(), unreadable.getMessage()),
          unreadable);
    }
  }

  /** Tells of every call of a lane that had ended before, as if it had ended now. */
  void tellEnded(Lane lane, Calls calls, Tally tally, Window.Sink sink) throws IOException {
    if (ended.isEmpty()) {
      return;
    }
    for (int i = ended.nextSetBit(Math.toIntExact(lane.from()));
        i >= 0 && i < lane.to();
        i = ended.nextSetBit(i + 1)) {
      PlannedCall call = calls.call(i);
      List<Recorded> attempts = attemptsOf(call);
      if (attempts.isEmpty()) {
        Recorded reused = reusable.answerTo(call.id());
        journal.reuse((Outcome.Answer) reused.outcome(), reused.reusedFromRun());
        attempts = List.of(reused);
      }
      tell(call, attempts, tally, sink);
    }
  }

  private static void tell(
      PlannedCall call, List<Recorded> attempts, Tally tally, Window.Sink sink) {
    Outcome last = attempts.get(attempts.size() - 1).outcome();
    for (Recorded each : attempts) {
      if (each.reusedFromRun() != null) {
        sink.reused(call, (Outcome.Answer) last, each.reusedFromRun());
        tally.ended(call, last);
        return;
      }
      tally.sent(call);
      tally.attempted(call, each.outcome());
      sink.attempted(call, each.outcome(), new Waits(each.queued(), each.retryWait()));
    }
    tally.ended(call, last);
    sink.ended(call, last);
  }

  /** What earlier sittings spent; where the gateway named no cost, the most it can have been. */
  Spent spent() {
    return spent;
  }

  /** How many calls need not be asked. */
  long endedCalls() {
    return ended.cardinality();
  }

  /** The attempts that were in flight when the last sitting was cut off. */
  List<Intent> inFlight() {
    return own.inFlight();
  }

  @Override
  public void close() throws IOException {
    try (own) {
      reusable.close();
    }
  }
}
