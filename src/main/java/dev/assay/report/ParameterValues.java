package dev.assay.report;

import dev.assay.problem.Closest;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Brings what a reader set into the SQL of a report. */
final class ParameterValues {
  /** Texts, quoted names and comments, which are left alone; then a parameter. */
  private static final Pattern PARAMETER =
      Pattern.compile(
          "'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\\n]*|(?s:/\\*.*?\\*/)|\\$([A-Za-z_]\\w*)");

  private ParameterValues() {}

  /** The SQL with each {@code $name} as {@code $n}, since the driver binds by number. */
  static String numbered(String sql, List<ReportFile.Parameter> parameters) {
    List<String> names = parameters.stream().map(ReportFile.Parameter::name).toList();
    return PARAMETER.matcher(sql).replaceAll(found -> replacement(found, names));
  }

  private static String replacement(MatchResult found, List<String> names) {
    String name = found.group(1);
    boolean known = name != null && names.contains(name);
    String text = known ? "$" + (names.indexOf(name) + 1) : found.group();
    return Matcher.quoteReplacement(text);
  }

  /** One value a parameter, in the header's order. */
  static Object[] of(ReportFile report, Map<String, String> settings) {
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
    Object[] values =
        report.parameters().stream()
            .map(parameter -> valueOf(parameter, settings, problems))
            .toArray();
    problems.throwIfAny();
    return values;
  }

  private static Object valueOf(
      ReportFile.Parameter parameter, Map<String, String> settings, Problems problems) {
    if (parameter.isRequired() && !settings.containsKey(parameter.name())) {
      problems.add(
          Place.setting("--param " + parameter.name()),
          "this report needs the parameter '%s'".formatted(parameter.name()),
          "It is %s.".formatted(parameter.meaning()));
      return null;
    }
    String text = settings.getOrDefault(parameter.name(), parameter.fallback());
    Optional<Object> value = parameter.type().read(text);
    if (value.isEmpty()) {
      problems.add(
          Place.setting("--param " + parameter.name()),
          "'%s' is no %s".formatted(text, parameter.type()),
          "It is %s; the default is %s.".formatted(parameter.meaning(), parameter.fallback()));
    }
    return value.orElse(null);
  }
}
