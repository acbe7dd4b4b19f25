package dev.assay.pipeline;

import dev.assay.job.Job;
import dev.assay.money.Usd;
import dev.assay.pipeline.Ending.Sign;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Decides for all lanes of a process what may be sent now: never more at once than the key and each
 * model bear, never more in a minute than allowed, and never an attempt whose worst case, with all
 * that is in flight, could take a spend past its budget.
 *
 * <p>Bids are decided in the order in which they came. What holds up all (the key, the budget of
 * the run) holds up the first, and nobody passes it; an arm that is held up by its own model or
 * budget lets the others pass.
 */
final class Admission {
  /**
   * What becomes of a bid.
   *
   * @param refusal why it is not sent; null where it is
   */
  record Decision(String refusal) {
    static final Decision ADMITTED = new Decision(null);

    boolean isAdmitted() {
      return refusal == null;
    }
  }

  private record Waiting(Bid bid, Consumer<Decision> whenDecided) {}

  private record Refusal(Ended ended, String reason) {}

  /** The key, or one model: what it bears, and until when it asked to be left alone. */
  private static final class Gate {
    private final AdaptiveLimit limit;
    private long pausedUntil = Long.MIN_VALUE;

    Gate(int most) {
      this.limit = new AdaptiveLimit(most);
    }
  }

  /** What an arm has of its own. */
  private static final class OfArm {
    private final Optional<Purse> purse;
    private final Breaker breaker = new Breaker();

    OfArm(Optional<Purse> purse) {
      this.purse = purse;
    }
  }

  private final Timekeeper time;
  private final int maxInFlight;
  private final List<Throttle> requestThrottle;
  private final List<Throttle> tokenThrottle;
  private final Purse ofRun;
  private final List<Purse> shared = new ArrayList<>();
  private final Purse ofRetries;
  private final Map<String, Usd> armBudgets;
  private final Map<String, OfArm> arms = new HashMap<>();
  private final Gate key;
  private final Map<String, Gate> models = new HashMap<>();
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final List<Runnable> whenStopped = new ArrayList<>();
  private int inFlight;
  private long wakeAt = Long.MAX_VALUE;
  private Refusal stopped;
  private Ended ended = Ended.COMPLETE;

  Admission(Job job, Timekeeper time) {
    if (job.maxConcurrency() < 1) {
      throw new IllegalArgumentException(
          "Invalid concurrency %d: at least one call must be allowed in flight"
              .formatted(job.maxConcurrency()));
    }
    this.time = time;
    this.maxInFlight = job.maxConcurrency();
    this.key = new Gate(maxInFlight);
    this.requestThrottle = throttle(job.terms().limits().requestsPerMinute());
    this.tokenThrottle = throttle(job.terms().limits().tokensPerMinute());
    this.ofRun = new Purse("the run", job.budget());
    shared.add(ofRun);
    job.keyBudget()
        .ifPresent(each -> shared.add(new Purse("key " + job.payer().apiKeyName(), each)));
    job.behaviourBudget()
        .ifPresent(each -> shared.add(new Purse("behaviour " + job.payer().behaviour(), each)));
    job.memberBudget()
        .ifPresent(each -> shared.add(new Purse("member " + job.payer().member(), each)));
    this.ofRetries = new Purse("retries", job.retryBudget());
    this.armBudgets = job.terms().budgets().arms();
  }

  private static List<Throttle> throttle(Number perMinute) {
    return perMinute == null ? List.of() : List.of(new Throttle(perMinute.longValue()));
  }

  /** Counts what earlier sittings of the run spent against its budgets; before any bid. */
  synchronized void alreadySpent(Spent earlier) {
    shared.forEach(purse -> purse.alreadySpent(earlier.inAll()));
    ofRetries.alreadySpent(earlier.onRetries());
    armBudgets.keySet().forEach(arm -> ofArm(arm).purse.get().alreadySpent(earlier.by(arm)));
  }

