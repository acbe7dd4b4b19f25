package dev.assay.intake;

import dev.assay.problem.Closest;
import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import java.util.Arrays;
import java.util.List;

/** Whose form a file of results has. */
public enum FileKind {
  OUTCOMES("outcomes", "the long format"),
  PROMPTFOO("promptfoo", "promptfoo's results"),
  INSPECT("inspect", "an Inspect log"),
  LM_EVAL("lm-eval", "lm-eval's logged samples"),
  PREFERENCES("preferences", "pairwise preferences");

  private final String word;
  private final String told;

  FileKind(String word, String told) {
    this.word = word;
    this.told = told;
  }

  /** As a user names it. */
  public String word() {
    return word;
  }

  /** As a sentence names it. */
  String told() {
    return told;
  }

  boolean comesAs(Form form) {
    return switch (this) {
      case OUTCOMES, PREFERENCES -> form != Form.JSON;
      case PROMPTFOO, INSPECT -> form == Form.JSON;
      case LM_EVAL -> form == Form.JSONL;
    };
  }

  /** The kind that a user named after {@code --as}. */
  public static FileKind named(String word) {
    List<String> known = Arrays.stream(values()).map(FileKind::word).toList();
    return Arrays.stream(values())
        .filter(kind -> kind.word.equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInput(
                    Place.setting("--as"),
                    "'%s' is no kind of file".formatted(word),
                    Closest.hint(word, "kinds", known)));
  }
}
