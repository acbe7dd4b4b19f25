package dev.assay.report;

import dev.assay.problem.Closest;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads the comment at the head of a report: {@code -- key: text}, or a key with one indented entry
 * a line, where a line indented further continues its entry.
 */
final class HeaderReader {
  private static final List<String> REQUIRED = List.of("asks", "grain", "inputs", "columns");
  private static final List<String> KEYS =
      List.of("asks", "grain", "inputs", "columns", "params", "holds", "chart");

  private static final Pattern KEY = Pattern.compile("-- ?([A-Za-z_-]+):\\s*(.*)");
  private static final Pattern ENTRY = Pattern.compile("--(\\s{2,})(\\S.*)");
  private static final Pattern INPUT = Pattern.compile("(\\w+)\\s*(\\([^)]*\\))?\\s*(,|$)");
  private static final Pattern LAYER = Pattern.compile("\\b(?:stg|int)_\\w+");

  /** One field: its own text, and the lines under it. */
  private static final class Field {
    private final int line;
    private final StringBuilder text;
    private final List<Entry> entries = new ArrayList<>();

    Field(int line, String text) {
      this.line = line;
      this.text = new StringBuilder(text);
    }

    String wholeText() {
      StringBuilder whole = new StringBuilder(text);
      entries.forEach(entry -> whole.append(' ').append(String.join(" ", entry.lines)));
      return whole.toString().strip();
    }
  }

  private record Entry(int line, int indent, List<String> lines) {
    String first() {
      return lines.get(0);
    }

    String rest() {
      return String.join("\n", lines.subList(1, lines.size()));
    }
  }

  private final String name;
  private final Path file;
  private final String text;
  private final Problems problems;
  private final Map<String, Field> fields = new LinkedHashMap<>();

  HeaderReader(String name, Path file, String text, Problems problems) {
    this.name = name;
    this.file = file;
    this.text = text;
    this.problems = problems;
  }

  Optional<ReportFile> read() {
    int before = problems.count();
    List<String> lines = text.lines().toList();
    int header = (int) lines.stream().takeWhile(line -> line.startsWith("--")).count();
    gather(lines.subList(0, header));
    for (String key : REQUIRED) {
      if (!fields.containsKey(key)) {
        problems.add(
            Place.of(file, 1),
            "this report's header has no '%s:'".formatted(key),
            "Add the line '-- %s: ...' to the comment at the top.".formatted(key));
      }
    }
    if (lines.subList(header, lines.size()).stream().allMatch(String::isBlank)) {
      problems.add(Place.of(file, header), "no SQL follows the header", "Add a SELECT.");
    }
    List<ReportFile.Input> inputs = inputs();
    List<ReportFile.Column> columns = columns();
    List<ReportFile.Parameter> parameters = parameters();
    List<ReportFile.Hold> holds = holds();
    checkInputsAreNamed(inputs, lines, header);
    if (problems.count() > before) {
      return Optional.empty();
    }
    return Optional.of(
        new ReportFile(
            name,
            file,
            fields.get("asks").wholeText(),
            fields.get("grain").wholeText(),
            inputs,
            columns,
            parameters,
            holds,
            Optional.ofNullable(fields.get("chart")).map(Field::wholeText),
            text));
  }

  private void gather(List<String> header) {
    Field current = null;
    for (int i = 0; i < header.size(); i++) {
      int line = i + 1;
      Matcher key = KEY.matcher(header.get(i));
      Matcher entry = ENTRY.matcher(header.get(i));
      if (key.matches()) {
        current = new Field(line, key.group(2));
        begin(key.group(1), current);
      } else if (entry.matches() && current != null) {
        add(current, line, entry.group(1).length(), entry.group(2).strip());
      }
    }
  }

  private void begin(String key, Field field) {
    if (!KEYS.contains(key)) {
      problems.add(
          Place.of(file, field.line),
          "a report's header has no field '%s'".formatted(key),
          Closest.hint(key, "fields", KEYS));
    } else if (fields.putIfAbsent(key, field) != null) {
      problems.add(
          Place.of(file, field.line), "'%s:' stands twice".formatted(key), "Keep one of them.");
    }
  }

