package dev.assay.intake;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** Walks over the records of a CSV file and tells on which line each begins. */
final class CsvRecords {
  private static final int BUFFER = 1 << 20;

  /** What is done with one record; false ends the walk. */
  @FunctionalInterface
  interface Each {
    /**
     * Takes one record.
     *
     * @param row from 1; 0 is the header. Empty lines are no records
     * @param line where it begins, from 1
     * @param fields how many it has
     * @param open whether the file ends within a quoted field of it
     */
    boolean accept(long row, int line, int fields, boolean open);
  }

  private final Path path;
  private final byte delimiter;

  CsvRecords(Path path, char delimiter) {
    this.path = path;
    this.delimiter = (byte) delimiter;
  }

  void walk(Each each) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long row = 0;
    int line = 1;
    int begin = 1;
    int fields = 1;
    boolean quoted = false;
    boolean empty = true;
    boolean afterReturn = false;
    try (InputStream bytes = JsonFile.open(path)) {
      for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
        for (int i = 0; i < read; i++) {
          byte next = buffer[i];
          boolean pair = next == '\n' && afterReturn;
          afterReturn = next == '\r';
          if (pair) {
            begin = quoted ? begin : line;
            continue;
          }
          boolean newLine = next == '\n' || next == '\r';
          line += newLine ? 1 : 0;
          if (newLine && !quoted) {
            if (!empty && !each.accept(row++, begin, fields, false)) {
              return;
            }
            begin = line;
            fields = 1;
            empty = true;
            continue;
          }
          empty = false;
          quoted ^= next == '"';
          fields += next == delimiter && !quoted ? 1 : 0;
        }
      }
    }
    if (!empty) {
      each.accept(row, begin, fields, quoted);
    }
  }
}
