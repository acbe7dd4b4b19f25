package dev.assay.twin;

import dev.assay.money.Usd;
import dev.assay.settings.Section;
import java.math.BigDecimal;

/** Reads numbers of a scenario that have bounds; one beyond them is reported. */
final class Bounds {
  private Bounds() {}

  static BigDecimal between(
      Section section, String key, BigDecimal least, BigDecimal most, BigDecimal otherwise) {
    BigDecimal value = section.decimal(key).orElse(otherwise);
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      section.problem(
          key,
          "'%s' is %s, expected a number from %s to %s".formatted(key, value, least, most),
          "");
      return otherwise;
    }
    return value;
  }

  static double share(Section section, String key, double otherwise) {
    return between(section, key, BigDecimal.ZERO, BigDecimal.ONE, BigDecimal.valueOf(otherwise))
        .doubleValue();
  }

  static double zeroOrMore(Section section, String key, double otherwise) {
    BigDecimal value = section.decimal(key).orElse(BigDecimal.valueOf(otherwise));
    if (value.signum() < 0) {
      section.problem(key, "'%s' is %s, expected zero or more".formatted(key, value), "");
      return otherwise;
    }
    return value.doubleValue();
  }

  static int oneOrMore(Section section, String key, int otherwise) {
    int value = section.wholeNumber(key).orElse(otherwise);
    if (value < 1) {
      section.problem(key, "'%s' is %d, expected 1 or more".formatted(key, value), "");
      return otherwise;
    }
    return value;
  }

  /** An amount of money, or null where none is set. */
  static Usd dollars(Section section, String key) {
    BigDecimal value = section.decimal(key).orElse(null);
    if (value == null) {
      return null;
    }
    if (value.signum() < 0 || Usd.exactly(value).isEmpty()) {
      section.problem(
          key, "'%s' is %s, expected an amount of zero or more dollars".formatted(key, value), "");
      return null;
    }
    return new Usd(value);
  }

  static Length length(Section section, String key, Length otherwise) {
    Section bounds = section.section(key).orElse(null);
    if (bounds == null) {
      return otherwise;
    }
    int least = oneOrMore(bounds, "least", otherwise.least());
    int most = oneOrMore(bounds, "most", Math.max(least, otherwise.most()));
    bounds.refuseUnknownKeys();
    if (most < least) {
      bounds.problem(
          "most", "'most' is %d and 'least' is %d".formatted(most, least), "Swap the two.");
      return otherwise;
    }
    return new Length(least, most);
  }
}
