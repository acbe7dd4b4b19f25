package dev.assay.suite;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.Serializable;
import java.io.UncheckedIOException;

/**
 * Reads JSON without losing a digit and without letting one field hide another.
 *
 * <p>A document's own serialisation turns its decimals into floating numbers, so what travels
 * travels as text.
 */
final class ExactJson {
  /** A document on its way. */
  record Text(String json) implements Serializable {
    static Text of(JsonNode document) {
      return new Text(document.toString());
    }

    JsonNode document() {
      try {
        return read(json);
      } catch (JsonProcessingException neverOfWhatWasWritten) {
        throw new UncheckedIOException(neverOfWhatWasWritten);
      }
    }
  }

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private ExactJson() {}

  static JsonNode read(String text) throws JsonProcessingException {
    return JSON.readTree(text);
  }
}
