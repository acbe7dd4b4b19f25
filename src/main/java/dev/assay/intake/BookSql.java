package dev.assay.intake;

import dev.assay.warehouse.Workbench;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How the text of somebody's books becomes rows of ours, in SQL. */
final class BookSql {
  /** The rows of all files, each with {@code fault}, {@code money} and every column of ours. */
  static final String BOOKED = "booked";

  private final BookRequest request;
  private final Layout layout;
  private final Set<String> present;
  private final Instant now;

  /**
   * @param present the fields that any of the files has
   */
  BookSql(BookRequest request, Layout layout, Set<String> present, Instant now) {
    this.request = request;
    this.layout = layout;
    this.present = present;
    this.now = now;
  }

  /**
   * The typed rows of one file: a column a field, null where it cannot be read, and {@code _fault},
   * null where there is none.
   *
   * @param row SQL of a row's number; null where the order of the rows tells it
   * @param theirs by field, what the file calls it; fields that it lacks are null
   */
  String typed(int file, String table, String row, Map<Field, String> theirs) {
    List<Field> there = layout.fields().stream().filter(theirs::containsKey).toList();
    // an empty text says nothing; and a bare column under a cast DuckDB would read as that type,
    // and stop where it cannot
    String texts =
        there.stream()
            .map(
                field ->
                    "nullif(cast(%s as VARCHAR), '') as %s"
                        .formatted(Workbench.column(theirs.get(field)), field.name()))
            .collect(Collectors.joining(", "));
    String values =
        there.stream()
            .map(field -> "%s as %s".formatted(field.reading().value(raw(field)), read(field)))
            .collect(Collectors.joining(", "));
    String published =
        layout.fields().stream()
            .filter(field -> present.contains(field.name()))
            .flatMap(field -> published(field, theirs.containsKey(field)))
            .collect(Collectors.joining(", "));
    return "select %d::INTEGER as _file, %s::BIGINT as _row, %s, %s as _fault from (select raw.*, %s from (select %s%s from %s) as raw) as raw"
        .formatted(
            file,
            row == null ? "null" : "raw._row",
            published,
            faults(theirs),
            values,
            row == null ? "" : row + " as _row, ",
            texts,
            table);
  }

  private static String raw(Field field) {
    return "raw." + field.name();
  }

  private static String read(Field field) {
    return field.name() + "_read";
  }

  private Stream<String> published(Field field, boolean isThere) {
    Stream<String> value =
        Stream.of(
            isThere
                ? "%s as %s".formatted(read(field), field.name())
                : nothing(field.reading().type(), field.name()));
    if (!layout.keepsTextOf(field)) {
      return value;
    }
    String text = field.name() + Layout.SENT;
    return Stream.concat(
        value,
        Stream.of(
            isThere
                ? "%s as %s".formatted(Reading.textIfLonger(raw(field), read(field)), text)
                : nothing("VARCHAR", text)));
  }

  private static String nothing(String type, String name) {
    return "cast(null as %s) as %s".formatted(type, name);
  }

  private String faults(Map<Field, String> theirs) {
    Reading.Bounds bounds =
        new Reading.Bounds(now, layout.table().what(), layout.table().dearestUsd());
    List<String> faults = new ArrayList<>();
    for (Field field : layout.fields()) {
      String their = theirs.get(field);
      if (their != null && field.isNeeded()) {
        faults.add(
            "when %s is null then %s"
                .formatted(raw(field), Workbench.text(their + " is empty. Every row needs one")));
      }
    }
    for (Field field : layout.fields()) {
      if (theirs.containsKey(field)) {
        faults.addAll(field.reading().faults(theirs.get(field), raw(field), read(field), bounds));
      }
    }
    return faults.isEmpty()
        ? "cast(null as VARCHAR)"
        : "case %s end".formatted(String.join("\n", faults));
  }

