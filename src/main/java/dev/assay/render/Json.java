package dev.assay.render;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.assay.report.Chart;
import dev.assay.report.Document;
import dev.assay.report.Table;
import java.io.IOException;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A table for programs. Money is a JSON number with every digit: a reader that must keep it exact
 * parses numbers as decimals. What is unknown, or not a number, is null.
 */
public final class Json extends TextRenderer {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();

  @Override
  void write(Table table, Appendable out) throws IOException {
    write(
        json -> {
          json.writeStartObject();
          writeMembers(table, json);
          json.writeEndObject();
        },
        out);
  }

  @Override
  void write(Document document, Appendable out) throws IOException {
    write(
        json -> {
          json.writeStartObject();
          json.writeStringField("title", document.title());
          writeTexts("notes", document.notes(), json);
          json.writeArrayFieldStart("sections");
          for (Document.Section section : document.sections()) {
            json.writeStartObject();
            json.writeStringField("name", section.name());
            writeMembers(section.table(), json);
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        },
        out);
  }

  private interface Content {
    void writeTo(JsonGenerator json) throws IOException;
  }

  private static void write(Content content, Appendable out) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.setPrettyPrinter(
          new DefaultPrettyPrinter()
              .withArrayIndenter(new DefaultIndenter("  ", "\n"))
              .withObjectIndenter(new DefaultIndenter("  ", "\n")));
      content.writeTo(json);
    }
    out.append(text.toString()).append('\n');
  }

  private static void writeMembers(Table table, JsonGenerator json) throws IOException {
    json.writeStringField("title", table.title());
    writeTexts("notes", table.notes(), json);
    json.writeArrayFieldStart("columns");
    for (Table.Column column : table.columns()) {
      json.writeStartObject();
      json.writeStringField("name", column.name());
      json.writeStringField("meaning", column.meaning());
      json.writeStringField("unit", column.unit().name());
      json.writeEndObject();
    }
    json.writeEndArray();
    if (table.chart() != null) {
      write(table.chart(), json);
    }
    json.writeArrayFieldStart("rows");
    for (List<Object> row : table.rows()) {
      json.writeStartObject();
      for (int i = 0; i < row.size(); i++) {
        json.writeFieldName(table.columns().get(i).name());
        write(row.get(i), json);
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeTexts(String name, List<String> texts, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  /** How the rows are best drawn, so that a page can. */
  private static void write(Chart chart, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("chart");
    json.writeStringField("kind", chart.kind().toString());
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("x", chart.x());
    parts.put("y", chart.y());
    parts.put("low", chart.low());
    parts.put("high", chart.high());
    parts.put("series", chart.series());
    parts.put("label", chart.label());
    for (Map.Entry<String, String> part : parts.entrySet()) {
      if (part.getValue() != null) {
        json.writeStringField(part.getKey(), part.getValue());
      }
    }
    json.writeEndObject();
  }

  private static void write(Object value, JsonGenerator json) throws IOException {
    if (value == null || !Figures.isFinite(value)) {
      json.writeNull();
    } else if (value instanceof Boolean truth) {
      json.writeBoolean(truth);
    } else if (value instanceof Long whole) {
      json.writeNumber(whole);
    } else if (value instanceof Number) {
      json.writeNumber(Figures.exact(value));
    } else if (value instanceof List<?> list) {
      json.writeStartArray();
      for (Object element : list) {
        write(element, json);
      }
      json.writeEndArray();
    } else {
      json.writeString(value.toString());
    }
  }
}
