package dev.assay.cli;

import dev.assay.journal.JournalRecord.Intent;
import dev.assay.journal.Recording;
import dev.assay.money.Usd;
import dev.assay.pipeline.Evaluation;
import dev.assay.pipeline.Finished;
import dev.assay.problem.InvalidInput;
import dev.assay.usage.RunManifest;
import dev.assay.usage.UsageEvent;
import dev.assay.warehouse.Rows;
import dev.assay.warehouse.Sql;
import dev.assay.warehouse.Warehouse;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/** Tells the user about a run, beside its table: what it found, how it ended, what it cost. */
final class RunTeller {
  private static final int LISTED = 5;

  private static final Sql FAILURES =
      Sql.typed(
          """
          select count(*), failure_kind, min(left(failure_detail, 160))
          from usage_events
          where run_id = $1 and outcome = 'failed'
          group by failure_kind
          order by count(*) desc, failure_kind""");

  private static final Sql REFUSED =
      Sql.typed(
          """
          select count(*), min(failure_detail)
          from usage_events
          where run_id = $1 and outcome = 'not_sent' and failure_kind = '%s'
          having count(*) > 0"""
              .formatted(UsageEvent.COST_GUARD));

  private final Console console;

  RunTeller(Console console) {
    this.console = console;
  }

  void tellWhatIsThere(Evaluation evaluation, boolean goesOn) {
    PrintStream err = console.err();
    if (goesOn) {
      err.println(
          String.format(
              Locale.ROOT,
              "%,d calls have ended already and are not asked again.",
              evaluation.endedBefore()));
    }
    List<Intent> inFlight = evaluation.inFlightAtTheCut();
    if (inFlight.isEmpty()) {
      return;
    }
    err.println(
        String.format(
            Locale.ROOT,
            "%,d attempts were in flight when the run was cut off, and are asked again. The gateway is asked what %,d of them cost; the others may be paid twice:",
            inFlight.size(),
            inFlight.stream().filter(each -> each.generationId() != null).count()));
    for (Intent each : inFlight.subList(0, Math.min(LISTED, inFlight.size()))) {
      err.println(
          "  call %s, attempt %d, X-Request-ID %s%s"
              .formatted(
                  each.call(),
                  each.attempt(),
                  each.traceId(),
                  each.generationId() == null ? "" : ", generation " + each.generationId()));
    }
    if (inFlight.size() > LISTED) {
      err.println(
          "  ... and %d more; 'failure_kind = lost' finds them all in usage_events"
              .formatted(inFlight.size() - LISTED));
    }
  }

  /** A full disk, or a folder that was taken away: the run is cut off, and nothing is lost. */
  void tellHowToGoOn(Exception cutOff, Sitting sitting) {
    PrintStream err = console.err();
    err.println();
    err.println(
        cutOff instanceof UncheckedIOException
            ? cutOff.getMessage()
            : "Cannot write the run in %s: %s"
                .formatted(sitting.folder().path(), cutOff.getMessage()));
    err.println(
        "The run is not committed, and what was recorded is kept. Once that is mended, the same command with --resume %s goes on."
            .formatted(sitting.runId()));
  }

  /** By now money is spent, so no fault of a report or of another run may say otherwise. */
  void tellWhyNothingIsShown(InvalidInput unshowable, Finished finished, String report) {
    console.tell(unshowable.report());
    console.tell(
        "The run is committed all the same. When this is mended: assay report run %s --run %s"
            .formatted(report, finished.manifest().runId()));
  }

  /** Why attempts failed, an example each, and what the cost guard kept from being sent. */
  void tellFailures(Warehouse warehouse, Finished finished) {
    for (List<Object> refused : warehouse.query(REFUSED, finished.manifest().runId()).values()) {
      console.tell(
          "%s calls were refused by the job's cost guard, e.g. %s".formatted(refused.toArray()));
    }
    Rows failures = warehouse.query(FAILURES, finished.manifest().runId());
    for (List<Object> failure : failures.values()) {
      console.tell("%s failed attempts: %s, e.g. %s".formatted(failure.toArray()));
    }
  }

  void tellWhatItCost(Finished finished, OpenGateway gateway, Sitting sitting) throws IOException {
    PrintStream err = console.err();
    RunManifest run = finished.manifest();
    err.println();
    gateway
        .replayedRun()
        .ifPresent(
            id ->
                err.println("Answered from the recording of %s: nothing was sent.".formatted(id)));
    err.println(
        String.format(
            Locale.ROOT,
            "%,d calls: %,d answered, %,d failed, %,d not sent. Billed %s USD%s.",
            run.parts().planned(),
            run.parts().answered(),
            run.parts().failed(),
            run.parts().notSent(),
            plain(run.billedUsd()),
            run.parts().unknownCost() == 0
                ? " in all"
                : " as far as known: the cost of %,d attempts is not"
                    .formatted(run.parts().unknownCost())));
    if (run.possibleDoublePayments() > 0) {
      err.println(
          "%d attempts may have been paid twice: they were in flight when the run was cut off."
              .formatted(run.possibleDoublePayments()));
    }
    gateway
        .ledgerTotal()
        .map(Usd::toString)
        .ifPresent(
            total ->
                err.println(
                    "The gateway's own ledger says %s USD%s."
                        .formatted(total, sitting.began().isEmpty() ? "" : " for this sitting")));
    if (finished.stoppedAtTheBudget()) {
      err.println("Stopped at the budget of %s USD.".formatted(plain(run.budgetUsd())));
    }
    if (finished.stoppedByFailures()) {
      err.println(
          "Gave up on an arm or on the key; 'failure_detail' of the calls not sent says why.");
    }
    if (finished.stoppedAtTheDeadline()) {
      err.println("Stopped at the deadline.");
    }
    err.println("The run lies in " + finished.folder().path());
    long recorded = Recording.bytesIn(finished.folder().recordings());
    if (recorded > 0) {
      err.println(String.format(Locale.ROOT, "Its recording takes %,d kB.", recorded / 1_000));
    }
  }

  private static String plain(BigDecimal usd) {
    return usd.stripTrailingZeros().toPlainString();
  }
}
