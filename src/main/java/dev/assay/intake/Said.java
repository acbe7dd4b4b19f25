package dev.assay.intake;

import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;

/** What a user can say of somebody's books that the files themselves do not. */
public enum Said {
  SYSTEM,
  ORGANIZATION,
  WORKSPACE,
  KEY,
  USER_IS,
  AS_OF,
  MONEY,
  CACHED_TOKENS,
  TIME_ZONE,
  SIMULATED;

  /** Begins the name of what was said where the columns of a mapping ask for it. */
  static final String PREFIX = "said_";

  /** As a user writes it. */
  public String flag() {
    return "--" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  String column() {
    return PREFIX + name().toLowerCase(Locale.ROOT);
  }

  /** What alone can be said; empty where anything can. */
  List<String> answers() {
    return switch (this) {
      case USER_IS -> List.of("customer", "member");
      case MONEY -> List.of("usd", "cents");
      case CACHED_TOKENS -> List.of("inside", "outside");
      default -> List.of();
    };
  }

  /** What it answers, as half a sentence. */
  String question() {
    return switch (this) {
      case MONEY -> "what its amounts are in";
      case CACHED_TOKENS -> "whether prompt_tokens have them inside";
      default -> "what it means";
    };
  }

  void check(String value) {
    List<String> answers = answers();
    if (!answers.isEmpty() && !answers.contains(value)) {
      throw new InvalidInput(
          Place.setting(flag()),
          "'%s' is none of %s".formatted(value, String.join(", ", answers)),
          "Write %s.".formatted(String.join(" or ", answers)));
    }
    String mend =
        switch (this) {
          case TIME_ZONE ->
              ZoneId.getAvailableZoneIds().contains(value) ? null : "Write it as Europe/Berlin.";
          case AS_OF -> isTime(value) ? null : "Write it as 2026-11-21T07:26:35Z.";
          default -> value.isBlank() ? "Name it, or leave it out." : null;
        };
    if (mend != null) {
      throw new InvalidInput(Place.setting(flag()), "'%s' cannot be read".formatted(value), mend);
    }
  }

  private static boolean isTime(String value) {
    try {
      Instant.parse(value);
      return true;
    } catch (DateTimeParseException noTime) {
      return false;
    }
  }
}
