package dev.assay.report;

import dev.assay.problem.Closest;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads what a header says of the chart: {@code points, x usd_per_1k_calls, y quality, label arm},
 * on one line or one part a line.
 */
final class ChartReader {
  private static final List<String> PARTS =
      List.of("kind", "x", "y", "low", "high", "series", "label");

  private final Place place;
  private final List<String> columns;
  private final Problems problems;

  ChartReader(Place place, List<String> columns, Problems problems) {
    this.place = place;
    this.columns = columns;
    this.problems = problems;
  }

  /** Null where there is none, or none that can be drawn, which is a problem then. */
  Chart read(String text) {
    String plain = text.replaceAll("[,;:=]", " ").strip();
    if (plain.isEmpty() || plain.equals("none")) {
      return null;
    }
    int before = problems.count();
    Map<String, String> parts = parts(List.of(plain.split("\\s+")));
    for (String part : List.of("kind", "x", "y")) {
      if (!parts.containsKey(part)) {
        problems.add(
            place,
            "the chart has no '%s'".formatted(part),
            "Write it as '-- chart: bar, x COLUMN, y COLUMN'; low, high, series and label may follow.");
      }
    }
    parts.forEach(this::check);
    return problems.count() > before ? null : chart(parts);
  }

  private Map<String, String> parts(List<String> words) {
    Map<String, String> parts = new TreeMap<>();
    // the kind comes first and needs no name
    int next = PARTS.contains(words.get(0)) ? 0 : 1;
    if (next == 1) {
      parts.put("kind", words.get(0));
    }
    for (; next < words.size(); next += 2) {
      String part = words.get(next);
      if (!PARTS.contains(part)) {
        problems.add(
            place,
            "a chart has no part '%s'".formatted(part),
            Closest.hint(part, "parts of a chart", PARTS));
      } else if (next + 1 == words.size()) {
        problems.add(place, "'%s' of the chart names no column".formatted(part), "Add it.");
      } else if (parts.put(part, words.get(next + 1)) != null) {
        problems.add(place, "'%s' of the chart stands twice".formatted(part), "Keep one.");
      }
    }
    return parts;
  }

  private void check(String part, String name) {
    if (part.equals("kind")) {
      List<String> kinds = Arrays.stream(Chart.Kind.values()).map(Object::toString).toList();
      if (!kinds.contains(name)) {
        problems.add(
            place,
            "there is no kind of chart '%s'".formatted(name),
            Closest.hint(name, "kinds", kinds));
      }
    } else if (!columns.contains(name)) {
      problems.add(
          place,
          "the chart draws the column '%s', which 'columns:' does not describe".formatted(name),
          Closest.hint(name, "columns", columns));
    }
  }

  private static Chart chart(Map<String, String> parts) {
    return new Chart(
        Chart.Kind.valueOf(parts.get("kind").toUpperCase(Locale.ROOT)),
        parts.get("x"),
        parts.get("y"),
        parts.get("low"),
        parts.get("high"),
        parts.get("series"),
        parts.get("label"));
  }
}
