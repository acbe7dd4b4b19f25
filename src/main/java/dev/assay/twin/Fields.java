package dev.assay.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * The fields of one JSON object of a request, each read as the type the contract gives it; null
 * where a field is not set.
 */
final class Fields {
  private static final int MOST_SCALE = 100;
  private static final String A_PRICE = "a price of zero or more";

  private final String path;
  private final JsonNode object;

  private Fields(String path, JsonNode object) {
    this.path = path;
    this.object = object;
  }

  static Fields of(ObjectNode body) {
    return new Fields("", body);
  }

  boolean has(String name) {
    return object.hasNonNull(name);
  }

  JsonNode json(String name) {
    return object.hasNonNull(name) ? object.get(name) : null;
  }

  /** An object field, empty where it is not set. */
  Fields object(String name) {
    JsonNode value = json(name);
    require(value == null || value.isObject(), name, "an object");
    return new Fields(path + name + ".", value == null ? Json.object() : value);
  }

  String text(String name, int maxLength) {
    JsonNode value = json(name);
    if (value == null) {
      return null;
    }
    require(value.isTextual(), name, "a string");
    require(
        value.textValue().length() <= maxLength,
        name,
        "at most %d characters".formatted(maxLength));
    return value.textValue();
  }

  /** One of few words, or null. */
  String word(String name, Set<String> known) {
    String word = text(name, 64);
    require(
        word == null || known.contains(word),
        name,
        "one of " + String.join(", ", known.stream().sorted().toList()));
    return word;
  }

  boolean flag(String name, boolean otherwise) {
    JsonNode value = json(name);
    require(value == null || value.isBoolean(), name, "true or false");
    return value == null ? otherwise : value.booleanValue();
  }

  Integer wholeNumber(String name, int least) {
    JsonNode value = json(name);
    if (value == null) {
      return null;
    }
    require(
        value.isIntegralNumber() && value.canConvertToInt() && value.intValue() >= least,
        name,
        "a whole number, %d or more".formatted(least));
    return value.intValue();
  }

  void between(String name, String least, String most) {
    BigDecimal value = decimal(name);
    require(
        value == null
            || (value.compareTo(new BigDecimal(least)) >= 0
                && value.compareTo(new BigDecimal(most)) <= 0),
        name,
        "a number from %s to %s".formatted(least, most));
  }

  BigDecimal decimal(String name) {
    JsonNode value = json(name);
    require(value == null || isSensible(value), name, "a number");
    return value == null ? null : value.decimalValue();
  }

  /** A decimal that may also be written as a string, as prices are. */
  BigDecimal price(String name) {
    JsonNode value = json(name);
    if (value == null) {
      return null;
    }
    try {
      BigDecimal price =
          value.isTextual() ? new BigDecimal(value.textValue()) : value.decimalValue();
      require((value.isTextual() || isSensible(value)) && price.signum() >= 0, name, A_PRICE);
      return price;
    } catch (NumberFormatException notADecimal) {
      throw invalid(name, A_PRICE);
    }
  }

  /** A number that can be reckoned with; the exponent of a hostile one is near the end of int. */
  private static boolean isSensible(JsonNode value) {
    return value.isNumber() && Math.abs((long) value.decimalValue().scale()) <= MOST_SCALE;
  }

  List<String> texts(String name, int most) {
    JsonNode value = json(name);
    if (value == null) {
      return List.of();
    }
    require(value.isArray() && value.size() <= most, name, "a list of at most " + most);
    List<String> texts = new ArrayList<>();
    for (JsonNode item : value) {
      require(item.isTextual(), name, "a list of strings");
      texts.add(item.textValue());
    }
    return texts;
  }

  void refuseOthersThan(Set<String> known) {
    for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name)) {
        throw Refusal.badRequest("Unrecognized key: " + path + name);
      }
    }
  }

  /** The fault of a field, told without its value: that may be part of a prompt. */
  Refusal invalid(String name, String expected) {
    return Refusal.badRequest("Invalid %s%s: expected %s".formatted(path, name, expected));
  }

  void require(boolean sound, String name, String expected) {
    if (!sound) {
      throw invalid(name, expected);
    }
  }
}
