package dev.assay.cli;

import dev.assay.journal.Journal;
import dev.assay.journal.JournalSummary;
import dev.assay.report.Table;
import dev.assay.usage.RunFolder;
import dev.assay.usage.RunInUse;
import dev.assay.usage.RunManifest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the runs of a warehouse. */
@Command(
    name = "runs",
    description = {
      "Lists the runs, newest first, with those that never came to an end.",
      "",
      "  assay runs",
      "  assay runs -f json",
      "",
    })
final class RunsVerb implements Verb {
  private final Surroundings surroundings;
  @Mixin private WarehouseOption warehouse;
  @Mixin private OutputOptions output;

  RunsVerb(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public ExitCode run() throws IOException {
    output.check();
    output.show(table(warehouse.folder(surroundings)), surroundings.console());
    return ExitCode.DONE;
  }

  private static Table table(Path warehouse) throws IOException {
    List<List<Object>> rows = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    List<RunFolder> folders = new ArrayList<>(RunFolder.all(warehouse));
    Collections.reverse(folders);
    for (RunFolder folder : folders) {
      if (folder.isCommitted()) {
        rows.add(committed(folder, notes));
      } else {
        boolean goesOn = RunInUse.isHeld(folder);
        rows.add(onlyNamed(folder, goesOn ? "going on" : "unfinished"));
        notes.add(goesOn ? "%s is going on.".formatted(folder.runId()) : inFlight(folder));
      }
    }
    if (rows.isEmpty()) {
      notes.add("There is no run yet; 'assay run pipelines/nightly.yaml' makes one.");
    }
    return new Table("Runs in " + warehouse, columns(), rows, notes);
  }

  private static List<Table.Column> columns() {
    return List.of(
        new Table.Column("run_id", ""),
        new Table.Column("job", "as its file names it"),
        new Table.Column("started_at", "UTC"),
        new Table.Column(
            "ended",
            "why it stopped; going on, unfinished when it was cut off, damaged when its manifest is"),
        new Table.Column("simulated", "whether the embedded gateway answered"),
        new Table.Column("planned", "calls"),
        new Table.Column("answered", "calls"),
        new Table.Column("failed", "calls"),
        new Table.Column("not_sent", "calls"),
        new Table.Column("billed_usd", "all attempts"),
        new Table.Column("budget_usd", ""));
  }

  /** One that cannot be read does not hide the others. */
  private static List<Object> committed(RunFolder folder, List<String> notes) {
    try {
      return committed(folder.manifest());
    } catch (IOException unreadable) {
      notes.add(
          "%s cannot be read: its run.json is damaged, and every report is refused until it is restored or moved away."
              .formatted(folder.runId()));
      return onlyNamed(folder, "damaged");
    }
  }

  private static List<Object> committed(RunManifest run) {
    return Arrays.asList(
        run.runId(),
        run.job(),
        OffsetDateTime.ofInstant(run.startedAt(), ZoneOffset.UTC),
        run.ended(),
        run.simulated(),
        run.parts().planned(),
        run.parts().answered(),
        run.parts().failed(),
        run.parts().notSent(),
        run.billedUsd(),
        run.budgetUsd());
  }

  private static List<Object> onlyNamed(RunFolder folder, String ended) {
    return Arrays.asList(
        folder.runId(), null, null, ended, null, null, null, null, null, null, null);
  }

  private static String inFlight(RunFolder folder) throws IOException {
    JournalSummary summary = Journal.summary(folder.journal());
    return "%s was cut off: %,d attempts are recorded, %,d were in flight. Reports do not see it."
        .formatted(folder.runId(), summary.recorded(), summary.inFlight());
  }
}
