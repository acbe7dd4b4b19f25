package dev.assay.warehouse;

import static dev.assay.warehouse.RowFiles.plain;
import static dev.assay.warehouse.RowFiles.quoted;

import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import dev.assay.usage.MonthFiles;
import dev.assay.usage.RunFolder;
import dev.assay.usage.RunInUse;
import dev.assay.usage.RunManifest;
import dev.assay.usage.UsageSchema;
import dev.assay.warehouse.StoredRuns.StoredRun;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Moves the rows of old runs into the files of their months, so that thousands of small files
 * become a few.
 *
 * <p>A run's manifest says where its rows lie, and changes in one step: whenever this is cut off, a
 * run is read from its own folder or from its month, never from both. What no manifest names is
 * removed the next time. Journals, recordings and adjustments stay in the run's folder.
 */
public final class Compaction {
  private static final String ASIDE = ".part";

  private static final List<RunTable> MOVED =
      Arrays.stream(RunTable.values()).filter(RunTable::isMoved).toList();

  private final Path warehouse;

  /**
   * What was done to one month.
   *
   * @param runs how many were moved
   * @param rows theirs
   * @param files how many of their files the month's took the place of
   */
  public record Moved(YearMonth month, int runs, long rows, int files) {}

  /**
   * What was done in all.
   *
   * @param leftAlone runs of these months that were not moved, each with the reason
   */
  public record Outcome(List<Moved> months, Map<String, String> leftAlone) {
    public Outcome {
      months = List.copyOf(months);
      leftAlone = new TreeMap<>(leftAlone);
    }
  }

  Compaction(Path warehouse) {
    this.warehouse = warehouse;
  }

  /** Moves every complete run that started before a month. */
  public static Outcome of(Path warehouse, YearMonth before) throws IOException {
    Path months = MonthFiles.in(warehouse);
    Files.createDirectories(months);
    try (FileChannel file =
            FileChannel.open(
                months.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = lockOf(file)) {
      if (lock == null) {
        throw new InvalidInput(
            Place.of(warehouse, 0),
            "another process is compacting this warehouse",
            "Wait for its end.");
      }
      return new Compaction(warehouse).run(before);
    }
  }

  // null where another one has it
  private static FileLock lockOf(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException heldInThisProcess) {
      return null;
    }
  }

  private Outcome run(YearMonth before) throws IOException {
    StoredRuns stored = StoredRuns.in(warehouse);
    finishWhatWasCutOff(stored);
    Map<String, String> leftAlone = new TreeMap<>();
    List<Moved> done = new ArrayList<>();
    for (Map.Entry<YearMonth, List<StoredRun>> month :
        movable(stored, before, leftAlone).entrySet()) {
      List<StoredRun> whole = whole(month.getValue(), leftAlone);
      if (whole.isEmpty()) {
        continue;
      }
      MonthFiles files = merge(month.getKey(), whole);
      int runs = 0;
      int replaced = 0;
      long rows = 0;
      for (StoredRun run : whole) {
        Optional<String> refusal = hand(run, files);
        if (refusal.isPresent()) {
          leftAlone.put(run.id(), refusal.get());
        } else {
          runs++;
          rows += run.manifest().parts().attempts() + run.manifest().parts().notSent();
          replaced += clear(run);
        }
      }
      done.add(new Moved(month.getKey(), runs, rows, replaced));
    }
    return new Outcome(done, leftAlone);
  }

  private static Map<YearMonth, List<StoredRun>> movable(
      StoredRuns stored, YearMonth before, Map<String, String> leftAlone) {
    Map<YearMonth, List<StoredRun>> months = new TreeMap<>();
    for (StoredRun run : stored.all()) {
      YearMonth month = YearMonth.from(run.manifest().startedAt().atOffset(ZoneOffset.UTC));
      if (run.manifest().compactedInto() != null || !month.isBefore(before)) {
        continue;
      }
      // an import that left rows out is not continued
      if (run.manifest().isComplete() || run.manifest().imported() != null) {
        months.computeIfAbsent(month, key -> new ArrayList<>()).add(run);
      } else {
        leftAlone.put(
            run.id(), "it ended with '%s' and may be continued".formatted(run.manifest().ended()));
      }
    }
    return months;
  }

  /**
   * Those whose files are what their manifests promised; the others are left for a reader to mend.
   */
  private static List<StoredRun> whole(List<StoredRun> runs, Map<String, String> leftAlone)
      throws IOException {
    try (Connection connection = Warehouse.connect()) {
      if (faultOf(runs, connection).isEmpty()) {
        return runs;
      }
      List<StoredRun> whole = new ArrayList<>();
      for (StoredRun run : runs) {
        Optional<String> fault = faultOf(List.of(run), connection);
        fault.ifPresent(what -> leftAlone.put(run.id(), what));
        if (fault.isEmpty()) {
          whole.add(run);
        }
      }
      return whole;
    } catch (SQLException failure) {
      throw new IllegalStateException("Cannot open DuckDB: " + failure.getMessage(), failure);
    }
  }

  private static Optional<String> faultOf(List<StoredRun> runs, Connection connection)
      throws IOException {
    try {
      for (RunTable table : MOVED) {
        new RowCheck(connection, RowFiles.of(table, runs, StoredRun::scoring)).checkFiles(runs);
      }
      return Optional.empty();
    } catch (InvalidInput broken) {
      return Optional.of(broken.problems().get(0).what());
    }
  }

