package dev.assay.score;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** The whole answer is the expected text. */
record ExactMatch(boolean trim, boolean ignoreCase) implements Scorer {
  /**
   * Outer blanks do not count unless {@code trim: false}; case does unless {@code ignore-case:
   * true}.
   */
  static Scorer of(Options options) {
    return new ExactMatch(options.flag("trim", true), options.flag("ignore-case", false));
  }

  /** As promptfoo's {@code equals}: every character counts, and a document is compared as one. */
  static Scorer strict(Options options) {
    ExactMatch text = new ExactMatch(false, false);
    return value ->
        value.isContainerNode() ? new JsonMatch().expecting(value) : text.expecting(value);
  }

  @Override
  public Criterion expecting(JsonNode value) throws Unusable {
    String stated = Texts.stated(value);
    String expected = trim ? stated.strip() : stated;
    return new Criterion() {
      @Override
      public Score judge(String answer) {
        String given = trim ? answer.strip() : answer;
        boolean same = ignoreCase ? given.equalsIgnoreCase(expected) : given.equals(expected);
        return same
            ? Score.Scored.pass()
            : Score.Scored.fail("expected %s, got %s".formatted(Told.of(expected), Told.of(given)));
      }

      @Override
      public List<String> examples() {
        return List.of(expected);
      }
    };
  }
}
