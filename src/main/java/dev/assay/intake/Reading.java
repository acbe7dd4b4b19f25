package dev.assay.intake;

import dev.assay.warehouse.Workbench;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** How the text of a field becomes a value, and what is said of one that does not. */
enum Reading {
  TEXT("VARCHAR"),
  /** A name or a hash of an API key; the key itself is refused, and never shown. */
  KEY("VARCHAR"),
  /** Currencies other than US dollars are refused. */
  CURRENCY("VARCHAR"),
  /** A JSON list, or words parted by semicolons. */
  LIST("VARCHAR[]"),
  FLAG("BOOLEAN"),
  COUNT("BIGINT"),
  /** Dollars that are not less than zero. */
  USD("DECIMAL(38,18)"),
  /** Dollars that may be negative, as a credit is. */
  SIGNED_USD("DECIMAL(38,18)"),
  /** Hundredths of a dollar, which become dollars digit for digit. */
  CENTS("DECIMAL(38,18)"),
  SIGNED_CENTS("DECIMAL(38,18)"),
  MILLISECONDS("DOUBLE"),
  /** Seconds, which become milliseconds. */
  SECONDS("DOUBLE"),
  /** A time; without an offset it is of the zone that the user says, else of UTC. */
  TIME("TIMESTAMP WITH TIME ZONE"),
  /** A time that may be still to come. */
  LATER("TIMESTAMP WITH TIME ZONE"),
  /** Seconds since 1970, or a time. */
  EPOCH("TIMESTAMP WITH TIME ZONE"),
  /** The first moment of a day in UTC, or of the time that is written. */
  DAY("TIMESTAMP WITH TIME ZONE"),
  /** The first moment after a day in UTC, or the time that is written. */
  LAST_DAY("TIMESTAMP WITH TIME ZONE");

  private static final String TIMESTAMP = "TIMESTAMP WITH TIME ZONE";

  /** No system that bills tokens is older. */
  private static final String EARLIEST = "2015-01-01T00:00:00Z";

  /** Further ahead a clock is of another zone than was said. */
  static final Duration AHEAD = Duration.ofHours(24);

  /** Groups of three before a point, or two such groups: nobody writes decimals like this. */
  private static final String GROUPED =
      "[-+]?[1-9][0-9]{0,2}((,[0-9]{3})+\\.[0-9]+|(,[0-9]{3}){2,})";

  private static final String GROUPED_COUNT = "[1-9][0-9]{0,2}(,[0-9]{3})+";

  private final String type;

  Reading(String type) {
    this.type = type;
  }

  String type() {
    return type;
  }

  boolean isMoney() {
    return switch (this) {
      case USD, SIGNED_USD, CENTS, SIGNED_CENTS -> true;
      default -> false;
    };
  }

  private boolean isSigned() {
    return this == SIGNED_USD || this == SIGNED_CENTS;
  }

  /** The value of a text; null where it cannot be read. */
  String value(String raw) {
    return switch (this) {
      case TEXT, KEY, CURRENCY -> raw;
      case LIST ->
          "if(starts_with(%1$s, '['), try(from_json(%1$s, '[\"VARCHAR\"]')), string_split(%1$s, ';'))"
              .formatted(raw);
      case FLAG -> "try_cast(%s as BOOLEAN)".formatted(raw);
      case COUNT -> "try_cast(%s as BIGINT)".formatted(ungrouped(raw, GROUPED_COUNT));
      case USD, SIGNED_USD -> "try_cast(%s as DECIMAL(38,18))".formatted(ungrouped(raw, GROUPED));
      case CENTS, SIGNED_CENTS ->
          "try(try_cast(%s as DECIMAL(38,16)) * 0.01::DECIMAL(2,2))"
              .formatted(ungrouped(raw, GROUPED));
      case MILLISECONDS -> "try_cast(%s as DOUBLE)".formatted(raw);
      case SECONDS -> "try_cast(%s as DOUBLE) * 1000".formatted(raw);
      case TIME, LATER -> "try_cast(%s as %s)".formatted(raw, TIMESTAMP);
      case EPOCH ->
          "coalesce(try(to_timestamp(try_cast(%1$s as DOUBLE))), try_cast(%1$s as %2$s))"
              .formatted(raw, TIMESTAMP);
      case DAY -> ofDay(raw, "");
      case LAST_DAY -> ofDay(raw, " + interval 1 day");
    };
  }

  /** A bare date is of UTC whatever the zone of the session. */
  private static String ofDay(String raw, String later) {
    return "if(strlen(trim(%1$s)) <= 10, timezone('UTC', try_cast(%1$s as TIMESTAMP)%2$s), try_cast(%1$s as %3$s))"
        .formatted(raw, later, TIMESTAMP);
  }

  private static String ungrouped(String raw, String pattern) {
    return "if(contains(%1$s, ','), if(regexp_full_match(%1$s, '%2$s'), replace(%1$s, ',', ''), null), %1$s)"
        .formatted(raw, pattern);
  }