  /** Writes the rows of some runs into files that no manifest names yet. */
  MonthFiles merge(YearMonth month, List<StoredRun> runs) throws IOException {
    Path folder = MonthFiles.in(warehouse).resolve(month.toString());
    Files.createDirectories(folder);
    int number = 1;
    while (Files.exists(folder.resolve(Integer.toString(number)))) {
      number++;
    }
    Path aside = Files.createDirectories(folder.resolve(number + ASIDE));
    try (Connection connection = Warehouse.connect()) {
      for (RunTable table : MOVED) {
        Optional<String> rows = rowsOf(table, runs);
        if (rows.isPresent()) {
          write(rows.get(), new MonthFiles(aside).table(table.everywhere()), connection);
        }
      }
    } catch (SQLException failure) {
      throw new IOException("Cannot write %s: %s".formatted(aside, failure.getMessage()), failure);
    }
    bringToDisk(aside);
    Path place = folder.resolve(Integer.toString(number));
    Files.move(aside, place, StandardCopyOption.ATOMIC_MOVE);
    return new MonthFiles(place);
  }

  /** Nothing where the runs have no file of the table. */
  private static Optional<String> rowsOf(RunTable table, List<StoredRun> runs) throws IOException {
    if (table != RunTable.SCORES) {
      RowFiles files = RowFiles.of(table, runs, run -> null);
      return files.none() ? Optional.empty() : Optional.of(files.select());
    }
    Map<String, List<StoredRun>> scorings = new LinkedHashMap<>();
    for (StoredRun run : runs) {
      for (String scoring : Scorings.inFolderOf(run)) {
        scorings.computeIfAbsent(scoring, key -> new ArrayList<>()).add(run);
      }
    }
    List<String> selects = new ArrayList<>();
    for (Map.Entry<String, List<StoredRun>> scoring : scorings.entrySet()) {
      RowFiles files = RowFiles.of(table, scoring.getValue(), run -> scoring.getKey());
      if (!files.none()) {
        selects.add(
            "select *, %s as scoring from (%s)"
                .formatted(quoted(scoring.getKey()), files.select()));
      }
    }
    return selects.isEmpty()
        ? Optional.empty()
        : Optional.of(String.join(" union all by name ", selects));
  }

  private static void write(String rows, Path file, Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "copy (%s) to %s (format parquet, compression zstd, kv_metadata {'assay.schema-version': '%d'})"
              .formatted(rows, quoted(plain(file)), UsageSchema.VERSION));
      long promised = count("select count(*) from (%s)".formatted(rows), statement);
      long written =
          count("select count(*) from read_parquet(%s)".formatted(quoted(plain(file))), statement);
      if (promised != written) {
        throw new SQLException(
            "%,d rows were to be written, and %,d were".formatted(promised, written));
      }
    }
  }

  private static long count(String query, Statement statement) throws SQLException {
    try (ResultSet count = statement.executeQuery(query)) {
      count.next();
      return count.getLong(1);
    }
  }

  /**
   * Lets a run's manifest name the month's files, in one step. Gives the reason where the run is to
   * be left alone: someone works on it, or did since its rows were copied.
   */
  Optional<String> hand(StoredRun run, MonthFiles files) throws IOException {
    Optional<RunInUse> hold = RunInUse.hold(run.folder());
    if (hold.isEmpty()) {
      return Optional.of("it is in use");
    }
    try {
      RunManifest manifest = run.folder().manifest();
      if (!manifest.equals(run.manifest())) {
        return Optional.of("it changed meanwhile");
      }
      run.folder().commit(manifest.movedInto(files));
      return Optional.empty();
    } finally {
      hold.get().close();
    }
  }

  /** Removes a run's own files of rows that its month has now; says how many there were. */
  int clear(StoredRun run) throws IOException {
    RunFolder folder = run.folder();
    int files = 0;
    for (Path table : List.of(folder.events(), folder.answers(), folder.preferences())) {
      files += delete(table);
    }
    for (String scoring : Scorings.inFolderOf(run)) {
      files += delete(folder.scores(scoring));
    }
    return files;
  }

  private static int delete(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    List<Path> inside;
    try (Stream<Path> all = Files.walk(folder)) {
      inside = all.sorted(Comparator.reverseOrder()).toList();
    }
    int files = 0;
    for (Path each : inside) {
      files += Files.isDirectory(each) ? 0 : 1;
      Files.delete(each);
    }
    return files;
  }

  /** An earlier compaction may have ended before it had removed what is not read any more. */
  private void finishWhatWasCutOff(StoredRuns stored) throws IOException {
    Set<Path> named =
        stored.all().stream()
            .map(run -> run.manifest().compactedInto())
            .filter(month -> month != null)
            .map(month -> MonthFiles.named(warehouse, month).path())
            .collect(Collectors.toSet());
    try (Stream<Path> months = Files.list(MonthFiles.in(warehouse))) {
      for (Path month : months.filter(Files::isDirectory).toList()) {
        removeAllBut(named, month);
      }
    }
    for (StoredRun run : stored.all()) {
      // scores may be of a scoring made since, and are read before those of the month
      if (run.manifest().compactedInto() != null) {
        delete(run.folder().events());
        delete(run.folder().answers());
        delete(run.folder().preferences());
      }
    }
  }

  private static void removeAllBut(Set<Path> named, Path month) throws IOException {
    List<Path> inside;
    try (Stream<Path> all = Files.list(month)) {
      inside = all.toList();
    }
    for (Path files : inside) {
      if (!named.contains(files)) {
        delete(files);
      }
    }
  }

  /** Else a loss of power could leave manifests whose rows are gone. */
  private static void bringToDisk(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.force(true);
        }
      }
    }
  }
}
