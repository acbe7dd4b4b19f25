package dev.assay.intake;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a row of one form of export is to us: its columns, and ours made of them.
 *
 * @param columns ours, made of the fields
 * @param parts the kinds of money that one row of theirs can be, each with its amount as SQL over
 *     the fields; empty where a row is one row of ours
 * @param asks what a user must say where a field is there
 * @param checks further faults: a condition in SQL over the fields, and the reason as SQL
 */
record Layout(
    BookTable table,
    List<Field> fields,
    Columns columns,
    Map<String, String> parts,
    Map<String, Said> asks,
    Map<String, String> checks) {
  private static final Pattern WORD = Pattern.compile("[a-z_][a-z0-9_]*");

  /** Ends the name of the text of an amount that has more digits than its column. */
  static final String SENT = "_sent";

  Layout {
    requireNonNull(table, "table");
    requireNonNull(columns, "columns");
    fields = List.copyOf(fields);
    parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
    asks = Map.copyOf(asks);
    checks = Collections.unmodifiableMap(new LinkedHashMap<>(checks));
  }

  /** Rows of theirs that are one row of ours each. */
  static Layout of(BookTable table, List<Field> fields, Columns columns) {
    return new Layout(table, fields, columns, Map.of(), Map.of(), Map.of());
  }

  Layout asking(Map<String, Said> more) {
    return new Layout(table, fields, columns, parts, more, checks);
  }

  Layout checking(Map<String, String> more) {
    return new Layout(table, fields, columns, parts, asks, more);
  }

  Layout inParts(Map<String, String> more) {
    return new Layout(table, fields, columns, more, asks, checks);
  }

  List<Field> needed() {
    return fields.stream().filter(Field::isNeeded).toList();
  }

  /** The needed fields that these headers lack. */
  List<Field> lackingOf(List<String> headers) {
    return needed().stream().filter(field -> field.among(headers).isEmpty()).toList();
  }

  Optional<Field> named(String name) {
    return fields.stream().filter(field -> field.name().equals(name)).findFirst();
  }

  /** Whether a column of ours asks for the text of an amount. */
  boolean keepsTextOf(Field field) {
    return columns.made().containsValue(field.name() + SENT);
  }

  /**
   * Those of our columns that files can fill.
   *
   * @param present the names of the fields that are there, and of what was said
   */
  List<String> filledBy(Set<String> present) {
    List<String> filled = new ArrayList<>();
    columns
        .made()
        .forEach(
            (ours, sql) -> {
              Set<String> madeOf = words(sql);
              madeOf.removeIf(word -> !word.startsWith(Said.PREFIX) && named(word).isEmpty());
              if (columns.isHidden(ours)) {
                return;
              }
              if (columns.isAlways(ours) || madeOf.stream().anyMatch(present::contains)) {
                filled.add(ours);
              }
            });
    filled.addAll(columns.derived().keySet());
    return filled;
  }

  private static Set<String> words(String sql) {
    return WORD.matcher(sql.replaceAll("'[^']*'", "''").replace(SENT, ""))
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toSet());
  }
}
