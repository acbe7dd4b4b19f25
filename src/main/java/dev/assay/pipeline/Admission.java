package dev.assay.pipeline;

import static java.util.Objects.requireNonNull;

import dev.assay.money.Usd;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * Decides for all lanes of a process what may be sent now: never more calls at once than allowed,
 * and never one whose worst case, with all that is in flight, could take the spend past the budget.
 *
 * <p>Requests are decided in the order in which they came. One that does not fit waits while
 * anything in flight may still turn out cheaper than feared; when it would not fit even alone, the
 * budget is reached and everything waiting or still to come is refused.
 */
final class Admission {
  /** What becomes of a request to send. */
  enum Decision {
    ADMITTED,
    REFUSED
  }

  private record Request(Usd worstCase, Consumer<Decision> whenDecided) {}

  private final int maxInFlight;
  private final Usd budget;
  private final Deque<Request> waiting = new ArrayDeque<>();
  private Usd spent = Usd.ZERO;
  private Usd committed = Usd.ZERO;
  private int inFlight;
  private boolean budgetReached;
  private boolean stopped;

  Admission(int maxInFlight, Usd budget) {
    if (maxInFlight < 1) {
      throw new IllegalArgumentException(
          "Invalid concurrency %d: at least one call must be allowed in flight"
              .formatted(maxInFlight));
    }
    this.maxInFlight = maxInFlight;
    this.budget = requireNonNull(budget, "budget");
  }

  /**
   * Asks to send one attempt.
   *
   * @param worstCase what it can cost at most; null where nobody knows, and then it is sent alone,
   *     with all that is left of the budget behind it
   * @param whenDecided called once, on this thread or on one that settles; must not block
   */
  void request(Usd worstCase, Consumer<Decision> whenDecided) {
    decide(() -> waiting.add(new Request(worstCase, whenDecided)));
  }

  /**
   * Ends an attempt that was admitted.
   *
   * @param worstCase as it was requested
   * @param cost what it turned out to cost; null where nobody knows, and then all that was
   *     committed to it counts as spent
   */
  void settle(Usd worstCase, Usd cost) {
    decide(
        () -> {
          inFlight--;
          // a call of unknown worst case held all that was left, so the rest commits nothing
          Usd held = worstCase == null ? committed : worstCase;
          committed = committed.minus(held);
          spent = spent.plus(cost == null ? held : cost);
        });
  }

  /** Counts what earlier sittings of the run spent against the budget. */
  synchronized void alreadySpent(Usd earlier) {
    spent = spent.plus(earlier);
  }

  /** Refuses everything from now on; what is in flight comes to its end. */
  void stop() {
    decide(() -> stopped = true);
  }

  private void decide(Runnable change) {
    List<Runnable> decisions = new ArrayList<>();
    synchronized (this) {
      change.run();
      while (!waiting.isEmpty()) {
        Request first = waiting.peek();
        if (mustRefuse(first)) {
          decisions.add(() -> first.whenDecided().accept(Decision.REFUSED));
        } else if (inFlight < maxInFlight && fits(first)) {
          inFlight++;
          committed = committed.plus(commitment(first));
          decisions.add(() -> first.whenDecided().accept(Decision.ADMITTED));
        } else {
          break;
        }
        waiting.remove();
      }
    }
    decisions.forEach(Runnable::run);
  }

  private boolean mustRefuse(Request request) {
    if (inFlight == 0 && !fits(request)) {
      budgetReached = true;
    }
    return refuses();
  }

  private boolean fits(Request request) {
    return request.worstCase() == null
        ? inFlight == 0 && left().isMoreThan(Usd.ZERO)
        : !request.worstCase().isMoreThan(left());
  }

  private Usd commitment(Request request) {
    return request.worstCase() == null ? left() : request.worstCase();
  }

  private Usd left() {
    return budget.minus(spent).minus(committed);
  }

  /** Whether nothing will be admitted any more. */
  synchronized boolean refuses() {
    return budgetReached || stopped;
  }

  /** What has been spent so far, unknown costs at their worst case. */
  synchronized Usd spent() {
    return spent;
  }

  synchronized int inFlight() {
    return inFlight;
  }

  /** Whether anything was refused for want of budget. */
  synchronized boolean budgetReached() {
    return budgetReached;
  }
}
