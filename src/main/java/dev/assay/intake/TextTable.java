package dev.assay.intake;

import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Rows of files that DuckDB does not read itself, as one CSV file in our names of the columns. */
final class TextTable implements Closeable {
  /** Which of the scores of its file a row's score is. */
  static final String SCORER = "_scorer";

  static final String FILE = "_file";
  static final String ROW = "_row";

  private final Path path;
  private final List<String> columns;
  private final Set<String> used = new HashSet<>();
  private final CSVPrinter printer;

  private TextTable(Path path, List<String> columns, BufferedWriter writer) throws IOException {
    this.path = path;
    this.columns = columns;
    this.printer =
        new CSVPrinter(writer, CSVFormat.RFC4180.builder().setRecordSeparator('\n').get());
    printer.print(FILE);
    printer.print(ROW);
    printer.print(SCORER);
    printer.printRecord(columns);
  }

  static TextTable create(Path path, List<String> columns) throws IOException {
    return new TextTable(path, columns, Files.newBufferedWriter(path));
  }

  /** Takes the rows of one file, by its number. */
  RowSink rowsOf(int file) {
    return (line, values) -> {
      printer.print(file);
      printer.print(line);
      printer.print(values.get(SCORER));
      for (String column : columns) {
        String value = values.get(column);
        if (value != null && !value.isEmpty()) {
          used.add(column);
        }
        printer.print(value);
      }
      printer.println();
    };
  }

  /** The columns that any row says something in. */
  Set<String> used() {
    return used;
  }

  CsvFile file() throws IOException {
    return CsvFile.open(path);
  }

  @Override
  public void close() throws IOException {
    printer.close();
  }
}
