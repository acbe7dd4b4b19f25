package dev.assay.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a time as people write it: {@code 90s}, {@code 45m}, {@code 2h}, {@code 1h30m}. */
final class TimeSpan implements ITypeConverter<Duration> {
  private static final Pattern WRITTEN =
      Pattern.compile("(?:([0-9]{1,4})h)?(?:([0-9]{1,6})m)?(?:([0-9]{1,7})s)?");

  @Override
  public Duration convert(String text) {
    Matcher parts = WRITTEN.matcher(text);
    Duration span =
        parts.matches()
            ? Duration.ofHours(number(parts.group(1)))
                .plusMinutes(number(parts.group(2)))
                .plusSeconds(number(parts.group(3)))
            : Duration.ZERO;
    if (span.isZero()) {
      throw new TypeConversionException(
          "'%s' is no time, expected one like 90s, 45m, 2h or 1h30m".formatted(text));
    }
    return span;
  }

  private static long number(String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }
}
