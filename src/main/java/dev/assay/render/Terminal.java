package dev.assay.render;

import dev.assay.report.Document;
import dev.assay.report.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A table for people at a terminal: aligned, numbers right, figures rounded. One that is wider than
 * the screen has its names in two lines, tells below what is the same in every row, and continues
 * below with its first columns repeated.
 */
public final class Terminal extends TextRenderer {
  private static final int WIDEST_CELL = 60;
  private static final int FEWEST_ALIKE = 2;
  private static final String GAP = "  ";

  private final int screen;
  private final boolean coloured;

  private Terminal(int screen, boolean coloured) {
    this.screen = screen;
    this.coloured = coloured;
  }

  /** Without colours, as wide as the table is. */
  public static Terminal plain() {
    return new Terminal(Integer.MAX_VALUE, false);
  }

  public Terminal withColours() {
    return new Terminal(screen, true);
  }

  /** For a screen of so many columns. */
  public Terminal ofWidth(int columns) {
    return new Terminal(columns, coloured);
  }

  /**
   * A column as it is drawn, its name in one line or two.
   *
   * @param width of the widest of them all, measured once
   */
  private record Line(
      List<String> name, boolean right, List<String> cells, List<Heat> heat, int width) {
    static Line of(List<String> name, boolean right, List<String> cells) {
      return new Line(
          name,
          right,
          cells,
          Collections.nCopies(cells.size(), Heat.NEITHER),
          widest(Stream.concat(name.stream(), cells.stream())));
    }

    private static int widest(Stream<String> texts) {
      return texts.mapToInt(PlainText::width).max().orElse(0);
    }

    Line heated(List<Heat> heat) {
      return new Line(name, right, cells, heat, width);
    }

    boolean isAlikeInEveryRow() {
      return cells.size() >= FEWEST_ALIKE && cells.stream().distinct().count() == 1;
    }

    Line narrowed() {
      return of(inTwoLines(name.get(0), widest(cells.stream())), right, cells).heated(heat);
    }
  }

  @Override
  void write(Document document, Appendable out) throws IOException {
    out.append(bold(PlainText.tamed(document.title()))).append('\n');
    for (Document.Section section : document.sections()) {
      String name = PlainText.tamed(section.name());
      out.append("\n").append(name).append('\n');
      out.append("=".repeat(PlainText.width(name))).append("\n");
      write(section.table(), out);
    }
    out.append(document.notes().isEmpty() ? "" : "\n");
    for (String note : document.notes()) {
      for (String line : wrapped(PlainText.tamed(note))) {
        out.append(line).append('\n');
      }
    }
  }

  @Override
  void write(Table table, Appendable out) throws IOException {
    if (!table.title().isEmpty()) {
      for (String line : wrapped(PlainText.tamed(table.title()))) {
        out.append(bold(line)).append('\n');
      }
      out.append('\n');
    }
    List<Line> columns =
        IntStream.range(0, table.columns().size()).mapToObj(i -> column(table, i)).toList();
    if (coloured) {
      columns = heated(columns, table);
    }
    List<String> notes = new ArrayList<>();
    if (widthOf(columns) > screen) {
      List<Line> alike = alike(columns);
      columns = columns.stream().filter(each -> !alike.contains(each)).map(Line::narrowed).toList();
      notes.addAll(toldOnce(alike));
    }
    notes.addAll(table.notes().stream().map(PlainText::tamed).toList());
    List<List<Line>> blocks = blocks(columns);
    for (int block = 0; block < blocks.size(); block++) {
      out.append(block > 0 ? "\n" : "");
      write(blocks.get(block), table.rows().size(), out);
    }
    if (table.rows().isEmpty()) {
      out.append("(no rows)\n");
    }
    out.append(notes.isEmpty() ? "" : "\n");
    for (String note : notes) {
      for (String line : wrapped(note)) {
        out.append(line).append('\n');
      }
    }
  }

  private static List<Line> heated(List<Line> columns, Table table) {
    int names = keysOf(columns).size();
    return IntStream.range(0, columns.size())
        .mapToObj(i -> columns.get(i).heated(Heat.of(table, i, names)))
        .toList();
  }

