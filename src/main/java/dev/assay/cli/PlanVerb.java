package dev.assay.cli;

import dev.assay.plan.Plan;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints what a job would ask and cost. */
@Command(
    name = "plan",
    description = {
      "Prints what a job would ask and what it would cost. Sends nothing.",
      "",
      "  assay plan pipelines/nightly.yaml",
      "  assay plan pipelines/nightly.yaml -f markdown      # for a review",
      "  assay plan pipelines/nightly.yaml -o plan.json     # for a program: plan, budgets and routes",
      "",
      "The price is a range, made of the tokens of earlier runs where there are any; docs/plan.md says how.",
      "",
    },
    footer = {"", "Exit codes: 0 the plan is sound, 2 it is not (assay help exit-codes)"})
final class PlanVerb implements Verb {
  private final Surroundings surroundings;
  @Mixin private JobOptions job;
  @Mixin private WarehouseOption warehouse;
  @Mixin private OutputOptions output;

  PlanVerb(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public ExitCode run() throws IOException {
    output.check();
    Ahead.load(Plan::load);
    PastRuns.loadAhead(warehouse.folder(surroundings));
    PreparedJob prepared = job.prepare();
    output.showLed(
        PlanTable.of(prepared.plan(), prepared.past(warehouse.folder(surroundings))),
        surroundings.console());
    return ExitCode.DONE;
  }
}
