package dev.assay.usage;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/**
 * Names a run by its start, to the second, and three random bytes that tell apart two runs of one
 * second.
 */
public final class RunId {
  private static final DateTimeFormatter TO_THE_SECOND =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm-ss'Z'").withZone(ZoneOffset.UTC);
  private static final SecureRandom RANDOM = new SecureRandom();

  private RunId() {}

  /** A new id, e.g. {@code 2026-11-21T07-26-35Z-9f03ab}; ids of later seconds sort later. */
  public static String startedAt(Instant start) {
    byte[] suffix = new byte[3];
    RANDOM.nextBytes(suffix);
    return TO_THE_SECOND.format(start) + "-" + HexFormat.of().formatHex(suffix);
  }
}
