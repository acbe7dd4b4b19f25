package dev.assay.pipeline;

import static java.util.Objects.requireNonNull;

import dev.assay.money.Usd;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What one lane wrote, or several together: the files, still aside, and the counts of what is in
 * them.
 *
 * @param files to be moved into place at the commit
 * @param attempts every try of every call
 * @param unknownCost attempts of which the gateway named no cost
 * @param lost attempts of them that were in flight when a sitting was cut off
 * @param billed what the gateway said the attempts cost, unknown ones left out
 */
record Written(
    Ended ended,
    List<AsideFile> files,
    long answered,
    long failed,
    long notSent,
    long attempts,
    long unknownCost,
    long lost,
    Usd billed)
    implements Serializable {
  static final Written NOTHING = new Written(Ended.COMPLETE, List.of(), 0, 0, 0, 0, 0, 0, Usd.ZERO);

  /** A file that no reader sees yet, and the name under which readers will, within the run. */
  record AsideFile(String aside, String place) implements Serializable {}

  Written {
    requireNonNull(ended, "ended");
    files = List.copyOf(files);
    requireNonNull(billed, "billed");
  }

  Written and(Written other) {
    List<AsideFile> both = new ArrayList<>(files);
    both.addAll(other.files);
    return new Written(
        ended.and(other.ended),
        both,
        answered + other.answered,
        failed + other.failed,
        notSent + other.notSent,
        attempts + other.attempts,
        unknownCost + other.unknownCost,
        lost + other.lost,
        billed.plus(other.billed));
  }
}
