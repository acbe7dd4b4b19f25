package dev.assay.policy;

import static java.util.Objects.requireNonNull;

import dev.assay.problem.Place;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A value, and every place that it comes from. */
public record Sourced<T>(T value, List<Place> places) implements Serializable {
  public Sourced {
    requireNonNull(value, "value");
    places = distinct(places.stream());
  }

  static <T> Sourced<T> at(Place place, T value) {
    return new Sourced<>(value, List.of(place));
  }

  /** Both as one; null is nobody's opinion and leaves the other as it is. */
  static <T> Sourced<T> merged(Sourced<T> one, Sourced<T> other, BinaryOperator<T> merge) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return new Sourced<>(merge.apply(one.value, other.value), joined(one.places, other.places));
  }

  static List<Place> joined(List<Place> one, List<Place> other) {
    return distinct(Stream.concat(one.stream(), other.stream()));
  }

  /** The lesser of the two with its own places, and with those of both where they are equal. */
  static <T extends Comparable<T>> Sourced<T> lesser(Sourced<T> one, Sourced<T> other) {
    if (one == null || other == null || one.value.compareTo(other.value) == 0) {
      return merged(one, other, (first, second) -> first);
    }
    return one.value.compareTo(other.value) < 0 ? one : other;
  }

  /** In one order, whichever came first. */
  private static List<Place> distinct(Stream<Place> places) {
    return places
        .distinct()
        .sorted(Comparator.comparing(Place::name).thenComparingInt(Place::line))
        .toList();
  }

  /** The places as a reader finds them. */
  public String where() {
    return places.stream().map(Place::toString).collect(Collectors.joining(", "));
  }
}
