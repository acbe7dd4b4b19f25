package dev.assay.intake;

import dev.assay.problem.Closest;
import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import dev.assay.warehouse.Workbench;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The rows of some files of one layout, each typed once and laid beside as Parquet in the order of
 * the file, so that a row can be found again.
 */
final class BookRows implements Places {
  private static final String SHIFTS = "line_shifts";

  private final BookRequest request;
  private final Workbench workbench;
  private final Path folder;
  private final List<BookFile> files;
  private final Layout layout;
  private final List<Map<Field, String>> theirs = new ArrayList<>();
  private final Set<String> present = new TreeSet<>();
  private final List<Path> staged = new ArrayList<>();
  private final Map<Integer, CutOff> cutOff = new TreeMap<>();
  private final List<String> notes = new ArrayList<>();
  private boolean hasShifts;

  BookRows(BookRequest request, List<BookFile> files, Workbench workbench, Path folder) {
    this.request = request;
    this.files = files;
    this.workbench = workbench;
    this.folder = folder;
    this.layout = layoutOf(files.get(0));
    Problems problems = new Problems();
    for (BookFile file : files) {
      theirs.add(match(file, problems));
    }
    problems.throwIfAny();
    theirs.forEach(each -> each.keySet().forEach(field -> present.add(field.name())));
    layout.asks().forEach((field, said) -> ask(field, said, problems));
    problems.throwIfAny();
  }

  private void ask(String field, Said said, Problems problems) {
    if (present.contains(field) && !request.said().containsKey(said)) {
      problems.add(
          Place.setting(said.flag()),
          "the files have the column '%s', and nothing says %s".formatted(field, said.question()),
          "Say %s %s.".formatted(said.flag(), String.join(" or ", said.answers())));
    }
  }

  /** Whether rows tell which they are, so that one can be known again. */
  boolean isKeyed() {
    return layout.table() != BookTable.USAGE_EVENTS
        || present.contains("generation_id")
        || layout.fields().stream()
            .anyMatch(field -> field.isNeeded() && field.name().equals("request_id"));
  }

  Layout layout() {
    return layout;
  }

  List<BookFile> files() {
    return files;
  }

  Set<String> present() {
    return present;
  }

  /** What a user should know of the files. */
  List<String> notes() {
    return notes;
  }

  /** The first layout that has all it needs, else the one that lacks least. */
  private Layout layoutOf(BookFile file) {
    List<Layout> layouts = request.layouts();
    Layout best = layouts.get(0);
    for (Layout each : layouts) {
      if (lacking(each, file) < lacking(best, file)) {
        best = each;
      }
    }
    return best;
  }

  private long lacking(Layout layout, BookFile file) {
    return layout.lackingOf(file.headers()).stream()
        .filter(field -> !request.columns().containsKey(field.name()))
        .count();
  }

  private Map<Field, String> match(BookFile file, Problems problems) {
    Map<Field, String> found = new LinkedHashMap<>();
    for (Field field : layout.fields()) {
      String said = request.columns().get(field.name());
      Optional<String> header = said == null ? field.among(file.headers()) : Optional.of(said);
      if (said != null && !file.headers().contains(said)) {
        problems.add(
            Place.of(file.told(), 1),
            "there is no column '%s', which --map names for '%s'".formatted(said, field.name()),
            Closest.hint(said, "columns of the file", file.headers()));
      } else if (header.isPresent()) {
        found.put(field, header.get());
      } else if (field.isNeeded()) {
        problems.add(
            Place.of(file.told(), 1),
            "there is no column '%s', so these are no %s"
                .formatted(field.told(), request.source().name()),
            "If it is called otherwise, say --map %s=NAME. The file has %s."
                .formatted(field.name(), String.join(", ", file.headers())));
      }
    }
    List<String> known = layout.fields().stream().map(Field::name).toList();
    for (String field : request.columns().keySet()) {
      if (!known.contains(field)) {
        problems.add(
            Place.setting("--map"),
            "'%s' is no column of %s".formatted(field, request.source().name()),
            Closest.hint(field, "columns", known));
      }
    }
    return found;
  }

  /** Reads every file and names the view of their rows. */
  BookSql stage(java.time.Instant now) throws IOException {
    BookSql sql = new BookSql(request, layout, present, now);
    try {
      workbench.execute("set preserve_insertion_order = true");
      workbench.execute("set TimeZone = " + Workbench.text(zone()));
      for (int i = 0; i < files.size(); i++) {
        stage(i, sql);
      }
      workbench.execute("set TimeZone = 'UTC'");
      workbench.execute(sql.view(files, rows(), cutOffFault()));
      workbench.execute("set preserve_insertion_order = false");
      return sql;
    } catch (SQLException failure) {
      throw ReadFault.of(
          failure, files.stream().map(BookFile::csv).filter(csv -> csv != null).toList());
    }
  }

  private String zone() {
    return request.said().containsKey(Said.TIME_ZONE) ? request.zone().getId() : "UTC";
  }

  private void stage(int number, BookSql sql) throws IOException, SQLException {
    BookFile file = files.get(number);
    Path typed = folder.resolve("typed-%d.parquet".formatted(number));
    staged.add(typed);
    switch (file.form()) {
      case PARQUET ->
          write(
              sql.typed(
                  number,
                  "read_parquet(%s)".formatted(Workbench.file(file.path())),
                  null,
                  theirs.get(number)),
              typed);
      case JSON, JSONL -> stageTexts(number, sql, typed);
      case CSV -> {
        try {
          write(sql.typed(number, file.csv().sql(), null, theirs.get(number)), typed);
        } catch (SQLException unread) {
          CutOff cut = mayEndWithinARow() ? CutOff.of(file.csv()).orElse(null) : null;
          if (cut == null) {
            throw unread;
          }
          cutOff.put(number, cut);
          CsvFile mended = cut.mended(folder.resolve("mended-%d.csv".formatted(number)));
          write(sql.typed(number, mended.sql(), null, theirs.get(number)), typed);
        }
      }
    }
  }