  private static Line column(Table table, int index) {
    String name = table.columns().get(index).name();
    List<Object> values = table.column(index);
    Figures figures = Figures.of(name, values);
    return Line.of(
        List.of(PlainText.tamed(name)),
        figures.areNumbers(),
        values.stream()
            .map(value -> PlainText.cut(PlainText.tamed(figures.write(value)), WIDEST_CELL))
            .toList());
  }

  /** What the rows are named by is told in each of them. */
  private static List<Line> alike(List<Line> columns) {
    return columns.subList(keysOf(columns).size(), columns.size()).stream()
        .filter(Line::isAlikeInEveryRow)
        .toList();
  }

  private static List<String> toldOnce(List<Line> alike) {
    return alike.isEmpty()
        ? List.of()
        : List.of(
            alike.stream()
                .map(column -> column.name().get(0) + " " + column.cells().get(0))
                .collect(Collectors.joining(", ", "In every row: ", ".")));
  }

  /** The texts at the left name the rows. */
  private static List<Line> keysOf(List<Line> columns) {
    return columns.stream().takeWhile(column -> !column.right()).toList();
  }

  /** The columns in portions that fit the screen, each with the names of the rows. */
  private List<List<Line>> blocks(List<Line> columns) {
    List<Line> keys = keysOf(columns);
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
    int height = block.stream().mapToInt(column -> column.name().size()).max().orElse(0);
    for (int i = 0; i < height; i++) {
      // short names stand on the rule
      int fromBelow = height - i;
      out.append(bold(joined(block, column -> nameFromBelow(column, fromBelow)))).append('\n');
    }
    out.append(joined(block, column -> "-".repeat(column.width()))).append('\n');
    for (int i = 0; i < rows; i++) {
      int row = i;
      out.append(cells(block, row)).append('\n');
    }
  }

  private static String nameFromBelow(Line column, int line) {
    int index = column.name().size() - line;
    return index < 0 ? "" : column.name().get(index);
  }

  private static String joined(List<Line> block, Function<Line, String> cell) {
    return block.stream()
        .map(column -> aligned(column, cell.apply(column)))
        .collect(Collectors.joining(GAP))
        .stripTrailing();
  }

  private static String cells(List<Line> block, int row) {
    return block.stream()
        .map(column -> column.heat().get(row).paint(aligned(column, column.cells().get(row))))
        .collect(Collectors.joining(GAP))
        .stripTrailing();
  }

  private static String aligned(Line column, String cell) {
    String space = " ".repeat(column.width() - PlainText.width(cell));
    return column.right() ? space + cell : cell + space;
  }

  /** A name broken after the underscore that leaves it narrowest, unless its cells are as wide. */
  private static List<String> inTwoLines(String name, int cells) {
    List<String> best = List.of(name);
    int narrowest = Math.max(cells, PlainText.width(name));
    for (int at = name.indexOf('_'); at >= 0; at = name.indexOf('_', at + 1)) {
      List<String> broken = List.of(name.substring(0, at + 1), name.substring(at + 1));
      int width = Math.max(cells, broken.stream().mapToInt(PlainText::width).max().orElse(0));
      if (width < narrowest) {
        best = broken;
        narrowest = width;
      }
    }
    return best;
  }

  /** A text broken between words; a word wider than the screen is left to the terminal. */
  private List<String> wrapped(String text) {
    if (PlainText.width(text) <= screen) {
      return List.of(text);
    }
    List<String> lines = new ArrayList<>();
    String line = "";
    for (String word : text.split(" ", -1)) {
      String longer = line.isEmpty() ? word : line + " " + word;
      if (!line.isEmpty() && PlainText.width(longer) > screen) {
        lines.add(line);
        line = word;
      } else {
        line = longer;
      }
    }
    lines.add(line);
    return lines;
  }

  private String bold(String text) {
    return coloured ? "\u001b[1m" + text + "\u001b[0m" : text;
  }
}
