package dev.assay.intake;

import dev.assay.problem.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Where rows stand in their files: the line of a text file, the row of a Parquet file. */
@FunctionalInterface
interface Places {
  /** By the number of the row, which is from 1 within the file of this number. */
  Map<Long, Place> of(int file, Collection<Long> rows) throws IOException;

  /**
   * The places of rows of one file.
   *
   * @param csv the file as CSV, whose rows may be longer than a line; null where a row's number is
   *     its place
   */
  static Map<Long, Place> of(Path file, CsvFile csv, Collection<Long> rows) throws IOException {
    Map<Long, Place> places = new HashMap<>();
    rows.forEach(row -> places.put(row, Place.of(file, Math.toIntExact(row))));
    if (csv != null) {
      Set<Long> left = new TreeSet<>(rows);
      csv.records()
          .walk(
              record -> {
                if (left.remove(record.row())) {
                  places.put(record.row(), Place.of(file, record.line()));
                }
                return !left.isEmpty();
              });
    }
    return places;
  }
}