  /**
   * The faults a text can have, each {@code when CONDITION then REASON}.
   *
   * @param name as the file calls it
   * @param raw the text in SQL
   * @param read its value in SQL
   */
  List<String> faults(String name, String raw, String read, Bounds bounds) {
    Told told = new Told(name, raw);
    List<String> faults = new ArrayList<>();
    switch (this) {
      case TEXT -> {}
      case KEY ->
          faults.add(
              "when contains(%1$s, '%2$s') and regexp_matches(%1$s, '%3$s') then %4$s"
                  .formatted(
                      raw,
                      Secrets.BEGINNING,
                      Secrets.KEY,
                      Workbench.text(name + " holds an API key itself. Remove it, and revoke it")));
      case CURRENCY ->
          faults.add(
              told.when(
                  "%1$s <> 'USD' and upper(trim(%1$s)) <> 'USD'".formatted(raw),
                  "is not USD. Convert the amounts at the rate you were billed at"));
      case LIST -> faults.add(told.when(unread(raw, read), "is no list of words"));
      case FLAG -> faults.add(told.when(unread(raw, read), "is neither true nor false"));
      case COUNT -> {
        String whole =
            "%2$s < 0 or contains(%1$s, '_') or (contains(%1$s, '.') and %2$s <> try_cast(%1$s as DOUBLE))";
        faults.add(
            told.when(
                "%1$s is not null and (%2$s is null or %3$s)"
                    .formatted(raw, read, whole.formatted(raw, read)),
                "is no whole number"));
      }
      case USD, SIGNED_USD, CENTS, SIGNED_CENTS -> addMoney(faults, told, raw, read, bounds);
      case MILLISECONDS, SECONDS ->
          faults.add(
              told.when(
                  "%1$s is not null and not coalesce(isfinite(%2$s) and %2$s >= 0, false)"
                      .formatted(raw, read),
                  "is no duration"));
      case TIME, LATER, EPOCH, DAY, LAST_DAY -> addTime(faults, told, raw, read, bounds);
    }
    return faults;
  }

  private void addMoney(List<String> faults, Told told, String raw, String read, Bounds bounds) {
    String unread = "(%s or contains(%s, '_'))".formatted(unread(raw, read), raw);
    faults.add(
        told.when(
            "%s and regexp_matches(%s, '\\.[0-9]+,|,([0-9]{1,2}|[0-9]{4,})$')"
                .formatted(unread, raw),
            "has its decimals after a comma. Write them after a point"));
    faults.add(
        told.when(
            "%s and regexp_full_match(%s, '[-+]?[0-9]{1,3},[0-9]{3}')".formatted(unread, raw),
            "can be read in two ways. Write it without a separator of thousands"));
    faults.add(
        told.when(unread, "is no amount. Write digits and a point, without a currency sign"));
    if (!isSigned()) {
      faults.add(
          told.when(
              read + " < 0", "is negative, and %s costs nothing or more".formatted(bounds.what())));
    }
    faults.add(
        told.when(
            "abs(%s) > %s".formatted(read, bounds.dearestUsd()),
            "is more than %s USD for %s".formatted(bounds.dearestUsd(), bounds.what())));
  }

  private void addTime(List<String> faults, Told told, String raw, String read, Bounds bounds) {
    faults.add(
        told.when(
            "%s is not null and not coalesce(isfinite(%s), false)".formatted(raw, read),
            "is no time. Write it as 2026-11-21T07:26:35Z"));
    Instant latest = bounds.now().plus(AHEAD);
    if (this != LAST_DAY && this != LATER) {
      faults.add(
          told.when(
              "%s > %s".formatted(read, time(latest)),
              "is still to come: it is now %s. Is its clock of another zone? Say --time-zone"
                  .formatted(bounds.now())));
    }
    faults.add(
        told.when(
            "%s < %s".formatted(read, time(Instant.parse(EARLIEST))),
            "is too long ago to be true"));
  }

  /** The text where it has more digits than the column; a float printed in full often has. */
  static String textIfLonger(String raw, String read) {
    return """
        case when strlen(%1$s) - strpos(%1$s, '.') > 18 or contains(%1$s, 'e') or contains(%1$s, 'E') then
          case when strlen(%1$s) > 30 or try_cast(%1$s as DECIMAL(38,28)) <> %2$s then %1$s end
        end"""
        .formatted(raw, read);
  }

  static String time(Instant instant) {
    return "cast('%s' as %s)".formatted(instant, TIMESTAMP);
  }

  private static String unread(String raw, String read) {
    return "%s is not null and %s is null".formatted(raw, read);
  }

  /**
   * What is beyond belief.
   *
   * @param what one row is
   * @param dearestUsd more for one row is a mistake of unit somewhere, not a price
   */
  record Bounds(Instant now, String what, String dearestUsd) {}

  /** A field as a reason names it. */
  private record Told(String name, String raw) {
    String when(String condition, String fault) {
      return "when %s then concat(%s, left(%s, 40), %s)"
          .formatted(
              condition, Workbench.text(name + " is '"), raw, Workbench.text("', which " + fault));
    }
  }
}
