package dev.assay.cli;

import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import dev.assay.report.Table;
import dev.assay.warehouse.Compaction;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Merges the rows of old runs into monthly files. */
@Command(
    name = "compact",
    description = {
      "Merges the rows of old runs into monthly files, so that a warehouse of years is read as fast as a young one.",
      "",
      "  assay compact                        # every run of the months that have ended",
      "  assay compact --before 2026-07",
      "",
      "No figure changes. Each run keeps its folder with run.json, journal, recordings and late costs, so it can",
      "still be listed, scored anew and replayed; its events, scores and answers move to months/. A run that is",
      "in use, or stopped and can be continued, is left alone. Cut off, it is done again and nothing is lost.",
      "",
    })
final class CompactVerb implements Verb {
  private final Surroundings surroundings;
  @Mixin private WarehouseOption warehouse;
  @Mixin private OutputOptions output;

  @Option(
      names = "--before",
      paramLabel = "YYYY-MM",
      description = "Merge runs that started before this month, UTC. Default: the running month.")
  private String before;

  CompactVerb(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public ExitCode run() throws IOException {
    output.check();
    YearMonth month = month();
    Compaction.Outcome done = Compaction.of(warehouse.writable(surroundings), month);
    output.show(table(done, month), surroundings.console());
    return ExitCode.DONE;
  }

  private YearMonth month() {
    try {
      return before == null
          ? YearMonth.from(Instant.now().atOffset(ZoneOffset.UTC))
          : YearMonth.parse(before);
    } catch (DateTimeException unreadable) {
      throw new InvalidInput(
          Place.setting("--before"),
          "'%s' is no month".formatted(before),
          "Write one like 2026-07.");
    }
  }

  private static Table table(Compaction.Outcome done, YearMonth before) {
    List<String> notes = new ArrayList<>();
    if (done.months().isEmpty()) {
      notes.add("There was nothing to merge before %s.".formatted(before));
    }
    done.leftAlone()
        .forEach((run, reason) -> notes.add("Run %s is left alone: %s.".formatted(run, reason)));
    return new Table(
        "Merged into monthly files",
        List.of(
            new Table.Column("month", "in which the runs started, UTC"),
            new Table.Column("runs", "that were moved"),
            new Table.Column("usage_events", "rows of theirs"),
            new Table.Column("files_before", "of theirs that the month's files replace")),
        done.months().stream()
            .map(
                month ->
                    List.<Object>of(
                        month.month().toString(),
                        (long) month.runs(),
                        month.rows(),
                        (long) month.files()))
            .toList(),
        notes);
  }
}
