package dev.assay.intake;

import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** Walks over the records of a CSV file and tells on which line each begins. */
final class CsvRecords {
  private static final int BUFFER = 1 << 20;

  /**
   * One record.
   *
   * @param row from 1; 0 is the header. Empty lines are no records
   * @param line where it begins, from 1
   * @param fields how many it has
   * @param open whether the file ends within a quoted field of it
   * @param begin the place of its first byte in the file, unpacked
   * @param lastField the same of its last field
   * @param lines how many it takes
   */
  record Found(
      long row, int line, int fields, boolean open, long begin, long lastField, int lines) {}

  /** What is done with one record; false ends the walk. */
  @FunctionalInterface
  interface Each {
    boolean accept(Found record) throws IOException;
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
    long at = 0;
    long first = 0;
    long lastField = 0;
    boolean quoted = false;
    boolean empty = true;
    boolean afterReturn = false;
    try (InputStream bytes = JsonFile.open(path)) {
      for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
        for (int i = 0; i < read; i++, at++) {
          byte next = buffer[i];
          boolean pair = next == '\n' && afterReturn;
          afterReturn = next == '\r';
          if (pair) {
            begin = quoted ? begin : line;
            first = quoted ? first : at + 1;
            lastField = quoted ? lastField : at + 1;
            continue;
          }
          boolean newLine = next == '\n' || next == '\r';
          line += newLine ? 1 : 0;
          if (newLine && !quoted) {
            if (!empty
                && !each.accept(
                    new Found(row++, begin, fields, false, first, lastField, line - begin))) {
              return;
            }
            begin = line;
            first = at + 1;
            lastField = at + 1;
            fields = 1;
            empty = true;
            continue;
          }
          empty = false;
          quoted ^= next == '"';
          if (next == delimiter && !quoted) {
            fields++;
            lastField = at + 1;
          }
        }
      }
    } catch (EOFException cutOff) {
      throw new InvalidInput(
          Place.of(path, line), "the packed file is cut off", "Is it whole? Write it out again.");
    }
    if (!empty) {
      each.accept(new Found(row, begin, fields, quoted, first, lastField, line - begin + 1));
    }
  }
}
