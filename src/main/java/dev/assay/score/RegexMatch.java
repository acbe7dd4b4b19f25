package dev.assay.score;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;

/** The pattern is found somewhere in the answer, as JavaScript's {@code test} finds it. */
record RegexMatch(int flags) implements Scorer {
  static Scorer of(Options options) {
    return new RegexMatch(
        (options.flag("ignore-case", false) ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0)
            | (options.flag("multiline", false) ? Pattern.MULTILINE : 0)
            | (options.flag("dot-all", false) ? Pattern.DOTALL : 0));
  }

  @Override
  public Criterion expecting(JsonNode value) throws Unusable {
    BoundedPattern pattern = BoundedPattern.compile(Texts.statedNotBlank(value), flags);
    return answer -> {
      try {
        return pattern.isFoundIn(answer)
            ? Score.Scored.pass()
            : Score.Scored.fail("%s is not found".formatted(Told.of(pattern.text())));
      } catch (BoundedPattern.TooMuchWork endless) {
        return new Score.Unscored(endless.getMessage());
      }
    };
  }
}
