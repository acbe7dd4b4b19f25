package dev.assay.cli;

import dev.assay.render.Format;
import dev.assay.render.Renderer;
import dev.assay.report.Table;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Several tables that belong together, each under a name. */
final class Sheets {
  private final Map<String, Table> tables = new LinkedHashMap<>();

  private Sheets() {}

  static Sheets of(String name, Table table) {
    return new Sheets().and(name, table);
  }

  Sheets and(String name, Table table) {
    tables.put(name, table);
    return this;
  }

  Table first() {
    return tables.values().iterator().next();
  }

  /** One below the other. */
  String text(Renderer renderer) {
    return tables.values().stream().map(renderer::text).collect(Collectors.joining("\n"));
  }

  /**
   * For a file or a program: in JSON an object with a member a table, in CSV, which knows no
   * several, the first alone.
   */
  String text(Format format) {
    return switch (format) {
      case TABLE, MARKDOWN -> text(format.renderer());
      case CSV -> format.renderer().text(first());
      case JSON ->
          tables.entrySet().stream()
              .map(
                  each ->
                      "\"%s\": %s"
                          .formatted(
                              each.getKey(), format.renderer().text(each.getValue()).strip()))
              .collect(Collectors.joining(",\n", "{\n", "\n}\n"));
    };
  }
}
