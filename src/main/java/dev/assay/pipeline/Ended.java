package dev.assay.pipeline;

import java.util.Locale;

/** Why a run, or a part of it, stopped asking. */
enum Ended {
  COMPLETE,
  BUDGET;

  /** The whole is complete only where every part is. */
  Ended and(Ended other) {
    return compareTo(other) >= 0 ? this : other;
  }

  /** As manifests have it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
