package dev.assay.warehouse;

import static java.util.Objects.requireNonNull;

import dev.assay.usage.ImportOrigin;
import dev.assay.usage.RunManifest;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A run that reports may see.
 *
 * @param finishedAt null where its manifest tells none
 * @param ended why it stopped: {@code complete}, {@code budget}, {@code interrupted}, ...
 * @param simulated whether the embedded gateway answered, so that no figure is real
 * @param imported whether its rows come from other people's files, whatever the time they tell
 * @param statesOnly whether it holds what others state of usage and money beside any attempt:
 *     statements, charges or key cards
 * @param suiteHashes suite name to content hash
 */
public record CommittedRun(
    String id,
    String job,
    Instant startedAt,
    Instant finishedAt,
    String ended,
    boolean complete,
    boolean simulated,
    boolean imported,
    boolean statesOnly,
    List<String> arms,
    Map<String, String> suiteHashes) {
  public CommittedRun {
    requireNonNull(id, "id");
    requireNonNull(job, "job");
    requireNonNull(startedAt, "startedAt");
    requireNonNull(ended, "ended");
    arms = List.copyOf(arms);
    suiteHashes = Map.copyOf(suiteHashes);
  }

  /**
   * Whether it may hold attempts of a time.
   *
   * @param from null where any time is early enough
   * @param to the first moment that is too late; null where none is
   */
  public boolean mayHoldRowsOf(Instant from, Instant to) {
    if (imported) {
      return true;
    }
    boolean endsTooEarly = from != null && finishedAt != null && finishedAt.isBefore(from);
    return !endsTooEarly && (to == null || startedAt.isBefore(to));
  }

  static CommittedRun of(RunManifest run) {
    return new CommittedRun(
        run.runId(),
        run.job(),
        run.startedAt(),
        run.finishedAt(),
        run.ended(),
        run.isComplete(),
        run.simulated(),
        run.imported() != null,
        statesOnly(run.imported()),
        run.arms(),
        run.suiteHashes());
  }

  private static boolean statesOnly(ImportOrigin origin) {
    return origin != null && origin.books() != null && !origin.books().holdAttempts();
  }
}
