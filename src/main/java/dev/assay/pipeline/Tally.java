package dev.assay.pipeline;

import dev.assay.gateway.Outcome;
import dev.assay.money.Usd;
import dev.assay.plan.PlannedCall;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts, arm by arm, what happens while a run goes on. */
final class Tally {
  private static final class Counts {
    private long answered;
    private long failed;
    private long notSent;
    private long inFlight;
    private Usd billed = Usd.ZERO;
    private long outputTokens;
  }

  private final Map<String, Counts> arms = new TreeMap<>();

  synchronized void sent(PlannedCall call) {
    counts(call).inFlight++;
  }

  synchronized void attempted(PlannedCall call, Outcome outcome) {
    Counts counts = counts(call);
    counts.inFlight--;
    Long output = outcome.exchange().tokens().completion();
    counts.outputTokens += output == null ? 0 : output;
    Usd billed = outcome.exchange().charge().billed();
    if (billed != null) {
      counts.billed = counts.billed.plus(billed);
    }
  }

  synchronized void ended(PlannedCall call, Outcome last) {
    Counts counts = counts(call);
    if (last instanceof Outcome.Answer) {
      counts.answered++;
    } else {
      counts.failed++;
    }
  }

  synchronized void notSent(PlannedCall call) {
    counts(call).notSent++;
  }

  synchronized List<Progress.Arm> arms() {
    return arms.entrySet().stream()
        .map(
            entry -> {
              Counts counts = entry.getValue();
              return new Progress.Arm(
                  entry.getKey(),
                  counts.answered,
                  counts.failed,
                  counts.notSent,
                  counts.inFlight,
                  counts.billed,
                  counts.outputTokens);
            })
        .toList();
  }

  private Counts counts(PlannedCall call) {
    return arms.computeIfAbsent(call.arm(), arm -> new Counts());
  }
}