  private static void add(Field field, int line, int indent, String text) {
    List<Entry> entries = field.entries;
    if (!entries.isEmpty() && indent > entries.get(0).indent()) {
      entries.get(entries.size() - 1).lines().add(text);
    } else {
      entries.add(new Entry(line, indent, new ArrayList<>(List.of(text))));
    }
  }

  private List<Entry> entries(String key) {
    return fields.containsKey(key) ? fields.get(key).entries : List.of();
  }

  private List<ReportFile.Input> inputs() {
    if (!fields.containsKey("inputs")) {
      return List.of();
    }
    Place place = Place.of(file, fields.get("inputs").line);
    return INPUT
        .matcher(fields.get("inputs").wholeText())
        .results()
        .map(input -> new ReportFile.Input(input.group(1), place))
        .toList();
  }

  private List<ReportFile.Column> columns() {
    return entries("columns").stream()
        .map(
            entry -> {
              String[] parts = String.join(" ", entry.lines()).split("\\s+", 2);
              return new ReportFile.Column(
                  parts[0], parts.length > 1 ? parts[1] : "", Place.of(file, entry.line()));
            })
        .toList();
  }

  private List<ReportFile.Parameter> parameters() {
    List<ReportFile.Parameter> parameters = new ArrayList<>();
    for (Entry entry : entries("params")) {
      Place place = Place.of(file, entry.line());
      String[] parts = String.join(" ", entry.lines()).split("\\s+", 4);
      if (parts.length < 4) {
        problems.add(
            place,
            "a parameter needs a name, a type, a default and its meaning",
            "Add what is missing.");
        continue;
      }
      Optional<ParameterType> type = ParameterType.named(parts[1]);
      if (type.isEmpty()) {
        problems.add(
            place,
            "the parameter '%s' has the type '%s', which does not exist"
                .formatted(parts[0], parts[1]),
            Closest.hint(
                parts[1],
                "types",
                Arrays.stream(ParameterType.values()).map(Object::toString).toList()));
      } else if (!parts[2].equals("required") && type.get().read(parts[2]).isEmpty()) {
        problems.add(
            place,
            "the default '%s' of the parameter '%s' is no %s"
                .formatted(parts[2], parts[0], type.get()),
            "Write one that is.");
      } else {
        parameters.add(new ReportFile.Parameter(parts[0], type.get(), parts[2], parts[3], place));
      }
    }
    return parameters;
  }

  private List<ReportFile.Hold> holds() {
    List<ReportFile.Hold> holds = new ArrayList<>();
    if (fields.containsKey("holds") && !fields.get("holds").text.isEmpty()) {
      problems.add(
          Place.of(file, fields.get("holds").line),
          "'holds:' has text on its own line",
          "Write each promise on a line of its own below, and its condition in SQL under it, indented further.");
    }
    for (Entry entry : entries("holds")) {
      if (entry.lines().size() < 2) {
        problems.add(
            Place.of(file, entry.line()),
            "the promise '%s' has no condition that could be checked".formatted(entry.first()),
            "Write it in SQL on the next line, indented further; 'result' is the report's answer.");
      } else {
        holds.add(
            new ReportFile.Hold(entry.first(), entry.rest(), Place.of(file, entry.line() + 1)));
      }
    }
    return holds;
  }

  /** What the SQL builds on is what the header says it does. */
  private void checkInputsAreNamed(List<ReportFile.Input> inputs, List<String> lines, int header) {
    if (inputs.isEmpty()) {
      return;
    }
    Set<String> named =
        inputs.stream()
            .map(ReportFile.Input::name)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    for (int i = header; i < lines.size(); i++) {
      int line = i + 1;
      LAYER
          .matcher(lines.get(i).replaceAll("--.*|'[^']*'", ""))
          .results()
          .map(use -> use.group())
          .filter(use -> named.add(use))
          .forEach(
              use ->
                  problems.add(
                      Place.of(file, line),
                      "the SQL reads '%s', which 'inputs:' does not name".formatted(use),
                      "Add it there."));
    }
  }
}
