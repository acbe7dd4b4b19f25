package dev.assay.render;

import dev.assay.problem.Closest;
import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The forms a table can take, by the name of {@code -f} and by the ending of a file. */
public enum Format {
  TABLE("txt"),
  CSV("csv"),
  JSON("json"),
  MARKDOWN("md");

  private final String extension;

  Format(String extension) {
    this.extension = extension;
  }

  /** The format of {@code -f}. */
  public static Format named(String name) {
    return Arrays.stream(values())
        .filter(format -> format.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInput(
                    Place.setting("-f"),
                    "there is no format '%s'".formatted(name),
                    Closest.hint(name, "formats", names())));
  }

  /** The format that the ending of a file's name asks for. */
  public static Format of(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(format -> name.endsWith("." + format.extension))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInput(
                    Place.setting("-o"),
                    "the ending of '%s' names no format".formatted(file),
                    "Known endings: %s."
                        .formatted(
                            String.join(
                                ", ",
                                Arrays.stream(values())
                                    .map(each -> "." + each.extension)
                                    .toList()))));
  }

  public static List<String> names() {
    return Arrays.stream(values()).map(Format::toString).toList();
  }

  /** How a file of this form ends, without the dot. */
  public String extension() {
    return extension;
  }

  /** Whether a file of this form has room for one table only. */
  public boolean holdsOneTable() {
    return this == CSV;
  }

  public Renderer renderer() {
    return switch (this) {
      case TABLE -> Terminal.plain();
      case CSV -> new Csv();
      case JSON -> new Json();
      case MARKDOWN -> new Markdown();
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
