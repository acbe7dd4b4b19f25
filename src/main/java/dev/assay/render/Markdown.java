package dev.assay.render;

import dev.assay.report.Document;
import dev.assay.report.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A table for pages and pull requests: rounded as on a terminal, its meanings below it. */
public final class Markdown extends TextRenderer {
  /** A page of several reports shows the first rows of each; those are the ones that matter. */
  private static final int MOST_ROWS = 50;

  /** With more tables than this a reader wants to know what there is before the first. */
  private static final int FEW_TABLES = 3;

  @Override
  void write(Document document, Appendable out) throws IOException {
    out.append("# ").append(escaped(document.title())).append('\n');
    List<String> shared = sharedNotes(document);
    writeNotes(Stream.concat(shared.stream(), document.notes().stream()).toList(), out);
    if (document.sections().size() > FEW_TABLES
        && document.sections().stream().allMatch(Markdown::isReport)) {
      writeContents(document, out);
    }
    for (Document.Section section : document.sections()) {
      Table table = section.table();
      out.append('\n');
      int shown =
          isReport(section) ? Math.min(table.rows().size(), MOST_ROWS) : table.rows().size();
      writeHeading(table, out);
      writeRows(table, shown, out);
      List<String> own = table.notes().stream().filter(note -> !shared.contains(note)).toList();
      writeNotes(own, out);
      if (isReport(section)) {
        out.append(own.isEmpty() ? "\n" : "");
        out.append("- Report ").append(escaped(section.name()));
        out.append(shown < table.rows().size() ? moreRows(table, shown) : ".\n");
      }
    }
  }

  private static String moreRows(Table table, int shown) {
    return ", which has %d rows more; run alone it shows all.\n"
        .formatted(table.rows().size() - shown);
  }

  /** Only a report's name leads the reader somewhere. */
  private static boolean isReport(Document.Section section) {
    return section.name().contains("/");
  }

  /** What is to be known of every table is said once. */
  private static List<String> sharedNotes(Document document) {
    if (document.sections().size() < 2) {
      return List.of();
    }
    List<String> shared = new ArrayList<>(document.sections().get(0).table().notes());
    document.sections().forEach(section -> shared.retainAll(section.table().notes()));
    return shared;
  }

  private static void writeContents(Document document, Appendable out) throws IOException {
    out.append('\n');
    for (Document.Section section : document.sections()) {
      String rows =
          switch (section.table().rows().size()) {
            case 0 -> "nothing";
            case 1 -> "1 row";
            default -> section.table().rows().size() + " rows";
          };
      String question = section.table().title();
      out.append("- [").append(escaped(question)).append("](#").append(anchor(question));
      out.append(") ").append(escaped(section.shortName())).append(", ").append(rows).append('\n');
    }
  }

  /** As pages name the place of a heading: small letters, without signs. */
  private static String anchor(String heading) {
    return heading.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}_ -]", "").replace(' ', '-');
  }

  @Override
  void write(Table table, Appendable out) throws IOException {
    writeHeading(table, out);
    writeRows(table, table.rows().size(), out);
    writeNotes(table.notes(), out);
  }

  private static void writeHeading(Table table, Appendable out) throws IOException {
    if (!table.title().isEmpty()) {
      out.append("## ").append(escaped(table.title())).append("\n\n");
    }
  }

  private static void writeRows(Table table, int rows, Appendable out) throws IOException {
    List<Figures> figures =
        IntStream.range(0, table.columns().size()).mapToObj(i -> figures(table, i)).toList();
    out.append(row(table.columns().stream().map(column -> escaped(column.name())).toList()));
    out.append(row(figures.stream().map(each -> each.areNumbers() ? "---:" : "---").toList()));
    for (List<Object> values : table.rows().subList(0, rows)) {
      out.append(
          row(
              IntStream.range(0, values.size())
                  .mapToObj(i -> escaped(figures.get(i).write(values.get(i))))
                  .toList()));
    }
  }

  private static void writeNotes(List<String> notes, Appendable out) throws IOException {
    out.append(notes.isEmpty() ? "" : "\n");
    for (String note : notes) {
      out.append("- ").append(escaped(note)).append('\n');
    }
  }

  private static Figures figures(Table table, int index) {
    return Figures.of(table.columns().get(index).name(), table.column(index));
  }

  private static String row(List<String> cells) {
    return cells.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  /** No text can end a cell, open a tag, a link or a code span. */
  private static String escaped(String text) {
    return PlainText.tamed(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replaceAll("([\\\\`|*_\\[\\]])", "\\\\$1");
  }
}
