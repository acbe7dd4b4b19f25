package dev.assay.score;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the number an answer settles on: the first one after its last {@code ANSWER:}, else the
 * last one of the text.
 *
 * <p>A dash is a minus where it touches the number and nothing before it. 1,234.50 and 1 234.50 are
 * English, 1.234,50 and 12,5 are not; 1,234 and 1.234 are read the English way. A currency sign or
 * a unit beside the number does not count, and a digit inside a word (m2) is no number.
 */
final class Numbers {
  private static final int MOST_DIGITS = 100;

  private static final Pattern MARKER =
      Pattern.compile("\\banswer\\b[*_]{0,3}\\s{0,3}[:=]", Pattern.CASE_INSENSITIVE);

  private static final String SIGN = "(?<sign>(?<![\\p{L}\\p{N})\\]])[-+\u2212\u2013](?!\\h))?";
  private static final String CURRENCY = "\\p{Sc}?\\h?";
  private static final String GROUPED = "\\d{1,3}(?:[,_'\u2019\\h]\\d{3}(?!\\d))++(?:\\.\\d++)?";
  private static final String GROUPED_WITH_DOTS = "\\d{1,3}(?:\\.\\d{3}(?!\\d))++,\\d++";
  private static final String DECIMAL_COMMA = "\\d++,\\d++(?![,.]\\d)";
  private static final String PLAIN =
      "(?:\\d++(?:\\.\\d++)?|\\.\\d++)(?:[eE][-+]?\\d{1,3}(?!\\d))?";
  private static final Pattern NUMBER =
      Pattern.compile(
          "(?<![\\p{L}\\p{N}_.])%s%s(?<after>[-\u2212])?(?:(?<english>%s)|(?<continental>%s|%s)|(?<plain>%s))"
              .formatted(SIGN, CURRENCY, GROUPED, GROUPED_WITH_DOTS, DECIMAL_COMMA, PLAIN));

  private static final Pattern STATED =
      Pattern.compile(
          "[-+]?\\d{1,%d}(\\.\\d{1,%d})?([eE][-+]?\\d{1,3})?".formatted(MOST_DIGITS, MOST_DIGITS));

  private Numbers() {}

  /** The number that an author states, be it as a number or as the text of one. */
  static Optional<BigDecimal> stated(JsonNode value) {
    return Optional.of(value.asText().strip())
        .filter(text -> !value.isContainerNode() && STATED.matcher(text).matches())
        .map(BigDecimal::new);
  }

  static Optional<BigDecimal> settledOn(String answer) {
    int marked = endOfLastMarker(answer);
    Matcher matcher = NUMBER.matcher(answer);
    if (marked >= 0) {
      return matcher.find(marked) ? read(matcher) : Optional.empty();
    }
    Optional<BigDecimal> last = Optional.empty();
    while (matcher.find()) {
      last = read(matcher);
    }
    return last;
  }

  private static int endOfLastMarker(String answer) {
    Matcher marker = MARKER.matcher(answer);
    int end = -1;
    while (marker.find()) {
      end = marker.end();
    }
    return end;
  }

  private static Optional<BigDecimal> read(Matcher found) {
    MatchResult number = found.toMatchResult();
    String digits;
    if (found.group("english") != null) {
      digits = found.group("english").replaceAll("[^0-9.]", "");
    } else if (found.group("continental") != null) {
      digits = found.group("continental").replace(".", "").replace(',', '.');
    } else {
      digits = found.group("plain");
    }
    if (number.group().length() > MOST_DIGITS) {
      return Optional.empty();
    }
    boolean negative = isMinus(found.group("sign")) || isMinus(found.group("after"));
    BigDecimal amount = new BigDecimal(digits);
    return Optional.of(negative ? amount.negate() : amount);
  }

  private static boolean isMinus(String sign) {
    return sign != null && !sign.equals("+");
  }
}
