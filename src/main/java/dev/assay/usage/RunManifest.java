package dev.assay.usage;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a committed run was: the content of its {@code run.json}. Its presence is what makes a run
 * exist for readers.
 *
 * @param schemaVersion of the Parquet files beside it
 * @param scoring the folder under {@code scores/} that holds this run's newest scoring
 * @param ended why the run stopped: {@code complete}, {@code failures}, {@code deadline}, {@code
 *     budget} or {@code interrupted}; an import that left rows out is {@code partial}
 * @param suiteHashes suite name to content hash
 * @param policyHashes policy name to hash
 * @param parts how many calls ended how
 * @param arms by name, the incumbent first
 * @param billedUsd what the gateway said all attempts cost, unknown ones left out and counted in
 *     parts
 * @param sitting the sitting that wrote the Parquet files, from 1: a run that stopped and was
 *     continued is written anew as a whole, and only the files of this sitting belong to it
 * @param possibleDoublePayments attempts that were in flight when a sitting was cut off, whose
 *     calls were asked again, and whose cost the gateway's books did not tell before the commit
 * @param imported where an imported run came from; null where we asked ourselves
 * @param compactedInto the {@link MonthFiles} that hold its rows; null where they lie in its own
 *     folder
 */
public record RunManifest(
    String runId,
    int schemaVersion,
    String toolVersion,
    String job,
    Instant startedAt,
    Instant finishedAt,
    String ended,
    boolean simulated,
    String runner,
    String deploymentContext,
    String gateway,
    String catalogVersion,
    Map<String, String> suiteHashes,
    Map<String, String> policyHashes,
    List<String> arms,
    String scoring,
    Parts parts,
    BigDecimal billedUsd,
    BigDecimal budgetUsd,
    int sitting,
    long possibleDoublePayments,
    ImportOrigin imported,
    String compactedInto) {

  /**
   * How many calls there were and how they ended; attempts counts every try, unknownCost those
   * without a known cost.
   */
  public record Parts(
      long planned, long answered, long failed, long notSent, long attempts, long unknownCost) {}

  public RunManifest {
    requireNonNull(runId, "runId");
    requireNonNull(job, "job");
    requireNonNull(startedAt, "startedAt");
    requireNonNull(ended, "ended");
    suiteHashes = Map.copyOf(suiteHashes);
    policyHashes = Map.copyOf(policyHashes);
    arms = List.copyOf(arms);
    requireNonNull(parts, "parts");
    // a manifest of before there were sittings names none
    sitting = Math.max(1, sitting);
  }

  /** A run that came to its end in one sitting. */
  public RunManifest(
      String runId,
      int schemaVersion,
      String toolVersion,
      String job,
      Instant startedAt,
      Instant finishedAt,
      String ended,
      boolean simulated,
      String runner,
      String deploymentContext,
      String gateway,
      String catalogVersion,
      Map<String, String> suiteHashes,
      Map<String, String> policyHashes,
      List<String> arms,
      String scoring,
      Parts parts,
      BigDecimal billedUsd,
      BigDecimal budgetUsd) {
    this(
        runId,
        schemaVersion,
        toolVersion,
        job,
        startedAt,
        finishedAt,
        ended,
        simulated,
        runner,
        deploymentContext,
        gateway,
        catalogVersion,
        suiteHashes,
        policyHashes,
        arms,
        scoring,
        parts,
        billedUsd,
        budgetUsd,
        1,
        0,
        null,
        null);
  }

  /** The same run under another scoring. */
  public RunManifest scoredBy(String newScoring, Map<String, String> newSuiteHashes) {
    return with(newScoring, newSuiteHashes, compactedInto);
  }

  /** The same run with its rows in the files of a month. */
  public RunManifest movedInto(MonthFiles month) {
    return with(scoring, suiteHashes, month.name());
  }

  private RunManifest with(String ofScoring, Map<String, String> ofSuites, String inMonth) {
    return new RunManifest(
        runId,
        schemaVersion,
        toolVersion,
        job,
        startedAt,
        finishedAt,
        ended,
        simulated,
        runner,
        deploymentContext,
        gateway,
        catalogVersion,
        ofSuites,
        policyHashes,
        arms,
        ofScoring,
        parts,
        billedUsd,
        budgetUsd,
        sitting,
        possibleDoublePayments,
        imported,
        inMonth);
  }

  /** Whether every planned call was asked, so that the run can be compared. */
  public boolean isComplete() {
    return ended.equals("complete");
  }
}
