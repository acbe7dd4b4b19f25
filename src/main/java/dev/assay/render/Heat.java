package dev.assay.render;

import dev.assay.report.Table;
import dev.assay.report.Unit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which figures of a column stand out, among the rows that can be compared: those that differ in
 * the last of their names alone.
 */
enum Heat {
  GOOD("\u001b[32m"),
  BAD("\u001b[31m"),
  NEITHER("");

  /** Figures closer together than this share of the largest are alike. */
  private static final double ALIKE = 0.05;

  private static final double THIRD = 1.0 / 3;

  private final String colour;

  Heat(String colour) {
    this.colour = colour;
  }

  /** The text in its colour. */
  String paint(String text) {
    return this == NEITHER ? text : colour + text + "\u001b[0m";
  }

  /**
   * One for each row of a column.
   *
   * @param names how many columns at the left name the rows
   */
  static List<Heat> of(Table table, int column, int names) {
    List<Object> values = table.column(column);
    List<Heat> heat = new ArrayList<>(Collections.nCopies(values.size(), NEITHER));
    Unit.Better better = table.columns().get(column).unit().better();
    if (better == Unit.Better.NEITHER) {
      return heat;
    }
    Map<List<Object>, List<Integer>> comparable = new HashMap<>();
    for (int row = 0; row < values.size(); row++) {
      if (values.get(row) instanceof Number && Figures.isFinite(values.get(row))) {
        comparable
            .computeIfAbsent(
                table.rows().get(row).subList(0, Math.max(0, names - 1)), key -> new ArrayList<>())
            .add(row);
      }
    }
    comparable.values().forEach(rows -> mark(rows, values, better, heat));
    return heat;
  }

  private static void mark(
      List<Integer> rows, List<Object> values, Unit.Better better, List<Heat> heat) {
    double[] figures =
        rows.stream().mapToDouble(row -> ((Number) values.get(row)).doubleValue()).toArray();
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (double figure : figures) {
      least = Math.min(least, figure);
      most = Math.max(most, figure);
    }
    double spread = most - least;
    if (spread <= ALIKE * Math.max(Math.abs(most), Math.abs(least))) {
      return;
    }
    for (int i = 0; i < figures.length; i++) {
      double height = (figures[i] - least) / spread;
      double goodness = better == Unit.Better.HIGH ? height : 1 - height;
      heat.set(rows.get(i), goodness > 1 - THIRD ? GOOD : goodness < THIRD ? BAD : NEITHER);
    }
  }
}
