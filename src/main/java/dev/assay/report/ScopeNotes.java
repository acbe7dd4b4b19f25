package dev.assay.report;

import dev.assay.warehouse.CommittedRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a reader must know about the runs behind a table. */
final class ScopeNotes {
  private ScopeNotes() {}

  static List<String> of(List<CommittedRun> runs) {
    List<String> notes = new ArrayList<>();
    if (runs.isEmpty()) {
      return List.of("The warehouse holds no committed run.");
    }
    notes.add(
        runs.size() == 1
            ? "Run %s.".formatted(runs.get(0).id())
            : "%d runs, %s to %s."
                .formatted(runs.size(), runs.get(0).id(), runs.get(runs.size() - 1).id()));
    long simulated = runs.stream().filter(CommittedRun::simulated).count();
    if (simulated == runs.size()) {
      notes.add("Simulated figures: the embedded gateway answered, no money was spent.");
    } else if (simulated > 0) {
      notes.add(
          "Simulated and real figures are mixed: %d of %d runs are simulated."
              .formatted(simulated, runs.size()));
    }
    for (CommittedRun run : runs) {
      if (!run.complete()) {
        notes.add("Run %s is not complete: it ended with '%s'.".formatted(run.id(), run.ended()));
      }
    }
    Map<String, Set<String>> versions = new TreeMap<>();
    for (CommittedRun run : runs) {
      run.suiteHashes()
          .forEach(
              (suite, hash) -> versions.computeIfAbsent(suite, key -> new TreeSet<>()).add(hash));
    }
    versions.forEach(
        (suite, hashes) -> {
          if (hashes.size() > 1) {
            notes.add(
                "These runs asked %d different contents of the suite '%s'."
                    .formatted(hashes.size(), suite));
          }
        });
    return notes;
  }
}