  /**
   * The view of all rows under our names of the columns.
   *
   * @param rows the typed rows of all files, each with {@code file_line}
   * @param cutOff SQL of the fault of a row that its file ends within, with a comma behind it;
   *     empty where no file does
   */
  String view(List<BookFile> files, String rows, String cutOff) {
    String fault =
        layout.checks().entrySet().stream()
            .map(check -> "when %s then %s".formatted(check.getKey(), check.getValue()))
            .collect(Collectors.joining(" "));
    return """
        create view %s as
        select *, %s, %s as money
        from (
          select _file, %s as _row, coalesce(%s_fault%s) as fault, %s as currency_said, %s
          from (select *, %s%s from %s%s))"""
        .formatted(
            BOOKED,
            columns(layout.columns().derived()),
            layout.table().money() == null
                ? "cast(null as DECIMAL(38,18))"
                : layout.table().money(),
            layout.parts().isEmpty()
                ? "_row"
                : "(_row - 1) * %d + part.part + 1".formatted(layout.parts().size()),
            cutOff,
            fault.isEmpty() ? "" : ", case %s end".formatted(fault),
            present.contains("currency") ? "upper(trim(currency))" : "cast(null as VARCHAR)",
            columns(layout.columns().made()),
            known(files),
            absent(),
            rows,
            parts());
  }

  /**
   * A row of theirs becomes a row for each part that it has an amount of; the first is there
   * always. Parts are numbered on, so that each can be found again.
   */
  private String parts() {
    if (layout.parts().isEmpty()) {
      return "";
    }
    List<String> structs = new ArrayList<>();
    layout
        .parts()
        .forEach(
            (kind, amount) ->
                structs.add(
                    "{'part': %d, 'kind': %s, 'amount': %s}"
                        .formatted(structs.size(), kind, amount)));
    return ", unnest(list_filter([%s], lambda each: each.part = 0 or each.amount <> 0)) as parts(part)"
        .formatted(String.join(", ", structs));
  }

  private static String columns(Map<String, String> columns) {
    return columns.isEmpty()
        ? "null as nothing"
        : columns.entrySet().stream()
            .map(column -> "%s as %s".formatted(column.getValue(), column.getKey()))
            .collect(Collectors.joining(", "));
  }

  private String absent() {
    StringBuilder absent = new StringBuilder();
    for (Field field : layout.fields()) {
      if (!present.contains(field.name())) {
        absent.append(", ").append(nothing(field.reading().type(), field.name()));
        if (layout.keepsTextOf(field)) {
          absent.append(", ").append(nothing("VARCHAR", field.name() + Layout.SENT));
        }
      }
    }
    return absent.toString();
  }

  /** What is the same for every row, or for every row of a file. */
  private String known(List<BookFile> files) {
    List<String> known = new ArrayList<>();
    known.add(Workbench.text("import:" + request.source().name()) + " as book_source");
    known.add(Workbench.text(request.system()) + " as book_system");
    known.add(request.isSimulated() + " as book_simulated");
    known.add(perFile(files.stream().map(BookFile::name).toList()) + " as file_name");
    known.add(perFile(files.stream().map(BookFile::content).toList()) + " as file_hash");
    for (Said said : Said.values()) {
      String value = request.said().get(said);
      known.add(
          value == null
              ? nothing("VARCHAR", said.column())
              : Workbench.text(value) + " as " + said.column());
    }
    known.add(Reading.time(now) + " as book_read_at");
    return String.join(", ", known);
  }

  private static String perFile(List<String> values) {
    return values.size() == 1
        ? Workbench.text(values.get(0))
        : "([%s])[_file + 1]"
            .formatted(values.stream().map(Workbench::text).collect(Collectors.joining(", ")));
  }

  /** The rows to publish, with the columns that any row may fill. */
  String published(String rows, String runId, Set<String> said) {
    Set<String> there = Stream.concat(present.stream(), said.stream()).collect(Collectors.toSet());
    return "select %s as run_id, %s from %s"
        .formatted(Workbench.text(runId), String.join(", ", layout.filledBy(there)), rows);
  }
}
