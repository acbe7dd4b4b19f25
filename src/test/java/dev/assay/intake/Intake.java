package dev.assay.intake;

import dev.assay.problem.Place;
import dev.assay.warehouse.Sql;
import dev.assay.warehouse.Warehouse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Imports files into a warehouse of a test and shows what lies there then. */
final class Intake {
  static final Path FILES = Path.of("src/test/resources/intake");
  private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

  private final Path warehouse;

  Intake(Path warehouse) {
    this.warehouse = warehouse;
  }

  Imported of(ImportRequest request) throws IOException {
    return Import.into(warehouse, "test").of(request, NOW);
  }

  Imported of(String... files) throws IOException {
    Path[] paths = new Path[files.length];
    for (int i = 0; i < files.length; i++) {
      paths[i] = FILES.resolve(files[i]);
    }
    return of(ImportRequest.of(paths));
  }

  /** Each row of an answer as text, its values parted by bars, null as nothing. */
  List<String> rows(String query) throws IOException {
    try (Warehouse opened = Warehouse.open(warehouse)) {
      return opened.query(new Sql(query, Place.setting("test"))).values().stream()
          .map(
              row ->
                  row.stream()
                      .map(value -> Objects.toString(value, ""))
                      .collect(Collectors.joining("|")))
          .toList();
    }
  }
}
