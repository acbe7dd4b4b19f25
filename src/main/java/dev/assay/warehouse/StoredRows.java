package dev.assay.warehouse;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;

/** The rows of committed runs for a {@link Workbench}, wherever they lie. */
public final class StoredRows {
  private StoredRows() {}

  /**
   * A SELECT of the rows of some runs, with every column of their table.
   *
   * @param table its name, e.g. {@code usage_events}
   */
  public static String select(Path warehouse, String table, Collection<String> runs)
      throws IOException {
    RunTable rows = RunTable.valueOf(table.toUpperCase(Locale.ROOT));
    return RowFiles.of(rows, StoredRuns.in(warehouse).named(runs), run -> null).select();
  }
}
