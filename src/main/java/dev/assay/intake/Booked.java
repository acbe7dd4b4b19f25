package dev.assay.intake;

import dev.assay.problem.Problem;
import dev.assay.usage.RunFolder;
import dev.assay.usage.RunManifest;
import java.util.List;

/**
 * What became of an import of somebody's books.
 *
 * @param run null where no row was new, so that nothing changed
 * @param manifest null likewise
 * @param isNew whether this import made the run; false where the same files had made it before
 * @param tally null where the same files had made the run before
 * @param firstRejected the first of the rows left out, for a user to see; all of them stand in the
 *     run's own file
 * @param notes what a user should know besides
 */
public record Booked(
    RunFolder run,
    RunManifest manifest,
    boolean isNew,
    Tally tally,
    List<Problem> firstRejected,
    List<String> notes) {
  public Booked {
    firstRejected = List.copyOf(firstRejected);
    notes = List.copyOf(notes);
  }
}
