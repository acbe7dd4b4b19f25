package dev.assay.pipeline;

import dev.assay.money.Usd;
import java.util.HashMap;
import java.util.Map;

/** What earlier sittings of a run spent, by everyone who has a budget of his own. */
final class Spent {
  private final Map<String, Usd> byArm = new HashMap<>();
  private Usd inAll = Usd.ZERO;
  private Usd onRetries = Usd.ZERO;

  /**
   * @param attempt from 1; each after the first is a retry
   */
  void add(int attempt, Usd cost) {
    inAll = inAll.plus(cost);
    if (attempt > 1) {
      onRetries = onRetries.plus(cost);
    }
  }

  void addFor(String arm, Usd cost) {
    byArm.merge(arm, cost, Usd::plus);
  }

  Usd inAll() {
    return inAll;
  }

  Usd onRetries() {
    return onRetries;
  }

  Usd by(String arm) {
    return byArm.getOrDefault(arm, Usd.ZERO);
  }
}
