package dev.assay.intake;

import dev.assay.problem.Closest;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import dev.assay.warehouse.Workbench;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The rows of all files as text, under our names of the columns. */
final class RawRows implements Places {
  private final List<Path> paths = new ArrayList<>();
  private final Map<Integer, CsvFile> csv = new HashMap<>();
  private final List<String> selects = new ArrayList<>();
  private final Set<String> columns = new TreeSet<>();
  private final List<String> notes = new ArrayList<>();
  private boolean whole = true;

  private RawRows() {}

  /**
   * Reads what DuckDB cannot read itself into a file of the folder, and looks at the headers of the
   * others.
   */
  static RawRows of(List<SourceFile> files, ImportRequest request, Workbench workbench, Path folder)
      throws IOException {
    RawRows raw = new RawRows();
    FileKind kind = files.get(0).kind();
    ColumnNames names = ColumnNames.of(kind, request.columns());
    Path aside = folder.resolve("rows.csv");
    Problems problems = new Problems();
    boolean any = false;
    TextTable texts = TextTable.create(aside, names.all());
    try (texts) {
      for (SourceFile file : files) {
        int number = raw.paths.size();
        raw.paths.add(file.path());
        Optional<String> sql = raw.tableOf(file, number);
        if (sql.isPresent()) {
          List<String> theirs =
              file.form() == Form.CSV
                  ? raw.csv.get(number).header()
                  : SourceFile.parquetColumns(file.path(), workbench);
          raw.look(file.path(), theirs, kind, names, request, problems);
          raw.selects.add(select(sql.get(), number, names, names.among(theirs)));
        } else {
          any = true;
          raw.read(file, texts.rowsOf(number), names, request, problems);
        }
      }
    }
    problems.throwIfAny();
    raw.columns.addAll(texts.used());
    if (any) {
      raw.selects.add(raw.selectTexts(texts, names));
    }
    return raw;
  }

  private Optional<String> tableOf(SourceFile file, int number) throws IOException {
    if (file.form() == Form.PARQUET) {
      return Optional.of("read_parquet(%s)".formatted(Workbench.file(file.path())));
    }
    if (file.form() == Form.CSV) {
      csv.put(number, CsvFile.open(file.path()));
      return Optional.of(csv.get(number).sql());
    }
    return Optional.empty();
  }

  private static String select(String table, int number, ColumnNames names, List<String> ours) {
    // an empty text says nothing; and a bare column under a cast DuckDB would read as that type,
    // and stop where it cannot
    String texts =
        ours.stream()
            .map(
                our ->
                    "nullif(cast(%s as VARCHAR), '') as %s"
                        .formatted(Workbench.column(names.theirs(our)), our))
            .collect(Collectors.joining(", "));
    // %1$s stands for the row's number, which is only counted where it is asked for
    return "select %d as _file, %%1$s as _row, %s from %s"
        .formatted(number, texts.replace("%", "%%"), table.replace("%", "%%"));
  }

  private String selectTexts(TextTable texts, ColumnNames names) throws IOException {
    return "select cast(_file as INTEGER) as _file, cast(_row as BIGINT) as _row, _scorer, %s from %s"
        .formatted(
            names.all().stream()
                .filter(texts.used()::contains)
                .map(our -> "nullif(%1$s, '') as %1$s".formatted(our))
                .collect(Collectors.joining(", ")),
            texts.file().sql().replace("%", "%%"));
  }

  private void read(
      SourceFile file, RowSink rows, ColumnNames names, ImportRequest request, Problems problems)
      throws IOException {
    JsonFile json = new JsonFile(file.path());
    ScoreChoice choice = new ScoreChoice(request.score());
    switch (file.kind()) {
      case PROMPTFOO -> new PromptfooResults(json).read(rows);
      case LM_EVAL -> new LmEvalSamples(json, choice).read(request.arm(), rows);
      case INSPECT -> {
        if (!new InspectLog(json, choice).read(rows)) {
          whole = false;
          notes.add(
              "%s is the log of an evaluation that did not come to its end."
                  .formatted(file.path()));
        }
      }
      case OUTCOMES, PREFERENCES ->
          look(
              file.path(),
              new LongLines(json, names).read(rows),
              file.kind(),
              names,
              request,
              problems);
    }
  }

  /** Holds the columns of a file against those that its kind needs, and says which are not used. */
  private void look(
      Path file,
      Collection<String> theirs,
      FileKind kind,
      ColumnNames names,
      ImportRequest request,
      Problems problems) {
    List<String> needed =
        kind == FileKind.PREFERENCES
            ? List.of("item_id", "model_a", "model_b", "preference")
            : request.arm() == null ? List.of("item_id", "arm") : List.of("item_id");
    names.check(file, theirs, needed, problems);
    columns.addAll(names.among(theirs));
    for (String unused : names.unused(theirs)) {
      List<String> missing =
          names.all().stream().filter(our -> !names.among(theirs).contains(our)).toList();
      notes.add(
          "%s: the column '%s' is not used.%s"
              .formatted(
                  file,
                  unused,
                  Closest.to(unused, missing)
                      .map(our -> " Is it '%1$s'? Then say --map %1$s=%2$s.".formatted(our, unused))
                      .orElse("")));
    }
  }

  /** Those of our columns that any row may say something in. */
  Set<String> columns() {
    return columns;
  }

  /** Whether the files say that they are all there is. */
  boolean isWhole() {
    return whole;
  }

  /** What a user should know of the files. */
  List<String> notes() {
    return notes;
  }

  /** All rows, with {@code _file}; and with {@code _row} where they were read by ourselves. */
  String select() {
    return union("cast(null as BIGINT)");
  }

  /** All rows with {@code _file} and {@code _row}. Counting them takes its time. */
  String numbered() {
    return union("row_number() over ()");
  }

  private String union(String row) {
    return selects.stream()
        .map(select -> select.formatted(row))
        .collect(Collectors.joining("\nunion all by name\n"));
  }

  List<Path> paths() {
    return paths;
  }

  /** Whether a row says itself which of the scores of its file was taken. */
  boolean namesScorers() {
    return selects.stream().anyMatch(select -> select.contains("_scorer"));
  }

  @Override
  public Map<Long, Place> of(int file, Collection<Long> rows) throws IOException {
    return Places.of(paths.get(file), csv.get(file), rows);
  }

  /** The CSV files among them. */
  Collection<CsvFile> csvFiles() {
    return csv.values();
  }
}
