package dev.assay.problem;

import java.util.ArrayList;
import java.util.List;

/** Gathers every fault before the first one stops anything. */
public final class Problems {
  private final List<Problem> found = new ArrayList<>();

  public void add(Place place, String what, String mend) {
    Problem problem = new Problem(place, what, mend);
    if (!found.contains(problem)) {
      found.add(problem);
    }
  }

  public boolean none() {
    return found.isEmpty();
  }

  /**
   * How many there are by now; a reader compares two counts to know whether its own part is sound.
   */
  public int count() {
    return found.size();
  }

  public List<Problem> all() {
    return List.copyOf(found);
  }

  public void throwIfAny() {
    if (!found.isEmpty()) {
      throw new InvalidInput(found);
    }
  }
}
