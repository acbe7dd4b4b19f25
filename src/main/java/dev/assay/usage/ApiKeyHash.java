package dev.assay.usage;

import dev.assay.settings.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What stands in a row for a key: enough to tell keys apart, not enough to use one. */
public final class ApiKeyHash {
  private ApiKeyHash() {}

  /** SHA-256 of the key, in hexadecimal. */
  public static String of(Secret key) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(key.reveal().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("Every Java platform has SHA-256", missing);
    }
  }
}
