package dev.assay.render;

import dev.assay.report.Table;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A table for pages and pull requests: rounded as on a terminal, its meanings below it. */
public final class Markdown implements Renderer {
  @Override
  public void render(Table table, Appendable out) throws IOException {
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
    return Figures.of(
        table.columns().get(index).name(),
        table.rows().stream().map(row -> row.get(index)).toList());
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
