package dev.assay.intake;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads a file of an object a line, whose fields are the columns. */
final class LongLines {
  private final JsonFile file;
  private final ColumnNames names;

  LongLines(JsonFile file, ColumnNames names) {
    this.file = file;
    this.names = names;
  }

  /** The fields of all its objects. */
  Set<String> read(RowSink rows) throws IOException {
    Set<String> fields = new TreeSet<>();
    file.eachAtTheTop(
        (line, object) -> {
          if (!object.isObject()) {
            throw new InvalidInput(
                Place.of(file.path(), line),
                "this is no JSON object, and a line of a file of rows is one",
                "Write one object a line.");
          }
          object.fieldNames().forEachRemaining(fields::add);
          rows.accept(line, values(object));
        });
    return fields;
  }

  private Map<String, String> values(JsonNode object) {
    Map<String, String> values = new HashMap<>();
    for (String ours : names.all()) {
      values.put(ours, JsonFile.text(object.path(names.theirs(ours))));
    }
    return values;
  }
}
