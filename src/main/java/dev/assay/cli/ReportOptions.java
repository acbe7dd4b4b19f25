package dev.assay.cli;

import dev.assay.report.Reports;
import dev.assay.warehouse.Warehouse;
import java.io.IOException;
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

  Reports over(Warehouse warehouse, Surroundings surroundings) throws IOException {
    List<Path> all = new ArrayList<>();
    all.add(surroundings.home().resolve("reports"));
    all.addAll(folders);
    return Reports.over(warehouse, all);
  }
}
