package dev.assay.cli;

import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import dev.assay.report.ReportFiles;
import dev.assay.report.Reports;
import dev.assay.warehouse.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Where reports are found. */
final class ReportOptions {
  @Option(
      names = "--reports",
      paramLabel = "DIR",
      description =
          "A folder of your own reports, beside Assay's; one of the same name replaces it. May repeat.")
  private List<Path> folders = List.of();

  /** Refuses folders that are none before any work is done. */
  void check() {
    for (Path folder : folders) {
      if (!Files.isDirectory(folder)) {
        throw new InvalidInput(
            Place.setting("--reports"), "there is no folder '%s'".formatted(folder), "");
      }
    }
  }

  Reports over(Warehouse warehouse, Surroundings surroundings) throws IOException {
    return Reports.over(warehouse, all(surroundings));
  }

  /** The same beside what an organisation's own files say of money. */
  Reports over(Warehouse warehouse, FinanceOptions finance, Surroundings surroundings)
      throws IOException {
    return Reports.over(warehouse, all(surroundings), finance.tables(surroundings));
  }

  /** The reports alone, for those who run none. */
  ReportFiles files(Surroundings surroundings) throws IOException {
    return ReportFiles.in(all(surroundings));
  }

  private List<Path> all(Surroundings surroundings) {
    List<Path> all = new ArrayList<>();
    all.add(surroundings.home().resolve("reports"));
    all.addAll(folders);
    return all;
  }
}
