package dev.assay.intake;

import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What DuckDB could not read of a file, told at the line where it can be mended. */
final class ReadFault {
  private static final Pattern LINE = Pattern.compile("CSV Error on Line: (\\d+)");
  private static final Pattern FILE = Pattern.compile("(?m)^\\s*file = (.*)$");

  private ReadFault() {}

  static RuntimeException of(SQLException failure, Collection<CsvFile> files) throws IOException {
    String message = String.valueOf(failure.getMessage());
    for (CsvFile file : files) {
      InvalidInput[] found = new InvalidInput[1];
      file.records()
          .walk(
              record -> {
                if (!file.isEven(record)) {
                  found[0] = uneven(Place.of(file.path(), record.line()), record, file);
                }
                return found[0] == null;
              });
      if (found[0] != null) {
        return found[0];
      }
    }
    Matcher line = LINE.matcher(message);
    Matcher name = FILE.matcher(message);
    if (line.find() && name.find()) {
      Path told = Path.of(name.group(1).strip());
      Path file =
          files.stream()
              .map(CsvFile::path)
              .filter(each -> each.toAbsolutePath().normalize().equals(told))
              .findFirst()
              .orElse(told);
      return new InvalidInput(
          Place.of(file, Integer.parseInt(line.group(1))),
          "this line cannot be read: " + reason(message),
          "CSV is read as RFC 4180 says, in UTF-8.");
    }
    return new IllegalStateException("Cannot import: " + message, failure);
  }

  private static InvalidInput uneven(Place place, CsvRecords.Found record, CsvFile file) {
    return record.open()
        ? new InvalidInput(
            place,
            "the file ends within quotes that are opened here",
            "Close them; a quote within a quoted field is written twice.")
        : new InvalidInput(
            place,
            "this row has %d fields, and the header has %d"
                .formatted(record.fields(), file.header().size()),
            "Quote a field that holds the delimiter or a line break.");
  }

  private static String reason(String message) {
    List<String> lines = message.lines().map(String::strip).toList();
    return lines.stream()
        .filter(
            each -> !each.startsWith("Invalid Input Error") && !each.startsWith("Original Line"))
        .findFirst()
        .orElse(message)
        .replaceAll("[.\\s]+$", "");
  }
}
