package dev.assay.report;

import static java.util.Objects.requireNonNull;

import dev.assay.warehouse.Warehouse;
import java.util.List;
import java.util.function.Supplier;

/**
 * Rows that no run holds and reports may read: who may spend what, what a catalog lists, when a
 * month begins. Each component of the record is a column, its name in snake case.
 *
 * @param rows asked for once a report reads them
 */
public record KnownTable<R extends Record>(String name, Class<R> row, Supplier<List<R>> rows) {
  public KnownTable {
    requireNonNull(name, "name");
    requireNonNull(row, "row");
    requireNonNull(rows, "rows");
  }

  void keepIn(Warehouse warehouse) {
    warehouse.keepRows(name, row, rows.get());
  }
}
