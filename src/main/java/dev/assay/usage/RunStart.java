package dev.assay.usage;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/**
 * What a run was when it began: the content of its {@code start.json}, on disk before the first
 * call and never changed.
 *
 * @param job as its file names it
 * @param day whose prices hold, whenever the run is continued
 * @param madeOf what may not differ when the run is continued, by what a reader calls it; a content
 *     stands there as its hash
 * @param promptHashes suite name to the hash of its prompts alone, without expectations
 * @param suiteFolders where the suites lay
 * @param reusedRun the run whose answers stand in for asking; null where every call is asked
 */
public record RunStart(
    String runId,
    String job,
    Instant startedAt,
    LocalDate day,
    String toolVersion,
    BigDecimal budgetUsd,
    Map<String, String> madeOf,
    Map<String, String> promptHashes,
    List<String> suiteFolders,
    String reusedRun) {
  public RunStart {
    requireNonNull(runId, "runId");
    requireNonNull(job, "job");
    requireNonNull(startedAt, "startedAt");
    requireNonNull(day, "day");
    madeOf = Map.copyOf(madeOf);
    promptHashes = Map.copyOf(promptHashes);
    suiteFolders = List.copyOf(suiteFolders);
  }
}
