package dev.assay.cli;

import dev.assay.problem.Problem;
import dev.assay.report.Document;
import dev.assay.report.ReportFiles;
import dev.assay.report.Scope;
import dev.assay.report.Table;
import dev.assay.warehouse.Warehouse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verbs that concern reports. */
@Command(
    name = "report",
    description = {
      "Answers a question about committed runs by a report, one SQL file each.",
      "",
      "  assay report list",
      "  assay report run comparison/leaderboard",
      "  assay report run finops/spend --month 2026-10 -f csv",
      "  assay report pack comparison -o night.md",
      "",
    })
final class ReportVerb {
  static CommandLine commands(Surroundings surroundings) {
    CommandLine report = new CommandLine(new ReportVerb());
    report.addSubcommand(new ListReports(surroundings));
    report.addSubcommand(new ShowReport(surroundings));
    report.addSubcommand(new RunReport(surroundings));
    report.addSubcommand(new PackVerb(surroundings));
    return report;
  }

  /** Lists the reports with what each asks. */
  @Command(
      name = "list",
      description = {
        "Lists the reports with the question each answers.",
        "",
        "  assay report list",
        ""
      })
  static final class ListReports implements Verb {
    private final Surroundings surroundings;
    @Mixin private ReportOptions reports;
    @Mixin private OutputOptions output;

    ListReports(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public ExitCode run() throws IOException {
      output.check();
      ReportFiles found = reports.files(surroundings);
      output.show(
          new Table(
              "Reports",
              List.of(
                  new Table.Column("report", "its name for 'assay report run'"),
                  new Table.Column("asks", "the question it answers")),
              found.all().stream().map(file -> List.<Object>of(file.name(), file.asks())).toList(),
              found.faults().stream().map(Problem::toString).toList()),
          surroundings.console());
      return ExitCode.DONE;
    }
  }

  /** Prints a report's file. */
  @Command(
      name = "show",
      description = {
        "Prints a report's file: its question, its columns and its SQL.",
        "",
        "  assay report show comparison/leaderboard",
        "",
      })
  static final class ShowReport implements Verb {
    private final Surroundings surroundings;
    @Mixin private ReportOptions reports;

    @Parameters(paramLabel = "REPORT", description = "A name from 'assay report list'.")
    private String name;

    ShowReport(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public ExitCode run() throws IOException {
      surroundings.console().out().print(reports.files(surroundings).named(name).text());
      return ExitCode.DONE;
    }
  }

  /** Runs a report and shows its table. */
  @Command(
      name = "run",
      description = {
        "Runs a report and shows its table.",
        "",
        "  assay report run comparison/leaderboard                   # the newest run",
        "  assay report run comparison/leaderboard --run RUN --run RUN",
        "  assay report run finops/spend --month 2026-10 -p by=day,model",
        "  assay report run finops/spend --all -f csv -o spend.json",
        "",
      })
  static final class RunReport implements Verb {
    private final Surroundings surroundings;
    @Mixin private WarehouseOption warehouse;
    @Mixin private ReportOptions reports;
    @Mixin private OutputOptions output;

    @Parameters(paramLabel = "REPORT", description = "A name from 'assay report list'.")
    private String name;

    @Mixin private ScopeOptions scope;
    @Mixin private FinanceOptions finance;

    @Option(
        names = {"-p", "--param"},
        paramLabel = "NAME=VALUE",
        description = "Set a parameter of the report. May repeat.")
    private Map<String, String> parameters = new TreeMap<>();

    RunReport(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public ExitCode run() throws IOException {
      output.check();
      Scope chosen = scope.scope(finance.calendar());
      try (Warehouse opened = finance.open(warehouse, surroundings)) {
        Table table = reports.over(opened, finance, surroundings).run(name, chosen, parameters);
        output.show(Document.of(name, table), surroundings.console());
      }
      return ExitCode.DONE;
    }
  }
}
