package dev.assay.render;

/** Text from anywhere, made harmless for a screen, and how wide it is there. */
public final class PlainText {
  private static final int ZERO_WIDTH_JOINER = 0x200D;

  private PlainText() {}

  /**
   * The same text on one line, in which everything that moves a cursor, colours, rings, hides or
   * turns text around is spelt out.
   */
  public static String tamed(String text) {
    if (isPrintableAscii(text)) {
      return text;
    }
    StringBuilder tamed = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            point -> {
              switch (point) {
                case '\n' -> tamed.append("\\n");
                case '\r' -> tamed.append("\\r");
                case '\t' -> tamed.append("\\t");
                default -> {
                  if (isDangerous(point)) {
                    tamed.append("\\u%04x".formatted(point));
                  } else {
                    tamed.appendCodePoint(point);
                  }
                }
              }
            });
    return tamed.toString();
  }

  /** Which nearly every cell is, of tables that may have millions. */
  private static boolean isPrintableAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      char sign = text.charAt(i);
      if (sign < ' ' || sign > '~') {
        return false;
      }
    }
    return true;
  }

  private static boolean isDangerous(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          true;
      // directions and other invisible formatting; the joiner is part of many emoji
      case Character.FORMAT -> point != ZERO_WIDTH_JOINER;
      default -> false;
    };
  }

  /** How many columns of a terminal the text takes. */
  static int width(String text) {
    if (isPrintableAscii(text)) {
      return text.length();
    }
    int width = 0;
    boolean joined = false;
    for (int point : text.codePoints().toArray()) {
      // what follows a joiner is drawn into the sign before it
      width += joined ? 0 : width(point);
      joined = point == ZERO_WIDTH_JOINER;
    }
    return width;
  }

  private static int width(int point) {
    int type = Character.getType(point);
    if (point == ZERO_WIDTH_JOINER
        || type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK) {
      return 0;
    }
    return isWide(point) ? 2 : 1;
  }

  /** East Asian wide and fullwidth signs, and emoji. */
  private static boolean isWide(int point) {
    return point >= 0x1100
        && (point <= 0x115F
            || (point >= 0x2E80 && point <= 0x303E)
            || (point >= 0x3041 && point <= 0xA4CF)
            || (point >= 0xA960 && point <= 0xA97C)
            || (point >= 0xAC00 && point <= 0xD7A3)
            || (point >= 0xF900 && point <= 0xFAFF)
            || (point >= 0xFE30 && point <= 0xFE6F)
            || (point >= 0xFF01 && point <= 0xFF60)
            || (point >= 0xFFE0 && point <= 0xFFE6)
            || (point >= 0x1F300 && point <= 0x1F64F)
            || (point >= 0x1F680 && point <= 0x1F6FF)
            || (point >= 0x1F900 && point <= 0x1FAFF)
            || (point >= 0x20000 && point <= 0x3FFFD));
  }

  /** The text, or as much of it as fits with a sign that more was there. */
  static String cut(String text, int most) {
    if (width(text) <= most) {
      return text;
    }
    StringBuilder kept = new StringBuilder();
    for (int point : text.codePoints().toArray()) {
      String more = kept + Character.toString(point);
      if (width(more) > most - 1) {
        break;
      }
      kept.appendCodePoint(point);
    }
    return kept + "…";
  }
}
