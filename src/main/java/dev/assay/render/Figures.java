package dev.assay.render;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * How the values of one column are written for people: the same number of decimals all the way
 * down, enough for the largest to keep four digits.
 */
final class Figures {
  static final String UNKNOWN = "-";

  private static final int DIGITS = 4;
  private static final int SHARE_DECIMALS = 3;
  private static final int EACH_ITS_OWN = -1;
  private static final int MOST_DECIMALS = 12;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final boolean numbers;
  private final int decimals;

  private Figures(boolean numbers, int decimals) {
    this.numbers = numbers;
    this.decimals = decimals;
  }

  static Figures of(String column, List<Object> values) {
    List<Object> known = values.stream().filter(Objects::nonNull).toList();
    boolean numbers = !known.isEmpty() && known.stream().allMatch(Number.class::isInstance);
    return new Figures(numbers, numbers ? decimalsOf(column, known) : 0);
  }

  private static int decimalsOf(String column, List<Object> values) {
    if (values.stream().allMatch(Long.class::isInstance)) {
      return 0;
    }
    BigDecimal largest =
        values.stream()
            .filter(Figures::isFinite)
            .map(Figures::exact)
            .map(BigDecimal::abs)
            .max(BigDecimal::compareTo)
            .orElse(BigDecimal.ZERO);
    int wholeDigits = largest.signum() == 0 ? 1 : largest.precision() - largest.scale();
    boolean money = column.endsWith("_usd") || column.startsWith("usd_");
    if (money) {
      return Math.min(MOST_DECIMALS, Math.max(2, DIGITS - Math.min(wholeDigits, DIGITS)));
    }
    if (wholeDigits <= 1) {
      return SHARE_DECIMALS;
    }
    int decimals = Math.max(0, SHARE_DECIMALS - wholeDigits);
    return hasSmaller(values, BigDecimal.ONE.movePointLeft(decimals)) ? EACH_ITS_OWN : decimals;
  }

  /** Whether shares stand beside the large figures, so that no number of decimals suits all. */
  private static boolean hasSmaller(List<Object> values, BigDecimal least) {
    return values.stream()
        .filter(Figures::isFinite)
        .map(value -> exact(value).abs())
        .anyMatch(value -> value.signum() > 0 && value.compareTo(least) < 0);
  }

  /** Whether the column stands at the right. */
  boolean areNumbers() {
    return numbers;
  }

  String write(Object value) {
    if (value == null) {
      return UNKNOWN;
    }
    if (value instanceof Number number && !(value instanceof Long)) {
      return isFinite(number) ? rounded(exact(number)) : String.valueOf(number);
    }
    return plain(value);
  }

  private String rounded(BigDecimal amount) {
    if (decimals == EACH_ITS_OWN) {
      return exact(amount.round(new MathContext(DIGITS, RoundingMode.HALF_EVEN))).toPlainString();
    }
    BigDecimal shown = amount.setScale(decimals, RoundingMode.HALF_EVEN);
    if (shown.signum() == 0 && amount.signum() != 0) {
      // a known amount never reads as nothing
      String least = BigDecimal.ONE.movePointLeft(decimals).toPlainString();
      return amount.signum() > 0 ? "<" + least : ">-" + least;
    }
    return shown.toPlainString();
  }

  /** Every digit of a number, and any other value as a text of one line or more. */
  static String plain(Object value) {
    if (value instanceof Boolean truth) {
      return truth ? "yes" : "no";
    }
    if (value instanceof OffsetDateTime time) {
      return TIME.format(time);
    }
    if (value instanceof List<?> list) {
      return list.stream()
          .map(each -> each == null ? UNKNOWN : plain(each))
          .collect(Collectors.joining(", "));
    }
    return value instanceof Number number && isFinite(number)
        ? exact(number).toPlainString()
        : value.toString();
  }

  static boolean isFinite(Object value) {
    return !(value instanceof Double number) || Double.isFinite(number);
  }

  /** The number itself: a decimal digit for digit, a double as its shortest decimal. */
  static BigDecimal exact(Object number) {
    BigDecimal exact =
        number instanceof BigDecimal decimal ? decimal : new BigDecimal(number.toString());
    return exact.signum() == 0 ? BigDecimal.ZERO : withoutTrailingZeros(exact);
  }

  private static BigDecimal withoutTrailingZeros(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}
