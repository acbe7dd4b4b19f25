package dev.assay.pipeline;

import dev.assay.gateway.Outcome;
import dev.assay.journal.JournalRecord.Recorded;
import dev.assay.journal.RecordedCalls;
import dev.assay.plan.CallId;
import dev.assay.usage.RunFolder;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The answers that another run recorded, by call. */
final class ReusableAnswers implements Closeable {
  static final ReusableAnswers NONE = new ReusableAnswers(null, null, Set.of());

  private final String runId;
  private final RecordedCalls recorded;
  private final Set<CallId> unanswered;

  private ReusableAnswers(String runId, RecordedCalls recorded, Set<CallId> unanswered) {
    this.runId = runId;
    this.recorded = recorded;
    this.unanswered = unanswered;
  }

  static ReusableAnswers of(RunFolder run) throws IOException {
    Set<CallId> unanswered = new HashSet<>();
    RecordedCalls recorded =
        RecordedCalls.in(
            run.journal(),
            each -> {
              if (each.outcome() instanceof Outcome.Answer) {
                unanswered.remove(each.call());
              } else {
                unanswered.add(each.call());
              }
            });
    return new ReusableAnswers(run.runId(), recorded, unanswered);
  }

  boolean isEmpty() {
    return recorded == null;
  }

  boolean has(CallId call) {
    return recorded != null && recorded.has(call) && !unanswered.contains(call);
  }

  /**
   * The answer, with the run that bought it: where the other run had reused it, that is a third.
   */
  Recorded answerTo(CallId call) throws IOException {
    List<Recorded> attempts = recorded.attemptsOf(call);
    Recorded last = attempts.get(attempts.size() - 1);
    return new Recorded(
        last.outcome(),
        last.queued(),
        last.retryWait(),
        last.reusedFromRun() == null ? runId : last.reusedFromRun());
  }

  @Override
  public void close() throws IOException {
    if (recorded != null) {
      recorded.close();
    }
  }
}
