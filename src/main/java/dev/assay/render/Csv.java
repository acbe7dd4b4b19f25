package dev.assay.render;

import dev.assay.report.Document;
import dev.assay.report.Table;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * A table for spreadsheets and programs: every digit, an empty cell for unknown, and no text that a
 * spreadsheet would run as a formula.
 */
public final class Csv extends TextRenderer {
  private static final CSVFormat FORMAT =
      CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();

  /** With these a spreadsheet takes a text for a formula. */
  private static final String FORMULA_STARTS = "=+-@\t\r\n＝＋－＠";

  /** Only a table alone is one; a document is a folder of them. */
  @Override
  void write(Document document, Appendable out) {
    throw new IllegalArgumentException(
        "A CSV file holds one table, and this document has %d"
            .formatted(document.sections().size()));
  }

  @Override
  void write(Table table, Appendable out) throws IOException {
    CSVPrinter printer = new CSVPrinter(out, FORMAT);
    printer.printRecord(table.columns().stream().map(column -> harmless(column.name())).toList());
    for (List<Object> row : table.rows()) {
      printer.printRecord(row.stream().map(Csv::cell).toList());
    }
  }

  private static String cell(Object value) {
    if (value == null) {
      return null;
    }
    if (value instanceof Number || value instanceof Boolean) {
      return value instanceof Boolean ? value.toString() : Figures.plain(value);
    }
    return harmless(value instanceof OffsetDateTime ? value.toString() : Figures.plain(value));
  }

  /** An apostrophe in front makes a spreadsheet show the text as it is. */
  private static String harmless(String text) {
    String bare = text.stripLeading();
    boolean formula =
        (!text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0)
            || (!bare.isEmpty() && FORMULA_STARTS.indexOf(bare.charAt(0)) >= 0);
    return formula ? "'" + text : text;
  }
}
