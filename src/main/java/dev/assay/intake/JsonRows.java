package dev.assay.intake;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Reads objects as rows: a field within an object has the name {@code outer.inner}, and of a bucket
 * with the list {@code results} each of them is a row that has what the bucket says too.
 */
final class JsonRows {
  private static final String RESULTS = "results";

  private final JsonFile file;
  private final Form form;

  JsonRows(JsonFile file, Form form) {
    this.file = file;
    this.form = form;
  }

  /** The names that any row has. */
  Set<String> names() throws IOException {
    Set<String> names = new LinkedHashSet<>();
    each((line, row) -> names.addAll(row.keySet()));
    return names;
  }

  /**
   * Hands over every row, with the line where it begins or, in a list, its number.
   *
   * @param theirs by the names that the sink knows
   * @return whether the file says that it is only a part
   */
  boolean read(Map<String, String> theirs, RowSink rows) throws IOException {
    return each(
        (place, row) -> {
          Map<String, String> values = new HashMap<>();
          theirs.forEach((ours, their) -> values.put(ours, row.get(their)));
          rows.accept(place, values);
        });
  }

  private boolean each(RowSink rows) throws IOException {
    int[] place = new int[1];
    return file.eachRow(
        (line, object) -> {
          if (!object.isObject()) {
            throw new InvalidInput(
                Place.of(file.path(), line),
                "this is no JSON object, and a row is one",
                "Write a list of objects, or one object a line.");
          }
          Map<String, String> said = new LinkedHashMap<>();
          object
              .properties()
              .forEach(
                  field -> {
                    if (!field.getKey().equals(RESULTS)) {
                      flatten(field.getKey(), field.getValue(), said);
                    }
                  });
          if (!object.path(RESULTS).isArray()) {
            rows.accept(next(place, line), said);
            return;
          }
          for (JsonNode result : object.path(RESULTS)) {
            Map<String, String> row = new LinkedHashMap<>(said);
            result.properties().forEach(field -> flatten(field.getKey(), field.getValue(), row));
            rows.accept(next(place, line), row);
          }
        });
  }

  /** No two rows have one place. */
  private int next(int[] place, int line) {
    place[0] = form == Form.JSONL ? Math.max(line, place[0] + 1) : place[0] + 1;
    return place[0];
  }

  private static void flatten(String name, JsonNode value, Map<String, String> row) {
    if (value.isObject()) {
      value
          .properties()
          .forEach(field -> flatten(name + "." + field.getKey(), field.getValue(), row));
    } else {
      row.put(name, JsonFile.text(value));
    }
  }
}
