package dev.assay.report;

import dev.assay.problem.Closest;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import dev.assay.report.HeaderFields.Entry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads a report's file: what its header says of the question, and the SQL that answers it. */
final class HeaderReader {
  private static final Pattern INPUT = Pattern.compile("(\\w+)\\s*(\\([^)]*\\))?\\s*(,|$)");
  private static final Pattern LAYER = Pattern.compile("\\b(?:stg|int)_\\w+");
  private static final Pattern PARAMETER =
      Pattern.compile("(\\w+)\\s+(\\w+(?:\\([^)]*\\))?)\\s+(\\S+)\\s+(\\S.*)");
  private static final Pattern KEPT = Pattern.compile("(yes|no)\\b.*");
  private static final Pattern PAGE = Pattern.compile("[1-9][0-9]{0,3}");
  private static final Pattern UNIT = Pattern.compile("\\[([^\\]]*)\\]\\s*(.*)");

  private final String name;
  private final Path file;
  private final String text;
  private final Problems problems;
  private final List<String> lines;
  // how many lines the header has
  private final int header;
  private final HeaderFields fields;

  HeaderReader(String name, Path file, String text, Problems problems) {
    this.name = name;
    this.file = file;
    this.text = text;
    this.problems = problems;
    this.lines = text.lines().toList();
    this.header = (int) lines.stream().takeWhile(line -> line.startsWith("--")).count();
    this.fields = HeaderFields.of(lines.subList(0, header), file, problems);
  }

  /** Nothing where the file has a fault. */
  Optional<ReportFile> read() {
    if (lines.subList(header, lines.size()).stream().allMatch(String::isBlank)) {
      problems.add(Place.of(file, header), "no SQL follows the header", "Add a SELECT.");
    }
    List<ReportFile.Column> columns = columns();
    ReportFile report =
        new ReportFile(
            name,
            file,
            fields.text("asks"),
            fields.text("grain"),
            inputs(),
            columns,
            parameters(),
            isKept(),
            holds(),
            chart(columns),
            page(),
            text);
    checkInputsAreNamed(report.inputs());
    if (report.parameters().size() == fields.entries("params").size()) {
      checkParametersAreUsed(report);
    }
    return problems.none() ? Optional.of(report) : Optional.empty();
  }

  private List<ReportFile.Input> inputs() {
    Place place = Place.of(file, fields.field("inputs").map(HeaderFields.Field::line).orElse(1));
    return INPUT
        .matcher(fields.text("inputs"))
        .results()
        .map(input -> new ReportFile.Input(input.group(1), place))
        .toList();
  }

  private List<ReportFile.Column> columns() {
    List<ReportFile.Column> columns = new ArrayList<>();
    for (Entry entry : fields.entries("columns")) {
      Place place = Place.of(file, entry.line());
      String[] parts = entry.text().split("\\s+", 2);
      if (columns.stream().anyMatch(column -> column.name().equals(parts[0]))) {
        problems.add(
            place, "the column '%s' is described twice".formatted(parts[0]), "Keep one of them.");
      }
      Matcher unit = UNIT.matcher(parts.length > 1 ? parts[1] : "");
      columns.add(
          unit.matches()
              ? new ReportFile.Column(parts[0], unit.group(2), unit(unit.group(1), place), place)
              : new ReportFile.Column(
                  parts[0], parts.length > 1 ? parts[1] : "", Unit.ofName(parts[0]), place));
    }
    return columns;
  }

  /** What stands in brackets before a column's meaning: its unit, which end is good, or both. */
  private Unit unit(String written, Place place) {
    String unit = "";
    Unit.Better better = Unit.Better.NEITHER;
    for (String part : written.split(",", -1)) {
      String mark = part.strip().toLowerCase(Locale.ROOT);
      if (mark.equals("high is good")) {
        better = Unit.Better.HIGH;
      } else if (mark.equals("low is good")) {
        better = Unit.Better.LOW;
      } else if (unit.isEmpty() && !mark.isEmpty()) {
        unit = part.strip();
      } else {
        problems.add(
            place,
            "'[%s]' is no unit".formatted(written),
            "Write one, or 'high is good' or 'low is good', or both: [share, high is good].");
      }
    }
    return new Unit(unit, better);
  }

  private List<ReportFile.Parameter> parameters() {
    List<ReportFile.Parameter> parameters = new ArrayList<>();
    for (Entry entry : fields.entries("params")) {
      Place place = Place.of(file, entry.line());
      Matcher parts = PARAMETER.matcher(entry.text());
      if (!parts.matches()) {
        problems.add(
            place,
            "a parameter needs a name, a type, a default and its meaning",
            "Add what is missing.");
        continue;
      }
      parameter(parts.group(1), parts.group(2), parts.group(3), parts.group(4), place)
          .ifPresent(parameters::add);
    }
    return parameters;
  }

