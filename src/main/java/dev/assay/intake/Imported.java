package dev.assay.intake;

import dev.assay.problem.Problem;
import dev.assay.usage.RunFolder;
import dev.assay.usage.RunManifest;
import java.util.List;

/**
 * What became of an import.
 *
 * @param isNew whether this import made the run; false where the same files had made it before
 * @param firstRejected the first of the rows left out, for a user to see; all of them stand in the
 *     run's own file
 * @param notes what a user should know besides
 */
public record Imported(
    RunFolder run,
    RunManifest manifest,
    boolean isNew,
    List<Problem> firstRejected,
    List<String> notes) {
  public Imported {
    firstRejected = List.copyOf(firstRejected);
    notes = List.copyOf(notes);
  }
}
