package dev.assay.intake;

import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import dev.assay.warehouse.Workbench;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A CSV file with a header row, in UTF-8, quoted as RFC 4180 says. Its form is never guessed from
 * its rows, since a hostile row could change the guess.
 *
 * @param delimiter the one of comma, semicolon, tab and bar that stands most often in the header
 */
record CsvFile(Path path, char delimiter, List<String> header) {
  private static final String DELIMITERS = ",;\t|";
  private static final int LONGEST_HEADER = 1 << 20;

  static CsvFile open(Path path) throws IOException {
    String first;
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(JsonFile.open(path), StandardCharsets.UTF_8))) {
      first = beginning(reader);
    }
    char delimiter =
        (char)
            DELIMITERS
                .chars()
                .boxed()
                .max(
                    (one, other) ->
                        Long.compare(
                            first.chars().filter(one::equals).count(),
                            first.chars().filter(other::equals).count()))
                .orElseThrow()
                .intValue();
    return new CsvFile(path, delimiter, header(path, first, delimiter));
  }

  /** The text up to the end of the header, which may hold line breaks in quotes. */
  private static String beginning(BufferedReader reader) throws IOException {
    StringBuilder text = new StringBuilder();
    boolean quoted = false;
    for (int next = reader.read(); next >= 0; next = reader.read()) {
      quoted ^= next == '"';
      boolean ended = (next == '\n' || next == '\r') && !quoted;
      if ((ended && !text.isEmpty()) || text.length() > LONGEST_HEADER) {
        break;
      }
      if (next != '\ufeff' && !ended) {
        text.append((char) next);
      }
    }
    return text.toString();
  }

  private static List<String> header(Path path, String text, char delimiter) throws IOException {
    if (text.isBlank()) {
      throw new InvalidInput(
          Place.of(path, 1), "the file is empty", "Its first row names its columns.");
    }
    CSVFormat format = CSVFormat.RFC4180.builder().setDelimiter(delimiter).get();
    List<String> names;
    try (CSVParser parser = CSVParser.parse(text, format)) {
      CSVRecord record = parser.iterator().next();
      names =
          IntStream.range(0, record.size())
              .mapToObj(i -> record.get(i).isBlank() ? "column " + (i + 1) : record.get(i).strip())
              .toList();
    } catch (IOException | RuntimeException broken) {
      throw new InvalidInput(
          Place.of(path, 1), "the header cannot be read", "Quote its names as RFC 4180 says.");
    }
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new InvalidInput(
            Place.of(path, 1), "two columns are called '%s'".formatted(name), "Rename one.");
      }
    }
    return names;
  }

  /** The table function that reads it as text; an empty field is null. */
  String sql() {
    return """
        read_csv(%s, auto_detect = false, header = true, delim = %s, quote = '"', escape = '"',
          columns = {%s})"""
        .formatted(
            Workbench.file(path),
            Workbench.text(String.valueOf(delimiter)),
            header.stream()
                .map(name -> Workbench.text(name) + ": 'VARCHAR'")
                .collect(Collectors.joining(", ")));
  }

  /** Whether a record has the fields that the header names. */
  boolean isEven(CsvRecords.Found record) {
    return !record.open() && record.fields() == header.size();
  }

  CsvRecords records() {
    return new CsvRecords(path, delimiter);
  }
}
