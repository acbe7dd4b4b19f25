package dev.assay.warehouse;

import dev.assay.problem.InvalidInput;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What DuckDB has against a statement, told at the line where the user wrote it. */
final class SqlFault {
  private static final Pattern LINE = Pattern.compile("(?m)^LINE (\\d+): ");

  private SqlFault() {}

  static InvalidInput of(Sql sql, SQLException failure) {
    String message = String.valueOf(failure.getMessage());
    if (message.startsWith("IO Error")) {
      return new InvalidInput(
          sql.place(),
          "a file of the warehouse went away or broke while it was read: "
              + message.lines().findFirst().orElse(""),
          "Where runs were compacted or moved meanwhile, ask again.");
    }
    Matcher line = LINE.matcher(message);
    boolean placed = line.find();
    String told = placed ? message.substring(0, line.start()) : message;
    List<String> sentences =
        told.lines().map(String::strip).filter(each -> !each.isEmpty()).toList();
    String what = sentences.isEmpty() ? message : sentences.get(0).replaceAll("[.!]+$", "");
    String mend =
        String.join(" ", sentences.subList(Math.min(1, sentences.size()), sentences.size()));
    return new InvalidInput(
        placed ? sql.lineOf(Integer.parseInt(line.group(1))) : sql.place(), what, mend);
  }
}
