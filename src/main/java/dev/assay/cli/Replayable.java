package dev.assay.cli;

import dev.assay.journal.Recording;
import dev.assay.problem.Closest;
import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import dev.assay.usage.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds a run whose recording can be replayed. */
final class Replayable {
  private static final Place ASKED = Place.setting("--replay");

  private Replayable() {}

  /** The committed run of this id that kept a recording; anything else is a fault of the input. */
  static RunFolder run(String runId, Path warehouse) throws IOException {
    List<String> recorded = new ArrayList<>();
    for (RunFolder run : RunFolder.committed(warehouse)) {
      if (Recording.bytesIn(run.recordings()) > 0) {
        recorded.add(run.runId());
      }
    }
    if (recorded.contains(runId)) {
      return RunFolder.of(warehouse, runId);
    }
    throw new InvalidInput(
        ASKED,
        "there is no run '%s' with a recording in %s".formatted(runId, warehouse),
        recorded.isEmpty()
            ? "No run there kept one; 'assay run JOB --record' does."
            : Closest.hint(runId, "recorded runs", recorded));
  }
}
