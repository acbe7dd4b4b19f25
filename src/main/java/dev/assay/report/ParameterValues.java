package dev.assay.report;

import dev.assay.problem.Closest;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import dev.assay.warehouse.Sql;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a reader set, ready to be brought into the SQL of one report. */
final class ParameterValues {
  /** Texts, quoted names and comments, which are left alone; then a parameter. */
  private static final Pattern PARAMETER =
      Pattern.compile(
          "'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\\n]*|(?s:/\\*.*?\\*/)|\\$([A-Za-z_]\\w*)");

  private final Map<String, ReportFile.Parameter> parameters = new HashMap<>();
  private final Map<String, Object> values = new HashMap<>();

  private ParameterValues() {}

  /**
   * An SQL text with the values that its numbered parameters stand for.
   *
   * @param values in the order of their numbers, which the driver binds by
   */
  record Bound(Sql sql, List<Object> values) {}

  /** A place in an SQL text where a parameter is used, its lines counted from 1. */
  record Use(String name, int line) {}

  /** Where an SQL text uses parameters. */
  static List<Use> usesIn(String sql) {
    return PARAMETER
        .matcher(sql)
        .results()
        .filter(found -> found.group(1) != null)
        .map(found -> new Use(found.group(1), lineOf(found.start(), sql)))
        .toList();
  }

  private static int lineOf(int position, String text) {
    return 1 + (int) text.substring(0, position).chars().filter(each -> each == '\n').count();
  }

  /** The values of a report's parameters; what is wrong with the settings is thrown at once. */
  static ParameterValues of(ReportFile report, Map<String, String> settings) {
    Problems problems = new Problems();
    List<String> known = report.parameters().stream().map(ReportFile.Parameter::name).toList();
    for (String name : settings.keySet()) {
      if (!known.contains(name)) {
        problems.add(
            Place.setting("--param " + name),
            "the report %s has no parameter '%s'".formatted(report.name(), name),
            Closest.hint(name, "parameters", known));
      }
    }
    ParameterValues read = new ParameterValues();
    for (ReportFile.Parameter parameter : report.parameters()) {
      read.parameters.put(parameter.name(), parameter);
      read.values.put(parameter.name(), valueOf(parameter, settings, problems));
    }
    problems.throwIfAny();
    return read;
  }

  // null where it is unset and may be, or where it is a problem
  private static Object valueOf(
      ReportFile.Parameter parameter, Map<String, String> settings, Problems problems) {
    boolean set = settings.containsKey(parameter.name());
    if (parameter.isRequired() && !set) {
      problems.add(
          Place.setting("--param " + parameter.name()),
          "this report needs the parameter '%s'".formatted(parameter.name()),
          "It is %s.".formatted(parameter.meaning()));
      return null;
    }
    if (!set && parameter.isNullUnlessSet()) {
      return null;
    }
    String text = settings.getOrDefault(parameter.name(), parameter.fallback());
    Optional<Object> value = parameter.type().read(text);
    if (value.isEmpty()) {
      problems.add(
          Place.setting("--param " + parameter.name()),
          "'%s' is %s".formatted(text, parameter.type().refusal()),
          parameter.isRequired()
              ? "It is %s.".formatted(parameter.meaning())
              : "It is %s; the default is %s."
                  .formatted(parameter.meaning(), parameter.fallback()));
    }
    return value.orElse(null);
  }

  /**
   * The SQL with the chosen columns by name and each other value as {@code $n}. A name comes out of
   * the report's own list, so nothing a reader types becomes SQL.
   */
  Bound in(Sql sql) {
    List<String> bound = new ArrayList<>();
    String text =
        PARAMETER
            .matcher(sql.text())
            .replaceAll(found -> Matcher.quoteReplacement(written(found, bound)));
    List<Object> inOrder = new ArrayList<>();
    bound.forEach(name -> inOrder.add(values.get(name)));
    return new Bound(new Sql(text, sql.place()), inOrder);
  }

  private String written(MatchResult found, List<String> bound) {
    String name = found.group(1);
    if (name == null || !parameters.containsKey(name)) {
      return found.group();
    }
    if (parameters.get(name).type().kind().isName()) {
      return columns("$" + name).stream()
          .map("\"%s\""::formatted)
          .collect(Collectors.joining(", "));
    }
    if (!bound.contains(name)) {
      bound.add(name);
    }
    return "$" + (bound.indexOf(name) + 1);
  }

  /** The columns that a name of the header means: itself, or what a reader chose. */
  List<String> columns(String headerName) {
    Object chosen = headerName.startsWith("$") ? values.get(headerName.substring(1)) : headerName;
    return chosen instanceof List<?> several
        ? several.stream().map(Object::toString).toList()
        : List.of(String.valueOf(chosen));
  }

  /** The header's columns as the result has them. */
  List<ReportFile.Column> columnsOf(ReportFile report) {
    return report.columns().stream()
        .flatMap(
            column ->
                columns(column.name()).stream()
                    .map(
                        name ->
                            new ReportFile.Column(
                                name, column.meaning(), column.unit(), column.place())))
        .toList();
  }

  /** The header's chart, drawn of the columns chosen: of several the first. */
  Chart chartOf(ReportFile report) {
    Chart chart = report.chart();
    Function<String, String> first = name -> name == null ? null : columns(name).get(0);
    return chart == null
        ? null
        : new Chart(
            chart.kind(),
            first.apply(chart.x()),
            first.apply(chart.y()),
            first.apply(chart.low()),
            first.apply(chart.high()),
            first.apply(chart.series()),
            first.apply(chart.label()));
  }
}
