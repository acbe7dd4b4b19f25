package dev.assay.score;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The document that an answer is: all of it, or all of the one fenced block that it consists of.
 *
 * <p>A name that stands twice and a number with an exponent beyond {@link #LARGEST_EXPONENT} are no
 * documents: the one is ambiguous, the other takes gigabytes to compute with.
 */
final class JsonAnswer {
  /** The answer is no document; the message says why. */
  static final class NotJson extends Exception {
    private static final long serialVersionUID = 1L;

    NotJson(String message) {
      super(message);
    }
  }

  private static final int LARGEST_EXPONENT = 400;

  private static final Pattern FENCED =
      Pattern.compile("```(?:json|JSON)?\\h*\\R(.*?)\\R?\\h*```", Pattern.DOTALL);

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private JsonAnswer() {}

  static JsonNode parse(String answer) throws NotJson {
    String text = answer.strip();
    Matcher fenced = FENCED.matcher(text);
    if (fenced.matches()) {
      text = fenced.group(1).strip();
    }
    return bare(text);
  }

  /** The document that a text is, with nothing around it. */
  static JsonNode bare(String text) throws NotJson {
    if (text.isBlank()) {
      throw new NotJson("the answer is empty");
    }
    try {
      JsonNode document = JSON.readTree(text);
      refuseHugeNumbers(document);
      return document;
    } catch (JsonProcessingException malformed) {
      throw new NotJson("not a JSON document: " + malformed.getOriginalMessage());
    }
  }

  static String write(JsonNode document) {
    return document.toString();
  }

  private static void refuseHugeNumbers(JsonNode value) throws NotJson {
    if (value.isBigDecimal() && Math.abs((long) value.decimalValue().scale()) > LARGEST_EXPONENT) {
      throw new NotJson("a number has an exponent beyond " + LARGEST_EXPONENT);
    }
    for (JsonNode each : value) {
      refuseHugeNumbers(each);
    }
  }
}