  private Optional<ReportFile.Parameter> parameter(
      String parameter, String typeName, String fallback, String meaning, Place place) {
    Optional<ParameterType> type = ParameterType.written(typeName);
    if (type.isEmpty()) {
      problems.add(
          place,
          "the parameter '%s' has the type '%s', which does not exist"
              .formatted(parameter, typeName),
          Closest.hint(typeName, "types", ParameterType.names()));
      return Optional.empty();
    }
    if (!type.get().isSound()) {
      problems.add(
          place,
          "the parameter '%s' has a list of choices that cannot be one: '%s'"
              .formatted(parameter, typeName),
          "A column is chosen out of names, as in column(day,model); a text may be, as in text(holm,bh); nothing else has a list.");
      return Optional.empty();
    }
    ReportFile.Parameter read =
        new ReportFile.Parameter(parameter, type.get(), fallback, meaning, place);
    if (!read.isRequired() && !read.isNullUnlessSet() && type.get().read(fallback).isEmpty()) {
      problems.add(
          place,
          "the default '%s' of the parameter '%s' is %s"
              .formatted(fallback, parameter, type.get().refusal()),
          "Write one that is.");
    }
    return Optional.of(read);
  }

  private List<ReportFile.Hold> holds() {
    List<ReportFile.Hold> holds = new ArrayList<>();
    fields
        .field("holds")
        .filter(field -> !field.text().isEmpty())
        .ifPresent(
            field ->
                problems.add(
                    Place.of(file, field.line()),
                    "'holds:' has text on its own line",
                    "Write each promise on a line of its own below, and its condition in SQL under it, indented further."));
    for (Entry entry : fields.entries("holds")) {
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

  /** Whether a layer is computed once: the intermediate ones are, unless they say no. */
  private boolean isKept() {
    boolean intermediate = ReportFile.isIntermediate(name);
    Optional<HeaderFields.Field> kept = fields.field("kept");
    kept.filter(field -> !intermediate || !KEPT.matcher(field.wholeText()).matches())
        .ifPresent(
            field ->
                problems.add(
                    Place.of(file, field.line()),
                    intermediate
                        ? "'kept: %s' is neither yes nor no".formatted(field.wholeText())
                        : "'kept:' is of intermediate layers alone",
                    intermediate
                        ? "Write 'no' where the layer is to be computed wherever it is read, and why."
                        : "Take it out."));
    return intermediate && kept.map(field -> field.text().startsWith("yes")).orElse(true);
  }

  // null where nothing is drawn
  private Chart chart(List<ReportFile.Column> columns) {
    return fields
        .field("chart")
        .map(
            field ->
                new ChartReader(
                        Place.of(file, field.line()),
                        columns.stream().map(ReportFile.Column::name).toList(),
                        problems)
                    .read(field.wholeText()))
        .orElse(null);
  }

  private int page() {
    Optional<HeaderFields.Field> field = fields.field("page");
    if (field.isEmpty()) {
      return ReportFile.NO_PAGE;
    }
    String written = field.get().wholeText();
    if (!PAGE.matcher(written).matches()) {
      problems.add(
          Place.of(file, field.get().line()),
          "'%s' is no page".formatted(written),
          "Write 1 for the first of its pack, 2 for the next; those without a page follow by name.");
      return ReportFile.NO_PAGE;
    }
    return Integer.parseInt(written);
  }

  /** What the SQL builds on is what the header says it does. */
  private void checkInputsAreNamed(List<ReportFile.Input> inputs) {
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

  /** Each parameter has its use in the SQL, and each {@code $name} there is a parameter. */
  private void checkParametersAreUsed(ReportFile report) {
    List<ParameterValues.Use> uses = ParameterValues.usesIn(report.text());
    for (ReportFile.Parameter parameter : report.parameters()) {
      if (uses.stream().noneMatch(use -> use.name().equals(parameter.name()))) {
        problems.add(
            parameter.place(),
            "the SQL does not use the parameter '%s'".formatted(parameter.name()),
            "Write $%s where its value belongs, or take the line out.".formatted(parameter.name()));
      } else if (report.isLayer()) {
        problems.add(
            parameter.place(),
            "other reports build on this one, so it has no parameters",
            "Let the reports that read it have them.");
      }
    }
    List<String> known = report.parameters().stream().map(ReportFile.Parameter::name).toList();
    uses.stream()
        .filter(use -> !known.contains(use.name()))
        .forEach(
            use ->
                problems.add(
                    Place.of(file, use.line()),
                    "the SQL uses '$%s', which 'params:' does not name".formatted(use.name()),
                    Closest.hint(use.name(), "parameters", known)));
  }
}
