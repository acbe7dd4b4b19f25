package dev.assay.cli;

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
      "",
    },
    footer = {"", "Exit codes: 0 the plan is sound, 2 it is not (assay help exit-codes)"})
final class PlanVerb implements Verb {
  private final Surroundings surroundings;
  @Mixin private JobOptions job;
  @Mixin private OutputOptions output;

  PlanVerb(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public ExitCode run() throws IOException {
    output.check();
    output.show(PlanTable.of(job.prepare().plan()), surroundings.console());
    return ExitCode.DONE;
  }
}
