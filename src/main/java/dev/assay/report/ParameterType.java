package dev.assay.report;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a report's parameter takes: a kind of value, or some out of a list.
 *
 * @param choices what it may be; empty where it may be anything of its kind
 */
public record ParameterType(Kind kind, List<String> choices) {
  private static final Pattern WRITTEN = Pattern.compile("(\\w+)(?:\\(([^)]*)\\))?");
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_]\\w*");

  /** The kinds of values. A column is a name in the SQL, the others are bound to it. */
  public enum Kind {
    TEXT,
    INTEGER,
    DECIMAL,
    DOUBLE,
    BOOLEAN,
    DATE,
    COLUMN,
    COLUMNS;

    /** Whether it names what the SQL reads, so that it can only be one of a list. */
    boolean isName() {
      return this == COLUMN || this == COLUMNS;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public ParameterType {
    requireNonNull(kind, "kind");
    choices = List.copyOf(choices);
  }

  static List<String> names() {
    return Arrays.stream(Kind.values()).map(Kind::toString).toList();
  }

  /** The type as a header writes it: {@code integer}, {@code column(day,model)}. */
  static Optional<ParameterType> written(String text) {
    Matcher parts = WRITTEN.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    List<String> choices =
        parts.group(2) == null
            ? List.of()
            : Arrays.stream(parts.group(2).split(",", -1)).map(String::strip).toList();
    return Arrays.stream(Kind.values())
        .filter(kind -> kind.toString().equals(parts.group(1)))
        .findFirst()
        .map(kind -> new ParameterType(kind, choices));
  }

  /** Whether its list is one that can be chosen from. */
  boolean isSound() {
    boolean named = choices.stream().allMatch(choice -> IDENTIFIER.matcher(choice).matches());
    return kind.isName()
        ? named && !choices.isEmpty()
        : choices.isEmpty() || (kind == Kind.TEXT && choices.stream().noneMatch(String::isBlank));
  }

  /** The value that a text states, or nothing where it states none of this type. */
  Optional<Object> read(String text) {
    List<String> chosen =
        kind == Kind.COLUMNS
            ? Arrays.stream(text.split(",", -1)).map(String::strip).toList()
            : List.of(text);
    boolean listed = choices.isEmpty() || choices.containsAll(chosen);
    if (!listed || chosen.stream().distinct().count() < chosen.size()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          switch (kind) {
            case TEXT, COLUMN -> text;
            case COLUMNS -> chosen;
            case INTEGER -> Long.valueOf(text);
            case DECIMAL -> new BigDecimal(text);
            case DOUBLE -> finite(text);
            case BOOLEAN -> truth(text);
            case DATE -> LocalDate.parse(text);
          });
    } catch (NumberFormatException | DateTimeException unreadable) {
      return Optional.empty();
    }
  }

  private static Double finite(String text) {
    double number = Double.parseDouble(text);
    if (!Double.isFinite(number)) {
      throw new NumberFormatException(text);
    }
    return number;
  }

  private static Boolean truth(String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw new NumberFormatException(text);
    }
    return Boolean.valueOf(text);
  }

  /** Says of a text that it is none of this type: {@code no integer}. */
  String refusal() {
    String list = String.join(", ", choices);
    return kind == Kind.COLUMNS
        ? "no list of different ones of " + list
        : choices.isEmpty() ? "no " + kind : "not one of " + list;
  }

  @Override
  public String toString() {
    return choices.isEmpty() ? kind.toString() : kind + "(" + String.join(",", choices) + ")";
  }
}
