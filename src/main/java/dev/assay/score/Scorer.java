package dev.assay.score;

import com.fasterxml.jackson.databind.JsonNode;

/** One way of judging, its options set. */
interface Scorer {
  /**
   * Makes ready for a case.
   *
   * @throws Unusable where this scorer cannot expect such a value
   */
  Criterion expecting(JsonNode value) throws Unusable;

  /** Whether a case must state what it expects; else the options say it all. */
  default boolean needsExpectation() {
    return true;
  }
}