  /** Of a bill each line counts; of a log or an activity one of thousands may be missing. */
  private boolean mayEndWithinARow() {
    return layout.table() == BookTable.USAGE_EVENTS || layout.table() == BookTable.STATEMENTS;
  }

  private void stageTexts(int number, BookSql sql, Path typed) throws IOException, SQLException {
    BookFile file = files.get(number);
    Map<String, String> names = new LinkedHashMap<>();
    theirs.get(number).forEach((field, their) -> names.put(field.name(), their));
    TextTable texts =
        TextTable.create(
            folder.resolve("rows-%d.csv".formatted(number)), List.copyOf(names.keySet()));
    try (texts) {
      if (new JsonRows(new JsonFile(file.path()), file.form()).read(names, texts.rowsOf(number))) {
        notes.add(
            "%s says that there is more than it holds (has_more): fetch the next page too."
                .formatted(file.told()));
      }
    }
    Map<Field, String> ours = new LinkedHashMap<>();
    theirs.get(number).keySet().forEach(field -> ours.put(field, field.name()));
    write(sql.typed(number, texts.file().sql(), TextTable.ROW, ours), typed);
  }

  private void write(String select, Path file) throws SQLException {
    workbench.execute(
        "copy (%s) to %s (format parquet, compression lz4_raw)"
            .formatted(select, Workbench.text(file.toAbsolutePath().toString())));
  }

  /** All typed rows, with the line of each. */
  private String rows() throws SQLException, IOException {
    String lines = lines();
    String numbered =
        """
        (select * exclude (_row), coalesce(_row, file_row_number + 1) as _row
         from read_parquet([%s], file_row_number = true)) as typed"""
            .formatted(staged.stream().map(Workbench::file).collect(Collectors.joining(", ")));
    return hasShifts
        ? "(select typed.*, %s as file_line from %s asof left join %s as shifts on typed._file = shifts._file and typed._row >= shifts._row)"
            .formatted(lines, numbered, SHIFTS)
        : "(select *, %s as file_line from %s)".formatted(lines, numbered);
  }

  private String cutOffFault() {
    return cutOff.entrySet().stream()
        .map(
            each ->
                "if(_file = %d and _row = %d, %s, null), "
                    .formatted(
                        each.getKey(),
                        each.getValue().last().row(),
                        Workbench.text(each.getValue().reason())))
        .collect(Collectors.joining());
  }

  /** The line of a row, which is the one behind its number where no row takes several. */
  private String lines() throws SQLException, IOException {
    Map<Integer, String> byFile = new TreeMap<>();
    try (BufferedWriter shifts = Files.newBufferedWriter(folder.resolve("shifts.csv"))) {
      for (int i = 0; i < files.size(); i++) {
        BookFile file = files.get(i);
        if (file.csv() == null) {
          byFile.put(i, "typed._row");
        } else if (isOneLineARow(i)) {
          byFile.put(i, "typed._row + 1");
        } else {
          hasShifts = true;
          byFile.put(i, "typed._row + shift");
          writeShifts(i, shifts);
        }
      }
    }
    if (hasShifts) {
      workbench.execute(
          "create table %s as select column0 as _file, column1 as _row, column2 as shift from read_csv(%s, header = false, auto_detect = false, columns = {'column0': 'INTEGER', 'column1': 'BIGINT', 'column2': 'BIGINT'})"
              .formatted(SHIFTS, Workbench.file(folder.resolve("shifts.csv"))));
    }
    String line =
        byFile.entrySet().stream()
            .map(each -> "when %d then %s".formatted(each.getKey(), each.getValue()))
            .collect(Collectors.joining(" ", "case typed._file ", " end"));
    return files.size() == 1 && !hasShifts ? byFile.get(0) : line;
  }

  private boolean isOneLineARow(int number) throws SQLException {
    Long lines = files.get(number).lines();
    return lines != null && lines == count(staged.get(number)) + 1;
  }

  private long count(Path file) throws SQLException {
    return (Long)
        workbench
            .query("select count(*) from read_parquet(%s)".formatted(Workbench.file(file)))
            .values()
            .get(0)
            .get(0);
  }

  private void writeShifts(int number, BufferedWriter shifts) throws IOException {
    long[] last = {Long.MIN_VALUE};
    files
        .get(number)
        .csv()
        .records()
        .walk(
            record -> {
              long shift = record.line() - record.row();
              if (record.row() > 0 && shift != last[0]) {
                shifts.write("%d,%d,%d%n".formatted(number, record.row(), shift));
                last[0] = shift;
              }
              return true;
            });
  }

  @Override
  public Map<Long, Place> of(int file, Collection<Long> rows) throws IOException {
    BookFile told = files.get(file);
    int parts = Math.max(1, layout.parts().size());
    Map<Long, Place> theirs =
        Places.of(
            told.path(), told.csv(), rows.stream().map(row -> (row - 1) / parts + 1).toList());
    Map<Long, Place> places = new HashMap<>();
    for (long row : rows) {
      places.put(row, Place.of(told.told(), theirs.get((row - 1) / parts + 1).line()));
    }
    return places;
  }

  /** A file that has a header and nothing else. */
  InvalidInput empty() {
    return new InvalidInput(
        Place.of(files.get(0).told(), 0), "there are no rows", "Name a file that has some.");
  }
}
