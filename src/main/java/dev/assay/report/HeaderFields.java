package dev.assay.report;

import dev.assay.problem.Closest;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The fields of the comment at the head of a report: {@code -- key: text}, or a key with one
 * indented entry a line, where a line indented further continues its entry.
 */
final class HeaderFields {
  private static final List<String> REQUIRED = List.of("asks", "grain", "inputs", "columns");
  private static final List<String> KEYS =
      List.of("asks", "grain", "inputs", "columns", "params", "kept", "holds", "chart", "page");

  private static final Pattern KEY = Pattern.compile("-- ?([A-Za-z_-]+):\\s*(.*)");
  private static final Pattern ENTRY = Pattern.compile("--(\\s{2,})(\\S.*)");

  /** One field: its own text, and the entries under it. */
  record Field(int line, String text, List<Entry> entries) {
    /** All that stands in it, on one line. */
    String wholeText() {
      StringBuilder whole = new StringBuilder(text);
      entries.forEach(entry -> whole.append(' ').append(entry.text()));
      return whole.toString().strip();
    }
  }

  /** One entry with the lines that continue it. */
  record Entry(int line, int indent, List<String> lines) {
    String first() {
      return lines.get(0);
    }

    String rest() {
      return String.join("\n", lines.subList(1, lines.size()));
    }

    String text() {
      return String.join(" ", lines);
    }
  }

  private final Path file;
  private final Problems problems;
  private final Map<String, Field> fields = new LinkedHashMap<>();

  private HeaderFields(Path file, Problems problems) {
    this.file = file;
    this.problems = problems;
  }

  /** Reads the lines of a header; what it lacks and what it has too much goes to the problems. */
  static HeaderFields of(List<String> header, Path file, Problems problems) {
    HeaderFields read = new HeaderFields(file, problems);
    read.gather(header);
    for (String key : REQUIRED) {
      if (!read.fields.containsKey(key)) {
        problems.add(
            Place.of(file, 1),
            "this report's header has no '%s:'".formatted(key),
            "Add the line '-- %s: ...' to the comment at the top.".formatted(key));
      }
    }
    return read;
  }

  private void gather(List<String> header) {
    Field current = null;
    for (int i = 0; i < header.size(); i++) {
      int line = i + 1;
      Matcher key = KEY.matcher(header.get(i));
      Matcher entry = ENTRY.matcher(header.get(i));
      if (key.matches()) {
        current = new Field(line, key.group(2), new ArrayList<>());
        begin(key.group(1), current);
      } else if (entry.matches() && current != null) {
        add(current.entries(), line, entry.group(1).length(), entry.group(2).strip());
      }
    }
  }

  private void begin(String key, Field field) {
    if (!KEYS.contains(key)) {
      problems.add(
          Place.of(file, field.line()),
          "a report's header has no field '%s'".formatted(key),
          Closest.hint(key, "fields", KEYS));
    } else if (fields.putIfAbsent(key, field) != null) {
      problems.add(
          Place.of(file, field.line()), "'%s:' stands twice".formatted(key), "Keep one of them.");
    }
  }

  private static void add(List<Entry> entries, int line, int indent, String text) {
    if (!entries.isEmpty() && indent > entries.get(0).indent()) {
      entries.get(entries.size() - 1).lines().add(text);
    } else {
      entries.add(new Entry(line, indent, new ArrayList<>(List.of(text))));
    }
  }

  Optional<Field> field(String key) {
    return Optional.ofNullable(fields.get(key));
  }

  /** What a required field says; empty where it is missing, which is a problem already. */
  String text(String key) {
    return field(key).map(Field::wholeText).orElse("");
  }

  List<Entry> entries(String key) {
    return field(key).map(Field::entries).orElse(List.of());
  }
}
