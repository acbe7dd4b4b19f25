package dev.assay.suite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.problem.Closest;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads the cases of a CSV file with a header row. The columns of {@link #KNOWN} and those that
 * begin with {@code expect.} describe the case; every other column is a variable of its name. An
 * empty cell of a known column states nothing; an empty variable is an empty text.
 */
final class CsvCases {
  private static final List<String> KNOWN =
      List.of("id", "cluster", "tags", "category", "reference", "expect");
  private static final String EXPECT_OF = "expect.";
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get();

  private final Path file;
  private final List<String> scorers;
  private final Problems problems;

  CsvCases(Path file, List<String> scorers, Problems problems) {
    this.file = file;
    this.scorers = scorers;
    this.problems = problems;
  }

  List<CaseDraft> read(String content) {
    List<CaseDraft> drafts = new ArrayList<>();
    String text = withoutMark(content);
    int line = 1;
    int counted = 0;
    long unread = 1;
    int before = problems.count();
    boolean soundHeader = false;
    try (CSVParser parser = CSVParser.parse(new StringReader(text), FORMAT)) {
      List<String> header = null;
      for (CSVRecord row : parser) {
        int begin = skipBlankLines(text, Math.toIntExact(row.getCharacterPosition()));
        line += lineBreaks(text, counted, begin);
        counted = begin;
        if (header == null) {
          header = header(row, Place.of(file, line));
          soundHeader = problems.count() == before;
        } else if (soundHeader) {
          // only under sound columns do the cells mean anything
          draft(header, row, Place.of(file, line)).ifPresent(drafts::add);
        }
        unread = parser.getCurrentLineNumber() + 1;
      }
    } catch (IOException | UncheckedIOException malformed) {
      problems.add(
          Place.of(file, Math.toIntExact(unread)),
          "Cannot read the row that begins here: a quote is not closed, or text follows one",
          "Put the whole cell in quotes, and double a quote inside it.");
    }
    return drafts;
  }

  private static String withoutMark(String text) {
    String lines = text.replace("\r\n", "\n");
    return lines.startsWith("\uFEFF") ? lines.substring(1) : lines;
  }

  /** The names of the columns; a wrong one is reported once and its cells are left out. */
  private List<String> header(CSVRecord row, Place place) {
    List<String> names = row.stream().map(String::strip).toList();
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (name.isEmpty()) {
        problems.add(place, "a column has no name", "Name each column in the first row.");
      } else if (!seen.add(name)) {
        problems.add(place, "the column '%s' stands here twice".formatted(name), "Keep one.");
      } else if (name.startsWith(EXPECT_OF)
          && !scorers.contains(name.substring(EXPECT_OF.length()))) {
        problems.add(
            place,
            "the column '%s' names a scorer that the suite does not have".formatted(name),
            Closest.hint(
                name.substring(EXPECT_OF.length()),
                "scorers of the suite",
                new HashSet<>(scorers)));
      }
    }
    if (!seen.contains("id")) {
      problems.add(place, "there is no column 'id'", "Known columns: %s.".formatted(known()));
    }
    return names;
  }

  private static String known() {
    return String.join(", ", KNOWN) + ", expect.<scorer>; any other is a variable";
  }

  private Optional<CaseDraft> draft(List<String> header, CSVRecord row, Place place) {
    if (row.size() != header.size()) {
      problems.add(
          place,
          "the row fills %d of the columns, the first row names %d"
              .formatted(row.size(), header.size()),
          "Quote a cell that holds a comma.");
      return Optional.empty();
    }
    Map<String, String> stated = new LinkedHashMap<>();
    Map<String, Object> variables = new LinkedHashMap<>();
    ObjectNode byScorer = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < header.size(); i++) {
      String name = header.get(i);
      String cell = row.get(i);
      if (!KNOWN.contains(name) && !name.startsWith(EXPECT_OF)) {
        variables.put(name, cell);
      } else if (!cell.isBlank() && name.startsWith(EXPECT_OF)) {
        byScorer.put(name.substring(EXPECT_OF.length()), cell);
      } else if (!cell.isBlank()) {
        stated.put(name, cell);
      }
    }
    if (header.contains("id") && !stated.containsKey("id")) {
      problems.add(place, "the case has no id", "Fill in the column 'id'.");
    }
    if (stated.containsKey("expect") && !byScorer.isEmpty()) {
      problems.add(
          place,
          "the case fills both 'expect' and 'expect.%s'".formatted(byScorer.fieldNames().next()),
          "Keep one of the two.");
    }
    return Optional.of(
        new CaseDraft(
            stated.getOrDefault("id", "").strip(),
            place,
            variables,
            expect(stated.get("expect"), byScorer),
            place,
            Map.of(),
            tags(stated.getOrDefault("tags", "")),
            stated.get("cluster"),
            stated.get("category"),
            stated.get("reference")));
  }

  private static JsonNode expect(String cell, ObjectNode byScorer) {
    if (cell != null) {
      return JsonNodeFactory.instance.textNode(cell);
    }
    return byScorer.isEmpty() ? null : byScorer;
  }

  private static List<String> tags(String cell) {
    return Arrays.stream(cell.split(";")).map(String::strip).filter(tag -> !tag.isEmpty()).toList();
  }

  private static int skipBlankLines(String text, int from) {
    int begin = from;
    while (begin < text.length() && text.charAt(begin) == '\n') {
      begin++;
    }
    return begin;
  }

  private static int lineBreaks(String text, int from, int until) {
    return (int) text.substring(from, until).chars().filter(each -> each == '\n').count();
  }
}
