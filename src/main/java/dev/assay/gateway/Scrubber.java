package dev.assay.gateway;

import dev.assay.settings.Secret;
import java.util.Optional;
import java.util.regex.Pattern;

/** Makes a text of the other side fit to be kept: no key in it, one line, not too long. */
final class Scrubber {
  private static final int MAX_LENGTH = 500;
  private static final String HIDDEN = "(secret)";
  private static final Pattern LOOKS_LIKE_A_KEY =
      Pattern.compile("(?i)\\bbearer\\s+[^\\s\"',;]{4,}|\\bsk-[a-z0-9_*.-]{4,}");
  private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Cntrl}]+");

  private final Optional<Secret> key;

  Scrubber(Optional<Secret> key) {
    this.key = key;
  }

  String clean(String text) {
    // far more than is kept, so that a long body is not searched whole
    String start = text.substring(0, Math.min(text.length(), 16 * MAX_LENGTH));
    String withoutKey =
        key.map(Secret::reveal)
            .filter(value -> !value.isBlank())
            .map(value -> start.replace(value, HIDDEN))
            .orElse(start);
    String hidden = LOOKS_LIKE_A_KEY.matcher(withoutKey).replaceAll(HIDDEN);
    String oneLine = BLANKS.matcher(hidden).replaceAll(" ").strip();
    return oneLine.length() <= MAX_LENGTH ? oneLine : oneLine.substring(0, MAX_LENGTH) + "...";
  }
}
