package dev.assay.twin;

/**
 * How the twin counts tokens: one for every four characters begun, and a few for each message's
 * frame.
 *
 * <p>That is never more than one per byte of UTF-8 plus four per message, so a client that plans
 * with that bound is never surprised.
 */
final class TokenRule {
  static final int PER_MESSAGE = 4;
  private static final int CHARACTERS = 4;

  private TokenRule() {}

  static int count(String text) {
    return (text.length() + CHARACTERS - 1) / CHARACTERS;
  }

  static int charactersOf(int tokens) {
    return tokens * CHARACTERS;
  }

  /** The part of a text from one token to another, at most to its end. */
  static String part(String text, int fromToken, int toToken) {
    return text.substring(cut(text, fromToken), cut(text, toToken));
  }

  /** Where a token begins; a character of two code units is never cut in half. */
  private static int cut(String text, int token) {
    int at = (int) Math.min((long) token * CHARACTERS, text.length());
    boolean inside = at > 0 && at < text.length() && Character.isLowSurrogate(text.charAt(at));
    return inside ? at + 1 : at;
  }
}
