package dev.assay.gateway;

import dev.assay.settings.Secret;
import java.util.regex.Pattern;

/** Makes a text of the other side fit to be kept: no key in it, one line, not too long. */
final class Scrubber {
  private static final int MAX_LENGTH = 500;
  private static final String HIDDEN = "(secret)";
  private static final Pattern LOOKS_LIKE_A_KEY =
      Pattern.compile("(?i)\\bbearer\\s+[^\\s\"',;]{4,}|\\bsk-[a-z0-9_*.-]{4,}");
  private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Cntrl}]+");

  private final Secret key;

  /**
   * @param key null where there is none to hide
   */
  Scrubber(Secret key) {
    this.key = key;
  }

  /** The text as it is, but for our key. */
  String withoutKey(String text) {
    return key == null || key.reveal().isBlank() ? text : text.replace(key.reveal(), HIDDEN);
  }

  String clean(String text) {
    // far more than is kept, so that a long body is not searched whole
    String start = text.substring(0, Math.min(text.length(), 16 * MAX_LENGTH));
    String hidden = LOOKS_LIKE_A_KEY.matcher(withoutKey(start)).replaceAll(HIDDEN);
    String oneLine = BLANKS.matcher(hidden).replaceAll(" ").strip();
    return oneLine.length() <= MAX_LENGTH ? oneLine : oneLine.substring(0, MAX_LENGTH) + "...";
  }
}
