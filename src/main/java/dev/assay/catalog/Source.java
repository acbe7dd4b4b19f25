package dev.assay.catalog;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/**
 * Who states a value of the catalog.
 *
 * @param name a file, or the address that was asked
 * @param takenAt when it was read from its origin; null where nobody says
 */
public record Source(Kind kind, String name, Instant takenAt) implements Serializable {
  /** How far a source is trusted, the most trusted first. */
  public enum Kind {
    /** What a gateway states now, or stated when somebody saved it. */
    LIVE,
    /** A listing that was synced into a file and reviewed. */
    SNAPSHOT,
    /** A file written by hand. */
    CURATED;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Source {
    requireNonNull(kind, "kind");
    requireNonNull(name, "name");
  }

  /** Whole days since it was read; nothing where nobody says when that was. */
  public Optional<Long> ageInDays(LocalDate today) {
    return Optional.ofNullable(takenAt)
        .map(time -> ChronoUnit.DAYS.between(LocalDate.ofInstant(time, ZoneOffset.UTC), today));
  }
}
