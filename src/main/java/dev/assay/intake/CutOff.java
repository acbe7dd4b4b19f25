package dev.assay.intake;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A CSV file that ends within its last row. What stands whole in that row is kept, so that its
 * money can be accounted for; the field that the file ends in is not.
 */
record CutOff(CsvFile file, CsvRecords.Found last) {
  private static final int BUFFER = 1 << 20;

  /** Nothing where any other row is uneven too, or where the last one spans lines. */
  static Optional<CutOff> of(CsvFile file) throws IOException {
    CsvRecords.Found[] uneven = new CsvRecords.Found[1];
    boolean[] isLast = new boolean[1];
    file.records()
        .walk(
            record -> {
              isLast[0] = uneven[0] == null && !file.isEven(record);
              uneven[0] = isLast[0] ? record : uneven[0];
              return isLast[0] || uneven[0] == null;
            });
    boolean isCut =
        isLast[0]
            && uneven[0].row() > 0
            && uneven[0].lines() == 1
            && uneven[0].fields() <= file.header().size();
    return isCut ? Optional.of(new CutOff(file, uneven[0])) : Optional.empty();
  }

  /** Writes the file with that row made whole by empty fields. */
  CsvFile mended(Path path) throws IOException {
    try (InputStream in = JsonFile.open(file.path());
        OutputStream out = Files.newOutputStream(path)) {
      byte[] buffer = new byte[BUFFER];
      long left = last.lastField();
      while (left > 0) {
        int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        out.write(buffer, 0, read);
        left -= read;
      }
      String rest = String.valueOf(file.delimiter()).repeat(file.header().size() - last.fields());
      out.write((rest + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return new CsvFile(path, file.delimiter(), file.header());
  }

  String reason() {
    return "the file ends within this row, in field %d of %d"
        .formatted(last.fields(), file.header().size());
  }
}
