package dev.assay.suite;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;

/**
 * Names content by what it says, the same on every machine and in every time zone.
 *
 * <p>A hash is half a SHA-256, 32 hex digits: short enough for a folder's name, and among a billion
 * contents the chance that two share one is below 10^-20. Each part is preceded by its kind and
 * length, so that no two sequences of parts run together into the same bytes.
 */
public final class ContentHash {
  private static final int BYTES = 16;

  private final MessageDigest digest;

  public ContentHash() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJvmHasIt) {
      throw new IllegalStateException(everyJvmHasIt);
    }
  }

  public ContentHash add(String text) {
    return part('t', text);
  }

  public ContentHash addAll(List<String> texts) {
    head('l', texts.size());
    texts.forEach(this::add);
    return this;
  }

  /** A document by its meaning: the order of fields and the zeros of 1.50 make no difference. */
  public ContentHash add(JsonNode value) {
    if (value.isObject()) {
      TreeMap<String, JsonNode> fields = new TreeMap<>();
      value.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
      head('o', fields.size());
      fields.forEach((name, each) -> add(name).add(each));
    } else if (value.isArray()) {
      head('a', value.size());
      value.forEach(this::add);
    } else if (value.isNumber()) {
      BigDecimal number = value.decimalValue();
      part('n', number.signum() == 0 ? "0" : number.stripTrailingZeros().toString());
    } else if (value.isTextual()) {
      add(value.textValue());
    } else {
      part('k', value.asText());
    }
    return this;
  }

  public String hex() {
    return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
  }

  private ContentHash part(char kind, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    head(kind, bytes.length);
    digest.update(bytes);
    return this;
  }

  private void head(char kind, int length) {
    digest.update(ByteBuffer.allocate(5).put((byte) kind).putInt(length).array());
  }
}
