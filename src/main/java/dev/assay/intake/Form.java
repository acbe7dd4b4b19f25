package dev.assay.intake;

import dev.assay.problem.Closest;
import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How the rows of a file are written down. */
public enum Form {
  CSV(".csv", ".tsv"),
  JSONL(".jsonl", ".ndjson"),
  JSON(".json", ".json"),
  PARQUET(".parquet", ".parquet");

  private static final String ZIPPED = ".gz";

  private final String ending;
  private final String otherEnding;

  Form(String ending, String otherEnding) {
    this.ending = ending;
    this.otherEnding = otherEnding;
  }

  /** As a user names it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The form that a user named after {@code --format}. */
  public static Form named(String word) {
    List<String> known = Arrays.stream(values()).map(Form::word).toList();
    return Arrays.stream(values())
        .filter(form -> form.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInput(
                    Place.setting("--format"),
                    "'%s' is no format of a file".formatted(word),
                    Closest.hint(word, "formats", known)));
  }

  /** What the ending of a file's name says, that of its compression aside. */
  static Optional<Form> of(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    String plain = isZipped(file) ? name.substring(0, name.length() - ZIPPED.length()) : name;
    return Arrays.stream(values())
        .filter(form -> plain.endsWith(form.ending) || plain.endsWith(form.otherEnding))
        .findFirst();
  }

  static boolean isZipped(Path file) {
    return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(ZIPPED);
  }
}
