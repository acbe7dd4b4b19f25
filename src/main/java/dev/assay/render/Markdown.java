package dev.assay.render;

import dev.assay.report.Document;
import dev.assay.report.Table;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A table for pages and pull requests: rounded as on a terminal, its meanings below it. */
public final class Markdown extends TextRenderer {
  @Override
  void write(Document document, Appendable out) throws IOException {
    out.append("# ").append(escaped(document.title())).append('\n');
    for (Document.Section section : document.sections()) {
      out.append('\n');
      write(section.table(), out);
      // only a report's name leads the reader somewhere
      if (section.name().contains("/")) {
        out.append(section.table().notes().isEmpty() ? "\n" : "");
        out.append("- Report ").append(escaped(section.name())).append(".\n");
      }
    }
    out.append(document.notes().isEmpty() ? "" : "\n");
    for (String note : document.notes()) {
      out.append("- ").append(escaped(note)).append('\n');
    }
  }

  @Override
  void write(Table table, Appendable out) throws IOException {
    if (!table.title().isEmpty()) {
      out.append("## ").append(escaped(table.title())).append("\n\n");
    }
    List<Figures> figures =
        IntStream.range(0, table.columns().size()).mapToObj(i -> figures(table, i)).toList();
    out.append(row(table.columns().stream().map(column -> escaped(column.name())).toList()));
    out.append(row(figures.stream().map(each -> each.areNumbers() ? "---:" : "---").toList()));
    for (List<Object> values : table.rows()) {
      out.append(
          row(
              IntStream.range(0, values.size())
                  .mapToObj(i -> escaped(figures.get(i).write(values.get(i))))
                  .toList()));
    }
    out.append(table.notes().isEmpty() ? "" : "\n");
    for (String note : table.notes()) {
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
