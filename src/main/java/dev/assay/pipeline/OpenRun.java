package dev.assay.pipeline;

import dev.assay.gateway.Transport;
import dev.assay.journal.Journal;
import dev.assay.plan.SpendSoFar;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/** What all lanes of one run share within a process: connections, journal, limits and counts. */
final class OpenRun implements Closeable {
  private final RunSpec spec;
  private final Journal journal;
  private final Transport transport;
  private final Admission admission;
  private final BudgetCharge charge;
  private final Retries retries;
  private final Tally tally = new Tally();
  private final Earlier earlier;
  private final Timekeeper time;
  private final ProgressFile progressFile;
  private volatile Optional<MonthlyBudget> month = Optional.empty();
  private final LateCosts lateCosts;

  private OpenRun(
      RunSpec spec, Journal journal, Earlier earlier, Transport transport, Timekeeper time) {
    this.spec = spec;
    this.journal = journal;
    this.transport = transport;
    this.admission = new Admission(spec.job(), time);
    this.charge = new BudgetCharge(spec.catalog());
    this.retries =
        spec.context().isReplay() ? Retries.atOnce(spec.job().maxAttempts()) : Retries.of(spec);
    this.earlier = earlier;
    this.time = time;
    this.progressFile = new ProgressFile(spec.folder().progress(), this::progress);
    this.lateCosts = LateCosts.of(spec.transports());
    admission.alreadySpent(earlier.spent());
  }

  static OpenRun open(RunSpec spec, Timekeeper time) throws IOException {
    // read before this sitting's own segment is begun
    Earlier earlier = Earlier.of(spec);
    Journal journal = null;
    try {
      journal = Journal.open(spec.folder().journal());
      earlier.noteIn(journal);
      return new OpenRun(spec, journal, earlier, spec.transports().open(), time);
    } catch (IOException | RuntimeException unopened) {
      earlier.close();
      if (journal != null) {
        journal.close();
      }
      throw unopened;
    }
  }

  RunSpec spec() {
    return spec;
  }

  Calls calls() {
    return spec.calls();
  }

  Journal journal() {
    return journal;
  }

  Transport transport() {
    return transport;
  }

  Admission admission() {
    return admission;
  }

  BudgetCharge charge() {
    return charge;
  }

  Retries retries() {
    return retries;
  }

  Earlier earlier() {
    return earlier;
  }

  Tally tally() {
    return tally;
  }

  LateCosts lateCosts() {
    return lateCosts;
  }

  Timekeeper time() {
    return time;
  }

  /** Warns of the month's budget from now on, where the job has one. */
  void watchMonth(SpendSoFar before, Consumer<BudgetAlert> told) {
    month =
        Optional.ofNullable(spec.job().terms().budgets().month())
            .map(budget -> new MonthlyBudget(spec.folder().alerts(), before, budget, told));
    noteSpend();
  }

  void noteSpend() {
    month.ifPresent(each -> each.spent(admission.spent(), time.now()));
  }

  Progress progress() {
    return new Progress(
        spec.calls().size(),
        admission.spent(),
        spec.job().budget(),
        spec.context().startedAt(),
        tally.arms());
  }

  @Override
  public void close() throws IOException {
    admission.stop(Ended.INTERRUPTED);
    try (earlier;
        journal;
        progressFile;
        lateCosts) {
      transport.close();
    }
  }
}
