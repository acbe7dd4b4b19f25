package dev.assay.pipeline;

import static java.util.Objects.requireNonNull;

import dev.assay.usage.RunFolder;
import dev.assay.usage.RunManifest;
import java.math.BigDecimal;

/**
 * A run that is committed.
 *
 * @param maxFailedShare the share of failed calls from which the job counts a run as failed
 */
public record Finished(RunFolder folder, RunManifest manifest, BigDecimal maxFailedShare) {
  public Finished {
    requireNonNull(folder, "folder");
    requireNonNull(manifest, "manifest");
    requireNonNull(maxFailedShare, "maxFailedShare");
  }

  /** Calls that were sent, whatever came of them. */
  public long asked() {
    return manifest.parts().answered() + manifest.parts().failed();
  }

  /** Whether the failed ones reach the job's limit; a run without a failure never does. */
  public boolean hasTooManyFailed() {
    long failed = manifest.parts().failed();
    // multiplied out, since a quotient would have to be rounded
    BigDecimal limit = maxFailedShare.multiply(BigDecimal.valueOf(asked()));
    return failed > 0 && BigDecimal.valueOf(failed).compareTo(limit) >= 0;
  }

  public boolean stoppedAtTheBudget() {
    return endedBy(Ended.BUDGET);
  }

  /** Whether an arm was given up, or the key refused. */
  public boolean stoppedByFailures() {
    return endedBy(Ended.FAILURES);
  }

  public boolean stoppedAtTheDeadline() {
    return endedBy(Ended.DEADLINE);
  }

  public boolean wasInterrupted() {
    return endedBy(Ended.INTERRUPTED);
  }

  private boolean endedBy(Ended why) {
    return manifest.ended().equals(why.word());
  }
}
