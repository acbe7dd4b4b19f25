package dev.assay.intake;

import java.io.IOException;
import java.util.Map;

/** Where a reader puts the rows of a file. */
@FunctionalInterface
interface RowSink {
  /**
   * Takes one row.
   *
   * @param line where it begins in its file, from 1
   * @param values text by our name of the column; null is not said
   */
  void accept(int line, Map<String, String> values) throws IOException;
}
