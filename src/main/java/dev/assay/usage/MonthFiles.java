package dev.assay.usage;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * The rows of many runs of one month, one file a table: {@code
 * warehouse/months/<month>/<number>/<table>.parquet}. Only the rows of runs whose manifest names
 * these files count; a table that none of them had rows of has no file.
 */
public record MonthFiles(Path path) {
  public MonthFiles {
    requireNonNull(path, "path");
  }

  /** All files of the months of a warehouse. */
  public static Path in(Path warehouse) {
    return warehouse.resolve("months");
  }

  /** The files that a manifest names. */
  public static MonthFiles named(Path warehouse, String name) {
    return new MonthFiles(in(warehouse).resolve(name));
  }

  /** As manifests name them, e.g. {@code 2026-10/1}. */
  public String name() {
    return path.getParent().getFileName() + "/" + path.getFileName();
  }

  /** The file of one table, e.g. {@code usage_events}. */
  public Path table(String table) {
    return path.resolve(table + ".parquet");
  }
}
