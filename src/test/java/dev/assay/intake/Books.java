package dev.assay.intake;

import dev.assay.problem.Place;
import dev.assay.warehouse.Sql;
import dev.assay.warehouse.Warehouse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Imports somebody's books into a warehouse of a test and shows what lies there then. */
final class Books {
  static final Path FILES = Path.of("src/test/resources/intake/usage");
  static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

  private final Path warehouse;
  private Instant now = NOW;

  Books(Path warehouse) {
    this.warehouse = warehouse;
  }

  static BookRequest request(String source, String... files) {
    return BookRequest.of(
        source(source), Arrays.stream(files).map(FILES::resolve).toArray(Path[]::new));
  }

  static BookSource source(String name) {
    return BookSource.all().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Each a second later than the one before, so that runs have an order. */
  Booked of(BookRequest request) throws IOException {
    now = now.plusSeconds(1);
    return BookImport.into(warehouse, "test").of(request, now);
  }

  Booked of(String source, String... files) throws IOException {
    return of(request(source, files));
  }

  /** Each row of an answer as text, its values parted by bars, null as nothing. */
  List<String> rows(String query) throws IOException {
    try (Warehouse opened = Warehouse.open(warehouse)) {
      return opened.query(new Sql(query, Place.setting("test"))).values().stream()
          .map(row -> row.stream().map(Books::told).collect(Collectors.joining("|")))
          .toList();
    }
  }

  private static String told(Object value) {
    return value instanceof java.math.BigDecimal money
        ? money.stripTrailingZeros().toPlainString()
        : Objects.toString(value, "");
  }
}
