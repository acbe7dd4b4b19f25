package dev.assay.problem;

import static java.util.Objects.requireNonNull;

/**
 * One fault: where it stands, what was found, and how to mend it.
 *
 * @param what the fault as a clause without its full stop, e.g. {@code "'repeats' is 0, expected 1
 *     or more"}
 * @param mend whole sentences, or empty when the fault says it all
 */
public record Problem(Place place, String what, String mend) {
  public Problem {
    requireNonNull(place, "place");
    requireNonNull(what, "what");
    requireNonNull(mend, "mend");
  }

  @Override
  public String toString() {
    return mend.isEmpty()
        ? "%s: %s.".formatted(place, what)
        : "%s: %s. %s".formatted(place, what, mend);
  }
}