  /**
   * Asks to send one attempt.
   *
   * @param whenDecided called once, on this thread or on one that settles or keeps the time; must
   *     not block
   */
  void request(Bid bid, Consumer<Decision> whenDecided) {
    decide(() -> waiting.add(new Waiting(bid, whenDecided)));
  }

  /**
   * Ends an attempt that was admitted.
   *
   * @param bid as it was requested
   * @param sentTicks when it was admitted
   */
  void settle(Bid bid, Ending ending, long sentTicks) {
    decide(
        () -> {
          long now = time.ticks();
          inFlight--;
          pursesOf(bid).forEach(purse -> purse.settle(bid.worstCase(), ending.cost()));
          if (ending.tokens() != null) {
            tokenThrottle.forEach(each -> each.correct(ending.tokens() - bid.tokens()));
          }
          ofArm(bid).breaker.ended(ending, now);
          learn(bid, ending, sentTicks, now);
        });
  }

  private void learn(Bid bid, Ending ending, long sentTicks, long now) {
    Gate model = gateOf(bid);
    // what a provider says of itself is no reason to ask others less
    Gate speaking = ending.ofProvider() ? model : key;
    for (Gate gate : List.of(key, model)) {
      if (ending.sign() == Sign.TOO_MUCH && gate == speaking) {
        gate.limit.turnedAway(sentTicks, now);
      } else {
        gate.limit.ended(now);
      }
    }
    if (ending.retryAfter() != null && ending.retryAfter().compareTo(Retries.LONGEST_TOLD) <= 0) {
      speaking.pausedUntil = Math.max(speaking.pausedUntil, now + ending.retryAfter().toNanos());
    }
    if (ending.sign() == Sign.KEY_REFUSED && stopped == null) {
      stopped = new Refusal(Ended.FAILURES, "the key was refused (%s)".formatted(ending.what()));
    }
  }

  /** Refuses everything from now on; what is in flight comes to its end. */
  void stop(Ended why) {
    List<Runnable> told = new ArrayList<>();
    decide(
        () -> {
          if (stopped == null) {
            stopped = new Refusal(why, why.reason());
          }
          told.addAll(whenStopped);
        });
    told.forEach(Runnable::run);
  }

  /** Calls back on every {@link #stop}, for those who wait for something else than a decision. */
  synchronized void whenStopped(Runnable then) {
    whenStopped.add(then);
  }

  private void decide(Runnable change) {
    List<Runnable> decisions = new ArrayList<>();
    synchronized (this) {
      change.run();
      long wake = Long.MAX_VALUE;
      Iterator<Waiting> inOrder = waiting.iterator();
      while (inOrder.hasNext()) {
        Waiting next = inOrder.next();
        Optional<Refusal> refusal = refusal(next.bid());
        if (refusal.isPresent()) {
          ended = ended.and(refusal.get().ended());
          Decision refused = new Decision(refusal.get().reason());
          decisions.add(() -> next.whenDecided().accept(refused));
          inOrder.remove();
          continue;
        }
        long now = time.ticks();
        long readyForAll = readyForAll();
        if (readyForAll > now || !haveRoomForAll(next.bid())) {
          wake = Math.min(wake, readyForAll > now ? readyForAll : Long.MAX_VALUE);
          break;
        }
        Optional<Long> ready = ready(next.bid());
        if (ready.isPresent() && ready.get() <= now) {
          admit(next.bid(), now);
          decisions.add(() -> next.whenDecided().accept(Decision.ADMITTED));
          inOrder.remove();
        } else {
          wake = Math.min(wake, ready.orElse(Long.MAX_VALUE));
        }
      }
      wakeUpAt(wake);
    }
    decisions.forEach(Runnable::run);
  }

  private void wakeUpAt(long wake) {
    if (wake < wakeAt) {
      wakeAt = wake;
      time.after(
          Duration.ofNanos(wake - time.ticks()), () -> decide(() -> wakeAt = Long.MAX_VALUE));
    }
  }

