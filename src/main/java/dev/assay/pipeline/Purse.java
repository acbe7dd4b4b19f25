package dev.assay.pipeline;

import static java.util.Objects.requireNonNull;

import dev.assay.money.Usd;

/** An amount that may be spent, what has been, and what attempts in flight can still take. */
final class Purse {
  private final String name;
  private final Usd budget;
  private Usd spent = Usd.ZERO;
  private Usd committed = Usd.ZERO;
  private int inFlight;

  /**
   * @param name whose money it is, e.g. {@code the run}
   */
  Purse(String name, Usd budget) {
    this.name = requireNonNull(name, "name");
    this.budget = requireNonNull(budget, "budget");
  }

  /**
   * Whether an attempt can be paid whatever it costs.
   *
   * @param worstCase null where nobody knows, and then it goes alone
   */
  boolean covers(Usd worstCase) {
    return worstCase == null
        ? inFlight == 0 && left().isMoreThan(Usd.ZERO)
        : !worstCase.isMoreThan(left());
  }

  /** Whether it can never be paid, however cheap what is in flight turns out to be. */
  boolean refuses(Usd worstCase) {
    return inFlight == 0 && !covers(worstCase);
  }

  void commit(Usd worstCase) {
    inFlight++;
    committed = committed.plus(worstCase == null ? left() : worstCase);
  }

  /**
   * @param worstCase as it was committed
   * @param cost null where nobody knows, and then all that was committed counts as spent
   */
  void settle(Usd worstCase, Usd cost) {
    inFlight--;
    // an attempt of unknown worst case held all that was left, so the rest commits nothing
    Usd held = worstCase == null ? committed : worstCase;
    committed = committed.minus(held);
    spent = spent.plus(cost == null ? held : cost);
  }

  void alreadySpent(Usd earlier) {
    spent = spent.plus(earlier);
  }

  Usd spent() {
    return spent;
  }

  String exhausted() {
    return "the budget of %s, %s USD, was reached".formatted(name, budget);
  }

  private Usd left() {
    return budget.minus(spent).minus(committed);
  }
}
