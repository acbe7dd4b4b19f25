package dev.assay.warehouse;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A run that reports may see.
 *
 * @param ended why it stopped: {@code complete}, {@code budget}, {@code interrupted}, ...
 * @param simulated whether the embedded gateway answered, so that no figure is real
 * @param suiteHashes suite name to content hash
 */
public record CommittedRun(
    String id,
    String job,
    Instant startedAt,
    String ended,
    boolean complete,
    boolean simulated,
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
}
