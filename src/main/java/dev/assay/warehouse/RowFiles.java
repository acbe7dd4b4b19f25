package dev.assay.warehouse;

import dev.assay.usage.MonthFiles;
import dev.assay.usage.RunFolder;
import dev.assay.usage.RunManifest;
import dev.assay.warehouse.StoredRuns.StoredRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where the rows of some runs lie that belong to one table.
 *
 * @param own each run's own files
 * @param months files that hold rows of these runs and of others
 */
record RowFiles(RunTable table, Map<StoredRun, List<Path>> own, List<InMonth> months) {

  /**
   * The rows of some runs within the file of a month.
   *
   * @param scoring the one meant, where these are scores; null for other tables
   */
  record InMonth(Path file, String scoring, List<String> runs) {
    String condition() {
      String ofTheRuns = "run_id in (%s)".formatted(quoted(runs));
      return scoring == null
          ? ofTheRuns
          : "scoring = %s and %s".formatted(quoted(scoring), ofTheRuns);
    }
  }

  /** A key of rows that lie in one file of a month. */
  private record MonthKey(Path file, String scoring) {}

  /**
   * @param scoring the scoring that counts for a run; null where it has none
   */
  static RowFiles of(RunTable table, List<StoredRun> runs, Function<StoredRun, String> scoring)
      throws IOException {
    Map<StoredRun, List<Path>> own = new LinkedHashMap<>();
    Map<MonthKey, List<String>> months = new LinkedHashMap<>();
    for (StoredRun run : runs) {
      String scored = table == RunTable.SCORES ? scoring.apply(run) : null;
      if (table == RunTable.SCORES && scored == null) {
        continue;
      }
      List<Path> files = ownFiles(table, run, scored);
      if (!files.isEmpty()) {
        own.put(run, files);
      }
      String month = run.manifest().compactedInto();
      // scores that were made after the rows had moved lie in the run's folder
      boolean moved =
          month != null && table.isMoved() && (table != RunTable.SCORES || files.isEmpty());
      if (moved) {
        Path file = MonthFiles.named(run.folder().warehouse(), month).table(table.everywhere());
        months.computeIfAbsent(new MonthKey(file, scored), key -> new ArrayList<>()).add(run.id());
      }
    }
    return new RowFiles(
        table,
        own,
        months.entrySet().stream()
            .filter(each -> isThere(each.getKey().file()))
            .map(
                each -> new InMonth(each.getKey().file(), each.getKey().scoring(), each.getValue()))
            .toList());
  }

  private static boolean isThere(Path file) {
    return Files.exists(file);
  }

  private static List<Path> ownFiles(RunTable table, StoredRun run, String scoring)
      throws IOException {
    RunFolder folder = run.folder();
    RunManifest manifest = run.manifest();
    boolean moved = manifest.compactedInto() != null;
    return switch (table) {
      case USAGE_EVENTS ->
          moved ? List.of() : RunFolder.parquet(folder.events(), manifest.sitting());
      case ANSWERS -> moved ? List.of() : RunFolder.parquet(folder.answers(), manifest.sitting());
      case PREFERENCES ->
          moved ? List.of() : RunFolder.parquet(folder.preferences(), manifest.sitting());
      case SCORES -> RunFolder.parquet(folder.scores(scoring), manifest.sitting());
      case ADJUSTMENTS -> adjustments(folder, manifest.sitting());
      case STATEMENTS -> RunFolder.parquet(folder.statements(), manifest.sitting());
      case CHARGES -> RunFolder.parquet(folder.charges(), manifest.sitting());
      case KEY_CARDS -> RunFolder.parquet(folder.keyCards(), manifest.sitting());
    };
  }

  private static List<Path> adjustments(RunFolder folder, int sittings) throws IOException {
    List<Path> files = new ArrayList<>();
    // what became known of an attempt stays true when a later sitting writes its event anew
    for (int sitting = 1; sitting <= sittings; sitting++) {
      files.addAll(RunFolder.parquet(folder.adjustments(), sitting));
    }
    return files;
  }

  boolean none() {
    return own.isEmpty() && months.isEmpty();
  }

  List<Path> ownFiles() {
    return own.values().stream().flatMap(List::stream).toList();
  }

  /** Every file that is read. */
  List<Path> all() {
    return Stream.concat(ownFiles().stream(), months.stream().map(InMonth::file))
        .distinct()
        .toList();
  }

  /**
   * A select of the rows with every column of the table, even where no file has it yet; columns
   * that a newer writer added are kept.
   */
  String select() {
    return own.isEmpty() ? select("") : select(read(ownFiles(), ", union_by_name = true"));
  }

  /**
   * The same, of files known to be alike: thousands of them are read in a fraction of the time.
   *
   * @param alike the runs' own files, in groups whose columns are the same
   */
  String select(Collection<List<Path>> alike) {
    return select(alike.stream().map(files -> read(files, "")).collect(Collectors.joining()));
  }

  private static String read(List<Path> files, String options) {
    return " union all by name select * from read_parquet([%s]%s)"
        .formatted(quoted(files.stream().map(RowFiles::plain).toList()), options);
  }

  private String select(String ofOwnFiles) {
    StringBuilder select = new StringBuilder(table.empty()).append(ofOwnFiles);
    for (InMonth part : months) {
      select
          .append(" union all by name select * ")
          .append(table == RunTable.SCORES ? "exclude (scoring) " : "")
          .append("from read_parquet(")
          .append(quoted(plain(part.file())))
          .append(") where ")
          .append(part.condition());
    }
    return select.toString();
  }

  static String plain(Path file) {
    return file.toAbsolutePath().normalize().toString();
  }

  static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  static String quoted(Collection<String> texts) {
    return texts.stream().map(RowFiles::quoted).collect(Collectors.joining(", "));
  }
}
