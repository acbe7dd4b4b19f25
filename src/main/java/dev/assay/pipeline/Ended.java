package dev.assay.pipeline;

import java.util.Locale;

/** Why a run, or a part of it, stopped asking; of several the last one listed weighs most. */
enum Ended {
  COMPLETE("it was done"),
  /** An arm was given up, or the key was refused. */
  FAILURES("too much failed"),
  DEADLINE("the run's deadline was reached"),
  BUDGET("the budget was reached"),
  INTERRUPTED("the run was interrupted");

  private final String reason;

  Ended(String reason) {
    this.reason = reason;
  }

  /** The whole is complete only where every part is. */
  Ended and(Ended other) {
    return compareTo(other) >= 0 ? this : other;
  }

  /** As manifests have it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** As rows of calls never sent have it. */
  String reason() {
    return reason;
  }
}
