package dev.assay.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Optional;

/** JSON as the wire speaks it: decimals stay decimals, digit for digit. */
final class Json {
  static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .build();

  private static final int LONG_DIGITS = 18;

  private Json() {}

  /** The object a text holds, or nothing where it holds anything else. */
  static Optional<ObjectNode> object(String text) {
    try {
      return MAPPER.readTree(text) instanceof ObjectNode object
          ? Optional.of(object)
          : Optional.empty();
    } catch (JsonProcessingException malformed) {
      return Optional.empty();
    }
  }

  /** The text of a field; null where there is none or it is empty. */
  static String text(JsonNode object, String field) {
    JsonNode value = object.path(field);
    return value.isTextual() && !value.textValue().isEmpty() ? value.textValue() : null;
  }

  /** A count; null where there is none, or it is no whole number of zero or more. */
  static Long count(JsonNode object, String field) {
    JsonNode value = object.path(field);
    if (!value.isNumber()) {
      return null;
    }
    BigDecimal number = value.decimalValue();
    // the exponent of a hostile number can be huge, so its digits are counted before it is expanded
    if (number.signum() < 0 || (long) number.precision() - number.scale() > LONG_DIGITS) {
      return null;
    }
    if (number.signum() == 0) {
      return 0L;
    }
    return number.stripTrailingZeros().scale() <= 0 ? (Long) number.longValue() : null;
  }

  static Boolean flag(JsonNode object, String field) {
    JsonNode value = object.path(field);
    return value.isBoolean() ? value.booleanValue() : null;
  }

  /** A number, also where it is written as text; null where there is none. */
  static BigDecimal decimal(JsonNode object, String field) {
    JsonNode value = object.path(field);
    if (value.isNumber()) {
      return value.decimalValue();
    }
    if (value.isTextual() && value.textValue().matches("-?[0-9]{1,100}(\\.[0-9]{1,100})?")) {
      return new BigDecimal(value.textValue());
    }
    return null;
  }
}
