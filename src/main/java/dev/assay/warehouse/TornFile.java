package dev.assay.warehouse;

import static dev.assay.warehouse.RowFiles.plain;
import static dev.assay.warehouse.RowFiles.quoted;

import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which file a statement failed on whose end is whole and whose rows are not. DuckDB names it for
 * some faults only.
 */
final class TornFile {
  private static final Pattern NAMED = Pattern.compile("Failed to read file \"([^\"]+)\": (.*)");

  /** What DuckDB calls a fault that it has no kind for; no statement of a user makes one. */
  private static final String UNNAMED = "Invalid Error: ";

  private TornFile() {}

  /**
   * The file that a failure is of; nothing where it is of another kind.
   *
   * @param files that the statement may have read
   */
  static Optional<InvalidInput> among(
      Collection<Path> files, Connection connection, SQLException failure) {
    Matcher named = NAMED.matcher(String.valueOf(failure.getMessage()));
    if (named.find()) {
      return Optional.of(torn(Path.of(named.group(1)), failure));
    }
    return String.valueOf(failure.getMessage()).startsWith(UNNAMED)
        ? files.stream().flatMap(file -> fault(file, connection).stream()).findFirst()
        : Optional.empty();
  }

  private static Optional<InvalidInput> fault(Path file, Connection connection) {
    try {
      Warehouse.run(
          connection,
          "select bit_xor(hash(columns(*))) from read_parquet(%s)".formatted(quoted(plain(file))));
      return Optional.empty();
    } catch (SQLException unreadable) {
      return Optional.of(torn(file, unreadable));
    }
  }

  private static InvalidInput torn(Path file, SQLException failure) {
    String message = String.valueOf(failure.getMessage());
    Matcher named = NAMED.matcher(message);
    String why = named.find() ? named.group(2) : message.replaceFirst("^[A-Za-z ]+: ", "");
    return new InvalidInput(
        Place.of(file, 0),
        "this file of a committed run cannot be read to its end: "
            + why.lines().findFirst().orElse(""),
        StoredRuns.RESTORE);
  }
}
