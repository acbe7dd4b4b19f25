package dev.assay.report.finops;

import dev.assay.catalog.Catalog;
import dev.assay.catalog.Endpoint;
import dev.assay.catalog.Endpoint.DataPolicy;
import dev.assay.catalog.Endpoint.Pace;
import dev.assay.catalog.Model;
import dev.assay.catalog.TokenPrice;
import dev.assay.money.Usd;
import dev.assay.money.UsdPerMillion;
import dev.assay.problem.Place;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;

/**
 * A small model at 1 dollar a million in and 2 out (from 15 October 4), cached input at 0.1,
 * written at 1.25, reasoning at 3; and a large one at ten times the first prices.
 */
final class Prices {
  static final String SMALL = "acme/small";
  static final String LARGE = "acme/large";

  private static final Place PLACE = Place.of(Path.of("models.yaml"), 1);

  private Prices() {}

  static Catalog catalog() {
    return new Catalog(
        "test",
        List.of(
            model(
                SMALL,
                price("2026-01-01", "1", "2", "0.1", "1.25", "3"),
                price("2026-10-15", "1", "4", "0.1", "1.25", "3")),
            model(LARGE, price("2026-01-01", "10", "20", null, null, null))));
  }

  private static Model model(String id, TokenPrice... prices) {
    return new Model(
        id,
        id,
        128_000,
        List.of(
            new Endpoint(
                "acme",
                "acme/bf16",
                "global",
                "bf16",
                128_000,
                4_096,
                Set.of(),
                new DataPolicy(false, false),
                new Pace(300, 100),
                List.of(prices))),
        PLACE);
  }

  private static TokenPrice price(
      String from, String input, String output, String cached, String written, String reasoning) {
    return new TokenPrice(
        LocalDate.parse(from),
        UsdPerMillion.of(input),
        UsdPerMillion.of(output),
        cached == null ? null : UsdPerMillion.of(cached),
        written == null ? null : UsdPerMillion.of(written),
        reasoning == null ? null : UsdPerMillion.of(reasoning),
        Usd.ZERO);
  }
}
