package dev.assay.twin;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A model as a request names it: an id, and perhaps a suffix that asks for one way of serving it.
 */
record ModelName(String id, Variant variant) {
  static final String AUTO = "openrouter/auto";

  /** What a suffix asks for. */
  enum Variant {
    STANDARD,
    /** Only endpoints that cost nothing. */
    FREE,
    /** The fastest endpoint first. */
    NITRO,
    /** The cheapest endpoint first, at the flex tier. */
    FLOOR,
    /** Endpoints by the quality of their tool calls, of which all here have the same. */
    EXACTO
  }

  private static final Map<String, Variant> SUFFIXES =
      Map.of(
          "free", Variant.FREE,
          "nitro", Variant.NITRO,
          "floor", Variant.FLOOR,
          "exacto", Variant.EXACTO);

  /** The parts of a name; an unknown suffix stays part of the id, which then is unknown too. */
  static ModelName of(String name) {
    int colon = name.lastIndexOf(':');
    Optional<Variant> variant =
        colon < 0 ? Optional.empty() : Optional.ofNullable(SUFFIXES.get(name.substring(colon + 1)));
    return variant
        .map(each -> new ModelName(name.substring(0, colon), each))
        .orElseGet(() -> new ModelName(name, Variant.STANDARD));
  }

  static String variantOf(String name) {
    return of(name).variant().name().toLowerCase(Locale.ROOT);
  }
}
