package dev.assay.score;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression that gives up instead of running for hours.
 *
 * <p>It counts the characters that the matcher reads, not the time, so that the same pattern and
 * text end the same way on every machine.
 */
final class BoundedPattern {
  /** The text could not be searched with reasonable work. */
  static final class TooMuchWork extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooMuchWork(String pattern) {
      super("the pattern %s takes too much work on this answer".formatted(Told.of(pattern)));
    }
  }

  /** About a tenth of a second; a sound pattern reads each character a few times. */
  private static final long READS = 10_000_000;

  private final Pattern pattern;

  private BoundedPattern(Pattern pattern) {
    this.pattern = pattern;
  }

  static BoundedPattern compile(String text, int flags) throws Unusable {
    try {
      return new BoundedPattern(Pattern.compile(text, flags));
    } catch (PatternSyntaxException malformed) {
      throw new Unusable(
          "expects a regular expression, got '%s': %s at character %d"
              .formatted(text, malformed.getDescription(), malformed.getIndex() + 1),
          "");
    }
  }

  String text() {
    return pattern.pattern();
  }

  boolean isFoundIn(String text) {
    try {
      return pattern.matcher(new Counted(text, 0, text.length(), new long[] {READS})).find();
    } catch (StackOverflowError tooDeep) {
      throw new TooMuchWork(text());
    }
  }

  private final class Counted implements CharSequence {
    private final String text;
    private final int begin;
    private final int end;
    private final long[] readsLeft;

    Counted(String text, int begin, int end, long[] readsLeft) {
      this.text = text;
      this.begin = begin;
      this.end = end;
      this.readsLeft = readsLeft;
    }

    @Override
    public char charAt(int index) {
      if (--readsLeft[0] < 0) {
        throw new TooMuchWork(text());
      }
      return text.charAt(begin + index);
    }

    @Override
    public int length() {
      return end - begin;
    }

    @Override
    public CharSequence subSequence(int from, int to) {
      return new Counted(text, begin + from, begin + to, readsLeft);
    }

    @Override
    public String toString() {
      return text.substring(begin, end);
    }
  }
}
