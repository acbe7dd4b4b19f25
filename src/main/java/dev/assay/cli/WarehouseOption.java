package dev.assay.cli;

import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where runs lie. */
final class WarehouseOption {
  private static final String VARIABLE = "ASSAY_WAREHOUSE";

  @Option(
      names = "--warehouse",
      paramLabel = "DIR",
      description =
          "The folder that holds the runs. Default: $ASSAY_WAREHOUSE, else 'warehouse' in Assay's own folder.")
  private Path folder;

  /** The folder, which need not exist yet. */
  Path folder(Surroundings surroundings) {
    Path chosen = chosen(surroundings);
    if (Files.exists(chosen) && !Files.isDirectory(chosen)) {
      throw new InvalidInput(
          place(surroundings),
          "'%s' is not a folder".formatted(chosen),
          "Name the folder that holds, or shall hold, the runs.");
    }
    return chosen;
  }

  /** The folder, made where there is none, for a run that must not lose what it pays for. */
  Path writable(Surroundings surroundings) {
    Path chosen = folder(surroundings);
    try {
      Files.delete(Files.createTempFile(Files.createDirectories(chosen), "try", null));
      return chosen;
    } catch (IOException refused) {
      throw new InvalidInput(
          place(surroundings),
          "Cannot write to the warehouse '%s'".formatted(chosen),
          "Name a folder of your own: --warehouse DIR, or ASSAY_WAREHOUSE=DIR.");
    }
  }

  private Path chosen(Surroundings surroundings) {
    if (folder != null) {
      return folder;
    }
    String configured = configured(surroundings);
    return configured.isEmpty() ? surroundings.home().resolve("warehouse") : Path.of(configured);
  }

  private Place place(Surroundings surroundings) {
    boolean byVariable = folder == null && !configured(surroundings).isEmpty();
    return Place.setting(byVariable ? VARIABLE : "--warehouse");
  }

  private static String configured(Surroundings surroundings) {
    return surroundings.environment().getOrDefault(VARIABLE, "");
  }
}
