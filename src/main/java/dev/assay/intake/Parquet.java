package dev.assay.intake;

import dev.assay.usage.UsageSchema;
import dev.assay.warehouse.Workbench;
import java.nio.file.Path;
import java.sql.SQLException;

/** The one file of a table that an import writes. */
final class Parquet {
  private static final String NAME = "import.parquet";

  private Parquet() {}

  /** Writes the rows of a SELECT, in place of what stood there. */
  static void write(Workbench workbench, String select, Path folder) throws SQLException {
    // a higher level takes half as long again and makes nothing smaller
    workbench.execute(
        "copy (%s) to %s (format parquet, compression zstd, compression_level 1, kv_metadata {'assay.schema-version': '%d'})"
            .formatted(
                select,
                Workbench.text(folder.resolve(NAME).toAbsolutePath().toString()),
                UsageSchema.VERSION));
  }

  /** The rows as a FROM clause names them. */
  static String in(Path folder) {
    return "read_parquet(%s)".formatted(Workbench.file(folder.resolve(NAME)));
  }
}
