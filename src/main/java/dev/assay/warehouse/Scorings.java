package dev.assay.warehouse;

import static dev.assay.warehouse.RowFiles.plain;
import static dev.assay.warehouse.RowFiles.quoted;

import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import dev.assay.usage.MonthFiles;
import dev.assay.warehouse.StoredRuns.StoredRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The scorings that runs have: the one they came with, and those made since. */
final class Scorings {
  private final Connection connection;

  Scorings(Connection connection) {
    this.connection = connection;
  }

  /**
   * The scoring of each run whose name is, or begins with, what a reader typed; a run without one
   * is a fault of the input.
   */
  Map<String, String> named(String beginning, List<StoredRun> runs) {
    Problems problems = new Problems();
    Map<String, String> named = new TreeMap<>();
    for (StoredRun run : runs) {
      Set<String> all = of(run);
      List<String> meant =
          all.contains(beginning)
              ? List.of(beginning)
              : all.stream().filter(each -> each.startsWith(beginning)).toList();
      if (meant.size() == 1) {
        named.put(run.id(), meant.get(0));
      } else {
        problems.add(
            Place.setting("--scoring"),
            meant.isEmpty()
                ? "run '%s' has no scoring '%s'".formatted(run.id(), beginning)
                : "'%s' begins the names of %d scorings of run '%s'"
                    .formatted(beginning, meant.size(), run.id()),
            all.isEmpty()
                ? "It has none; 'assay score %s' makes one.".formatted(run.id())
                : "It has %s; the newest is %s.".formatted(String.join(", ", all), run.scoring()));
      }
    }
    problems.throwIfAny();
    return named;
  }

  private Set<String> of(StoredRun run) {
    try {
      Set<String> scorings = inFolderOf(run);
      if (run.manifest().compactedInto() != null) {
        scorings.addAll(ofMonth(run));
      }
      return scorings;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  static Set<String> inFolderOf(StoredRun run) throws IOException {
    Set<String> scorings = new TreeSet<>();
    Path folder = run.folder().path().resolve("scores");
    if (Files.isDirectory(folder)) {
      try (Stream<Path> inside = Files.list(folder)) {
        inside
            .filter(Files::isDirectory)
            .forEach(scoring -> scorings.add(scoring.getFileName().toString()));
      }
    }
    return scorings;
  }

  private Set<String> ofMonth(StoredRun run) {
    Set<String> scorings = new TreeSet<>();
    Path file =
        MonthFiles.named(run.folder().warehouse(), run.manifest().compactedInto())
            .table(RunTable.SCORES.everywhere());
    if (!Files.exists(file)) {
      return scorings;
    }
    try (Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "select distinct scoring from read_parquet(%s) where run_id = %s"
                    .formatted(quoted(plain(file)), quoted(run.id())))) {
      while (found.next()) {
        scorings.add(found.getString(1));
      }
    } catch (SQLException failure) {
      throw new IllegalStateException(
          "Cannot read %s: %s".formatted(file, failure.getMessage()), failure);
    }
    return scorings;
  }
}
