package dev.assay.pipeline;

import java.util.List;
import java.util.stream.LongStream;

/**
 * A range of a plan that one worker asks, in the order of the plan.
 *
 * @param number from 0; names the lane's files
 * @param from the first call's index
 * @param to the index after the last call's
 */
record Lane(long number, long from, long to) {

  /** The lane of this number where so many calls are split into so many lanes. */
  static Lane of(long number, long calls, long lanes) {
    return new Lane(number, border(number, calls, lanes), border(number + 1, calls, lanes));
  }

  /** The numbers of the lanes into which calls are split: as many as asked, none of them empty. */
  static List<Long> numbers(long calls, int wanted) {
    // an empty plan still has one lane, whose files say that there is nothing
    return LongStream.range(0, Math.max(1, Math.min(calls, wanted))).boxed().toList();
  }

  private static long border(long number, long calls, long lanes) {
    // the first calls % lanes lanes take one call more
    return number * (calls / lanes) + Math.min(number, calls % lanes);
  }
}
