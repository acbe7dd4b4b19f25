package dev.assay.report;

import dev.assay.warehouse.CommittedRun;
import dev.assay.warehouse.Excerpt;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a reader must know about the runs behind a table. */
final class ScopeNotes {
  private ScopeNotes() {}

  static List<String> of(List<CommittedRun> runs, boolean emptyWarehouse) {
    List<String> notes = new ArrayList<>();
    if (runs.isEmpty()) {
      return List.of(
          emptyWarehouse
              ? "The warehouse holds no committed run."
              : "No committed run of the warehouse is in this scope.");
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

  static List<String> ofLeftOut(int simulatedRuns) {
    return simulatedRuns == 0
        ? List.of()
        : List.of(
            simulatedRuns == 1
                ? "1 simulated run is left out; --include-simulated adds it."
                : "%d simulated runs are left out; --include-simulated adds them."
                    .formatted(simulatedRuns));
  }

  /** What of the runs is shown, where it is not all. */
  static List<String> of(Excerpt rows) {
    List<String> parts = new ArrayList<>();
    if (rows.from() != null) {
      parts.add("from " + rows.from());
    }
    if (rows.to() != null) {
      parts.add("before " + rows.to());
    }
    among("suite", rows.suites(), parts);
    among("arm", rows.arms(), parts);
    among("tag", rows.tags(), parts);
    List<String> notes = new ArrayList<>();
    if (!parts.isEmpty()) {
      notes.add("Only attempts %s.".formatted(String.join(", ", parts)));
    }
    if (rows.scoring() != null) {
      notes.add("Scored by %s, which may not be the newest scoring.".formatted(rows.scoring()));
    }
    return notes;
  }

  private static void among(String what, List<String> names, List<String> parts) {
    if (!names.isEmpty()) {
      parts.add(
          "of the %s%s %s".formatted(what, names.size() == 1 ? "" : "s", String.join(", ", names)));
    }
  }

  /** Runs whose quality is unknown, for a table that would tell of it. */
  static List<String> ofUnscored(List<CommittedRun> runs, Set<String> scored) {
    List<String> unscored =
        runs.stream().map(CommittedRun::id).filter(id -> !scored.contains(id)).toList();
    if (unscored.isEmpty()) {
      return List.of();
    }
    return List.of(
        "No answer of %s has a score in this scope; 'assay score RUN' judges recorded answers."
            .formatted(
                unscored.size() == 1
                    ? "run " + unscored.get(0)
                    : "%d runs, %s among them,".formatted(unscored.size(), unscored.get(0))));
  }
}
