package dev.assay.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A short name for a content: equal for equal content, on every machine, and different otherwise.
 *
 * <p>The content is framed as JSON, so that no two different lists of fields read as the same text.
 */
public final class Fingerprint {
  private Fingerprint() {}

  /** SHA-256 in hex; the order of the content counts. */
  public static String of(JsonNode content) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(content.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("Every Java platform has SHA-256", missing);
    }
  }
}
