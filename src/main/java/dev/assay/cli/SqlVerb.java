package dev.assay.cli;

import dev.assay.report.Table;
import dev.assay.warehouse.Rows;
import dev.assay.warehouse.Sql;
import dev.assay.warehouse.Warehouse;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Answers a query over the committed runs. */
@Command(
    name = "sql",
    description = {
      "Answers a query over the committed runs. The warehouse is only read.",
      "",
      "  assay sql \"select run_id, count(*), sum(billed_usd) from usage_events group by run_id\"",
      "  assay sql -f csv \"from usage_events where outcome = 'failed'\"",
      "  assay sql \"describe usage_events\"",
      "",
      "Tables: usage_events (one row per attempt), scores, answers, adjustments, runs, run_suites.",
      "",
    })
final class SqlVerb implements Verb {
  private final Surroundings surroundings;
  @Mixin private WarehouseOption warehouse;
  @Mixin private OutputOptions output;

  @Parameters(paramLabel = "QUERY", description = "One SELECT in DuckDB's SQL.")
  private String query;

  SqlVerb(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public ExitCode run() throws IOException {
    output.check();
    try (Warehouse opened = Warehouse.open(warehouse.folder(surroundings))) {
      output.show(table(opened.query(Sql.typed(query))), surroundings.console());
    }
    return ExitCode.DONE;
  }

  private static Table table(Rows rows) {
    return new Table(
        "",
        rows.columns().stream()
            .map(column -> new Table.Column(column.name(), column.type()))
            .toList(),
        rows.values(),
        List.of());
  }
}
