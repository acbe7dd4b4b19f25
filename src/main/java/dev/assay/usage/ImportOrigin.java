package dev.assay.usage;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where an imported run came from, and what became of the rows there: read = kept + rejected +
 * duplicates.
 *
 * @param kind whose files they are, e.g. {@code outcomes} or {@code promptfoo}
 * @param settings what the importing user said of the files, by the flag that says it
 * @param duplicates rows that say again, value for value, what another row says
 * @param filesUsd all the money that the files name, of left out rows too; null where they name
 *     none
 * @param books null where the files are results of an evaluation
 */
public record ImportOrigin(
    String kind,
    List<SourceFile> files,
    Map<String, String> settings,
    long read,
    long kept,
    long rejected,
    long duplicates,
    BigDecimal filesUsd,
    Books books) {

  /**
   * What an import of others' books of usage and money holds beside what every import does. The
   * money of the files is that of the rows kept, of the duplicates and of the rejected rows.
   *
   * @param system whose books they are: openrouter, openai, anthropic, litellm, ...
   * @param table the one table that has its rows
   * @param firstAt the earliest time of its rows
   * @param lastAt the latest one
   * @param keptUsd null where its rows name no money, likewise the others
   * @param otherCurrencies what rejected rows name in other currencies, by currency
   */
  public record Books(
      String system,
      String table,
      Instant firstAt,
      Instant lastAt,
      BigDecimal keptUsd,
      BigDecimal duplicateUsd,
      BigDecimal rejectedUsd,
      Map<String, BigDecimal> otherCurrencies) {
    private static final String ATTEMPTS = "usage_events";

    public Books {
      requireNonNull(system, "system");
      requireNonNull(table, "table");
      otherCurrencies = otherCurrencies == null ? Map.of() : Map.copyOf(otherCurrencies);
    }

    public boolean holdAttempts() {
      return table.equals(ATTEMPTS);
    }
  }

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

  /** What the run is called. */
  public String title() {
    return "import of "
        + files.get(0).name()
        + (files.size() == 1 ? "" : " and %d more".formatted(files.size() - 1));
  }

  /** The contents it was made of, whatever the files were called. */
  public Set<String> contents() {
    return files.stream().map(SourceFile::sha256).collect(Collectors.toSet());
  }
}