  /** Whether, and why, a bid will never be admitted. */
  private Optional<Refusal> refusal(Bid bid) {
    if (stopped == null && inFlight == 0) {
      shared.stream()
          .filter(purse -> purse.refuses(bid.worstCase()))
          .findFirst()
          .ifPresent(purse -> stopped = new Refusal(Ended.BUDGET, purse.exhausted()));
    }
    if (stopped != null) {
      return Optional.of(stopped);
    }
    OfArm arm = ofArm(bid);
    return arm.purse
        .filter(purse -> purse.refuses(bid.worstCase()))
        .map(purse -> new Refusal(Ended.BUDGET, purse.exhausted()))
        .or(() -> arm.breaker.givenUp().map(why -> new Refusal(Ended.FAILURES, why)))
        .or(() -> noMoneyForRetries(bid));
  }

  /** A call whose retry cannot be paid has failed; the run goes on. */
  private Optional<Refusal> noMoneyForRetries(Bid bid) {
    return bid.isRetry() && ofRetries.refuses(bid.worstCase())
        ? Optional.of(new Refusal(Ended.COMPLETE, ofRetries.exhausted()))
        : Optional.empty();
  }

  private long readyForAll() {
    long ready = key.pausedUntil;
    for (Throttle each : requestThrottle) {
      ready = Math.max(ready, each.readyAt());
    }
    for (Throttle each : tokenThrottle) {
      ready = Math.max(ready, each.readyAt());
    }
    return ready;
  }

  private boolean haveRoomForAll(Bid bid) {
    return inFlight < maxInFlight
        && key.limit.hasRoom()
        && shared.stream().allMatch(purse -> purse.covers(bid.worstCase()));
  }

  /** When the bid's own model and arm let it go; nothing while that hangs on what is in flight. */
  private Optional<Long> ready(Bid bid) {
    Gate model = gateOf(bid);
    OfArm arm = ofArm(bid);
    boolean hasRoom =
        model.limit.hasRoom()
            && arm.purse.map(purse -> purse.covers(bid.worstCase())).orElse(true)
            && (!bid.isRetry() || ofRetries.covers(bid.worstCase()));
    return hasRoom
        ? arm.breaker.readyAt().map(ready -> Math.max(ready, model.pausedUntil))
        : Optional.empty();
  }

  private void admit(Bid bid, long now) {
    inFlight++;
    pursesOf(bid).forEach(purse -> purse.commit(bid.worstCase()));
    key.limit.sent();
    gateOf(bid).limit.sent();
    ofArm(bid).breaker.sent();
    requestThrottle.forEach(each -> each.take(1, now));
    tokenThrottle.forEach(each -> each.take(bid.tokens(), now));
  }

  private List<Purse> pursesOf(Bid bid) {
    List<Purse> purses = new ArrayList<>(shared);
    ofArm(bid).purse.ifPresent(purses::add);
    if (bid.isRetry()) {
      purses.add(ofRetries);
    }
    return purses;
  }

  private Gate gateOf(Bid bid) {
    return models.computeIfAbsent(bid.model(), model -> new Gate(maxInFlight));
  }

  private OfArm ofArm(Bid bid) {
    return ofArm(bid.arm());
  }

  private OfArm ofArm(String name) {
    return arms.computeIfAbsent(
        name,
        arm ->
            new OfArm(
                Optional.ofNullable(armBudgets.get(arm))
                    .map(budget -> new Purse("arm " + arm, budget))));
  }

  /** Whether a bid like this one will never be admitted; a call that waits to be sent then ends. */
  synchronized boolean refuses(Bid bid) {
    Optional<Refusal> refusal = refusal(bid);
    refusal.ifPresent(each -> ended = ended.and(each.ended()));
    return refusal.isPresent();
  }

  /** Why something was refused, if anything was. */
  synchronized Ended ended() {
    return ended;
  }

  /** What has been spent so far, unknown costs at their worst case. */
  synchronized Usd spent() {
    return ofRun.spent();
  }

  synchronized int inFlight() {
    return inFlight;
  }
}
