package dev.assay.usage;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where an imported run came from, and what became of the rows there: read = kept + rejected +
 * duplicates.
 *
 * @param kind whose files they are, e.g. {@code outcomes} or {@code promptfoo}
 * @param settings what the importing user said of the files, by the flag that says it; a flag that
 *     may repeat stands with what it names, as in {@code --control NAME}
 * @param duplicates rows that say again, value for value, what another row says
 * @param filesUsd all the money that the files name, of left out rows too; null where they name
 *     none
 */
public record ImportOrigin(
    String kind,
    List<SourceFile> files,
    Map<String, String> settings,
    long read,
    long kept,
    long rejected,
    long duplicates,
    BigDecimal filesUsd) {
  /** The flag that says which model is a null answer. */
  public static final String CONTROL = "--control";

  /**
   * One imported file.
   *
   * @param sha256 of its bytes, in hexadecimal
   */
  public record SourceFile(String name, String sha256) {
    public SourceFile {
      requireNonNull(name, "name");
      requireNonNull(sha256, "sha256");
    }
  }

  public ImportOrigin {
    requireNonNull(kind, "kind");
    files = List.copyOf(files);
    settings = Map.copyOf(settings);
  }

  /** The models that are no model but a constant answer, there to try the judge. */
  public List<String> controls() {
    String beginning = CONTROL + " ";
    return settings.keySet().stream()
        .filter(flag -> flag.startsWith(beginning))
        .map(flag -> flag.substring(beginning.length()))
        .sorted()
        .toList();
  }

  /** The contents it was made of, whatever the files were called. */
  public Set<String> contents() {
    return files.stream().map(SourceFile::sha256).collect(Collectors.toSet());
  }
}
