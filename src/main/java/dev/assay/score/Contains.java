package dev.assay.score;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;

/** The expected text stands somewhere in the answer. */
record Contains(boolean ignoreCase) implements Scorer {
  static Scorer of(Options options) {
    return new Contains(options.flag("ignore-case", false));
  }

  @Override
  public Criterion expecting(JsonNode value) throws Unusable {
    String phrase = Texts.statedNotBlank(value);
    String wanted = folded(phrase);
    return new Criterion() {
      @Override
      public Score judge(String answer) {
        return folded(answer).contains(wanted)
            ? Score.Scored.pass()
            : Score.Scored.fail("%s does not occur".formatted(Told.of(phrase)));
      }

      @Override
      public List<String> examples() {
        return List.of("In short: %s.".formatted(phrase), phrase);
      }
    };
  }

  private String folded(String text) {
    return ignoreCase ? text.toLowerCase(Locale.ROOT) : text;
  }
}
