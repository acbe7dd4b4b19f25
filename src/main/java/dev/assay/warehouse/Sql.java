package dev.assay.warehouse;

import static java.util.Objects.requireNonNull;

import dev.assay.problem.Place;

/**
 * A statement with the place where it was written, so that a fault is shown where it can be mended.
 *
 * @param place of its first line
 */
public record Sql(String text, Place place) {
  public Sql {
    requireNonNull(text, "text");
    requireNonNull(place, "place");
  }

  /** What a user typed on the command line. */
  public static Sql typed(String text) {
    return new Sql(text, Place.setting("SQL"));
  }

  /** Where the n-th line of the text stands, counted from 1. */
  Place lineOf(int line) {
    return place.isFile() ? new Place(place.name(), Math.max(1, place.line()) + line - 1) : place;
  }
}
