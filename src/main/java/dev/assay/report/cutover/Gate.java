package dev.assay.report.cutover;

import static java.util.Objects.requireNonNull;

/**
 * What must be in order before any figure may speak.
 *
 * @param observed what was found
 * @param limit from which it is too much, or for a p-value too little
 */
public record Gate(String name, String meaning, double observed, double limit, boolean passed) {
  public Gate {
    requireNonNull(name, "name");
    requireNonNull(meaning, "meaning");
  }
}
