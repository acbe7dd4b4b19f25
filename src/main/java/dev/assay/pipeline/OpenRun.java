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
  private final Timekeeper time;
  private volatile Optional<MonthlyBudget> month = Optional.empty();

  private OpenRun(RunSpec spec, Journal journal, Transport transport, Timekeeper time) {
    this.spec = spec;
    this.journal = journal;
    this.transport = transport;
    this.admission = new Admission(spec.job(), time);
    this.charge = new BudgetCharge(spec.catalog());
    this.retries =
        new Retries(
            spec.job().maxAttempts(),
            spec.job().terms().retriesMidStream(),
            spec.runId().hashCode());
    this.time = time;
  }

  static OpenRun open(RunSpec spec, Timekeeper time) throws IOException {
    Journal journal = Journal.open(spec.folder().journal());
    try {
      return new OpenRun(spec, journal, spec.transports().open(), time);
    } catch (RuntimeException unopened) {
      journal.close();
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

  Tally tally() {
    return tally;
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
    try (journal) {
      transport.close();
    }
  }
}
