package dev.assay.render;

import dev.assay.report.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A table for people at a terminal: aligned, numbers right, figures rounded. One that is wider than
 * the screen continues below, its first columns repeated.
 */
public final class Terminal implements Renderer {
  private static final int WIDEST_CELL = 60;
  private static final String GAP = "  ";

  private final int screen;
  private final boolean coloured;
  private final boolean exact;

  private Terminal(int screen, boolean coloured, boolean exact) {
    this.screen = screen;
    this.coloured = coloured;
    this.exact = exact;
  }

  /** Without colours, as wide as the table is. */
  public static Terminal plain() {
    return new Terminal(Integer.MAX_VALUE, false, false);
  }

  public Terminal withColours() {
    return new Terminal(screen, true, exact);
  }

  /** For a screen of so many columns. */
  public Terminal ofWidth(int columns) {
    return new Terminal(columns, coloured, exact);
  }

  /** With every digit that is stored. */
  public Terminal withEveryDigit() {
    return new Terminal(screen, coloured, true);
  }

  private record Line(String name, boolean right, int width, List<String> cells) {}

  @Override
  public void render(Table table, Appendable out) throws IOException {
    out.append(bold(PlainText.tamed(table.title()))).append("\n\n");
    List<Line> columns =
        IntStream.range(0, table.columns().size()).mapToObj(i -> column(table, i)).toList();
    List<List<Line>> blocks = blocks(columns);
    for (int block = 0; block < blocks.size(); block++) {
      out.append(block > 0 ? "\n" : "");
      write(blocks.get(block), table.rows().size(), out);
    }
    if (table.rows().isEmpty()) {
      out.append("(no rows)\n");
    }
    out.append(table.notes().isEmpty() ? "" : "\n");
    for (String note : table.notes()) {
      out.append(PlainText.tamed(note)).append('\n');
    }
  }

  private Line column(Table table, int index) {
    String name = PlainText.tamed(table.columns().get(index).name());
    List<Object> values = table.rows().stream().map(row -> row.get(index)).toList();
    Figures figures = Figures.of(table.columns().get(index).name(), values);
    List<String> cells = values.stream().map(value -> cell(figures, value)).toList();
    int width =
        IntStream.concat(
                IntStream.of(PlainText.width(name)), cells.stream().mapToInt(PlainText::width))
            .max()
            .orElse(0);
    return new Line(name, figures.areNumbers(), width, cells);
  }

  private String cell(Figures figures, Object value) {
    String text = exact && value != null ? Figures.plain(value) : figures.write(value);
    return PlainText.cut(PlainText.tamed(text), WIDEST_CELL);
  }

  /** The columns in portions that fit the screen; the texts at the left name the rows of each. */
  private List<List<Line>> blocks(List<Line> columns) {
    List<Line> keys = columns.stream().takeWhile(column -> !column.right()).toList();
    List<List<Line>> blocks = new ArrayList<>();
    List<Line> block = new ArrayList<>(keys);
    for (Line column : columns.subList(keys.size(), columns.size())) {
      if (block.size() > keys.size() && widthOf(block) + GAP.length() + column.width() > screen) {
        blocks.add(block);
        block = new ArrayList<>(keys);
      }
      block.add(column);
    }
    blocks.add(block);
    return blocks;
  }

  private static int widthOf(List<Line> block) {
    return block.stream().mapToInt(column -> column.width() + GAP.length()).sum() - GAP.length();
  }

  private void write(List<Line> block, int rows, Appendable out) throws IOException {
    out.append(bold(joined(block.stream().map(column -> aligned(column, column.name())).toList())))
        .append('\n')
        .append(joined(block.stream().map(column -> "-".repeat(column.width())).toList()))
        .append('\n');
    for (int i = 0; i < rows; i++) {
      int row = i;
      out.append(
              joined(
                  block.stream().map(column -> aligned(column, column.cells().get(row))).toList()))
          .append('\n');
    }
  }

  private static String joined(List<String> cells) {
    return String.join(GAP, cells).stripTrailing();
  }

  private static String aligned(Line column, String cell) {
    String space = " ".repeat(column.width() - PlainText.width(cell));
    return column.right() ? space + cell : cell + space;
  }

  private String bold(String text) {
    return coloured ? "\u001b[1m" + text + "\u001b[0m" : text;
  }
}
