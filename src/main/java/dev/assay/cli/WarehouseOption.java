package dev.assay.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where runs lie. */
final class WarehouseOption {
  @Option(
      names = "--warehouse",
      paramLabel = "DIR",
      description =
          "The folder that holds the runs. Default: $ASSAY_WAREHOUSE, else 'warehouse' in Assay's own folder.")
  private Path folder;

  Path folder(Surroundings surroundings) {
    if (folder != null) {
      return folder;
    }
    String configured = surroundings.environment().getOrDefault("ASSAY_WAREHOUSE", "");
    return configured.isEmpty() ? surroundings.home().resolve("warehouse") : Path.of(configured);
  }
}
