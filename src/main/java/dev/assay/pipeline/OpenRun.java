package dev.assay.pipeline;

import dev.assay.gateway.Transport;
import dev.assay.journal.Journal;
import java.io.Closeable;
import java.io.IOException;

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
  private final LateCosts lateCosts;

  private OpenRun(
      RunSpec spec, Journal journal, Earlier earlier, Transport transport, Timekeeper time) {
    this.spec = spec;
    this.journal = journal;
    this.transport = transport;
    this.admission = new Admission(spec.job().maxConcurrency(), spec.job().budget());
    this.charge = new BudgetCharge(spec.catalog());
    this.retries =
        spec.context().isReplay() ? Retries.atOnce(spec.job().maxAttempts()) : Retries.of(spec);
    this.earlier = earlier;
    this.time = time;
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
    admission.stop();
    try (earlier;
        journal;
        lateCosts) {
      transport.close();
    }
  }
}
