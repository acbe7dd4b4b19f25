package dev.assay.twin;

import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/** Names for generations, in the form of the real ones, never given twice. */
final class GenerationIds {
  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int LENGTH = 20;

  private GenerationIds() {}

  static String next(Instant now) {
    StringBuilder id = new StringBuilder("gen-").append(now.getEpochSecond()).append('-');
    for (int i = 0; i < LENGTH; i++) {
      id.append(ALPHABET.charAt(ThreadLocalRandom.current().nextInt(ALPHABET.length())));
    }
    return id.toString();
  }
}
