package dev.assay.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** A JSON file of any size, read one object of a list at a time and digit for digit. */
final class JsonFile {
  private static final String DATA = "data";
  private static final int LONGEST_TEXT = 256 << 20;

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(LONGEST_TEXT).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          // inspect writes them where a metric has no value; as no number they are told, not lost
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  /** What is done with one object of a list. */
  @FunctionalInterface
  interface Each {
    void accept(int line, JsonNode object) throws IOException;
  }

  private final Path path;

  JsonFile(Path path) {
    this.path = path;
  }

  Path path() {
    return path;
  }

  /** The bytes of a file, unpacked where its name says it is packed. */
  static InputStream open(Path path) throws IOException {
    InputStream bytes = Files.newInputStream(path);
    return Form.isZipped(path) ? new GZIPInputStream(bytes, 1 << 16) : bytes;
  }

  /** Hands over every value that stands at the top, one after the other: a line each in JSONL. */
  void eachAtTheTop(Each each) throws IOException {
    reading(
        parser -> {
          while (parser.nextToken() != null) {
            int line = parser.currentTokenLocation().getLineNr();
            each.accept(line, JSON.readTree(parser));
          }
        });
  }

  /**
   * Hands over every row, however they are wrapped: the objects of a list at the top, those of the
   * list {@code data} of each answer of an interface, or the objects at the top themselves. Returns
   * whether the last answer says that there are more.
   */
  boolean eachRow(Each each) throws IOException {
    boolean isWrapped = firstFields().contains(DATA);
    boolean[] more = new boolean[1];
    reading(
        parser -> {
          for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            if (token == JsonToken.START_ARRAY) {
              eachElement(parser, each);
            } else if (isWrapped && token == JsonToken.START_OBJECT) {
              more[0] = eachOfAnswer(parser, each);
            } else {
              each.accept(parser.currentTokenLocation().getLineNr(), JSON.readTree(parser));
            }
          }
        });
    return more[0];
  }

  private static boolean eachOfAnswer(JsonParser parser, Each each) throws IOException {
    boolean more = false;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      JsonToken value = parser.nextToken();
      if (field.equals(DATA) && value == JsonToken.START_ARRAY) {
        eachElement(parser, each);
      } else {
        more |= field.equals("has_more") && value == JsonToken.VALUE_TRUE;
        parser.skipChildren();
      }
    }
    return more;
  }

  private static void eachElement(JsonParser parser, Each each) throws IOException {
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      int line = parser.currentTokenLocation().getLineNr();
      each.accept(line, JSON.readTree(parser));
    }
  }

  /** The fields of the first object in it; none where it begins otherwise. */
  List<String> firstFields() throws IOException {
    List<String> fields = new ArrayList<>();
    reading(
        parser -> {
          if (parser.nextToken() == JsonToken.START_OBJECT) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
              fields.add(parser.currentName());
              parser.nextToken();
              parser.skipChildren();
            }
          }
        });
    return fields;
  }

  /** The value of a field of the object at the top, where it has one. */
  Optional<JsonNode> field(String name) throws IOException {
    JsonNode[] found = new JsonNode[1];
    reading(
        parser -> {
          if (descend(parser, name)) {
            found[0] = JSON.readTree(parser);
          }
        });
    return Optional.ofNullable(found[0]);
  }

  /**
   * Hands over every element of the list that these fields lead to; false where there is no such
   * list. What follows it is read too, so that a file that was cut off is not taken for a whole
   * one.
   */
  boolean eachIn(List<String> fields, Each each) throws IOException {
    boolean[] found = new boolean[1];
    reading(
        parser -> {
          for (String field : fields) {
            if (!descend(parser, field)) {
              return;
            }
          }
          if (parser.currentToken() != JsonToken.START_ARRAY) {
            return;
          }
          found[0] = true;
          eachElement(parser, each);
          while (parser.nextToken() != null) {
            parser.skipChildren();
          }
        });
    return found[0];
  }

  /** Moves to the value of a field of the object that begins here. */
  private static boolean descend(JsonParser parser, String name) throws IOException {
    JsonToken token = parser.currentToken() == null ? parser.nextToken() : parser.currentToken();
    if (token != JsonToken.START_OBJECT) {
      return false;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      parser.nextToken();
      if (field.equals(name)) {
        return true;
      }
      parser.skipChildren();
    }
    return false;
  }

  @FunctionalInterface
  private interface Reading {
    void with(JsonParser parser) throws IOException;
  }

  private void reading(Reading reading) throws IOException {
    try (InputStream bytes = open(path);
        JsonParser parser = JSON.createParser(bytes)) {
      reading.with(parser);
    } catch (JsonProcessingException broken) {
      int line = broken.getLocation() == null ? 0 : broken.getLocation().getLineNr();
      throw new InvalidInput(
          Place.of(path, Math.max(0, line)),
          "this is not JSON: " + reason(broken),
          "Is the file whole? Write it out again.");
    }
  }

  /** Without what the parser says of places, which are told already. */
  private static String reason(JsonProcessingException broken) {
    String first = broken.getOriginalMessage().lines().findFirst().orElse("");
    return first.replaceAll(" \\(start marker at .*", "");
  }

  /** The text of a value: that of a number digit for digit, that of an object as JSON. */
  static String text(JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    return value.isValueNode() ? value.asText() : value.toString();
  }
}
