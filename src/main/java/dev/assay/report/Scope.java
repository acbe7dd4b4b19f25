package dev.assay.report;

import dev.assay.problem.Closest;
import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import dev.assay.warehouse.CommittedRun;
import java.util.List;

/** Which runs a report looks at; the staging layer keeps these and nothing else. */
@FunctionalInterface
public interface Scope {
  /** The runs meant, out of the committed ones, which come oldest first. */
  List<CommittedRun> among(List<CommittedRun> committed);

  /** The run that was started last. */
  static Scope newest() {
    return committed -> committed.subList(Math.max(0, committed.size() - 1), committed.size());
  }

  static Scope everyRun() {
    return committed -> committed;
  }

  /** The named runs; a name that is not committed is a fault of the input. */
  static Scope runs(List<String> ids) {
    return committed -> {
      List<String> known = committed.stream().map(CommittedRun::id).toList();
      for (String id : ids) {
        if (!known.contains(id)) {
          throw new InvalidInput(
              Place.setting("--run"),
              "there is no committed run '%s' in the warehouse".formatted(id),
              Closest.hint(id, "runs", known));
        }
      }
      return committed.stream().filter(run -> ids.contains(run.id())).toList();
    };
  }
}
