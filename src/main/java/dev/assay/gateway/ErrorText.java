package dev.assay.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

/** What an error says, in prose and as a time to wait, wherever a server puts it. */
final class ErrorText {
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,6}(\\.[0-9]{1,9})?");
  private static final Duration LONGEST_WAIT = Duration.ofDays(1);

  private ErrorText() {}

  /** Empty where it says nothing. */
  static String words(JsonNode body) {
    JsonNode error = body.path("error");
    String message = error.isTextual() ? error.textValue() : Json.text(error, "message");
    for (String elsewhere : new String[] {"message", "detail"}) {
      message = message == null ? Json.text(body, elsewhere) : message;
    }
    // the gateway's own words say only that a provider refused; the provider's say why
    String raw = Json.text(error.path("metadata"), "raw");
    if (raw == null) {
      return message == null ? "" : message;
    }
    return message == null ? raw : message + ": " + raw;
  }

  /** How long a server asked us to wait; null where it did not say. */
  static Duration retryAfter(ResponseHead head, JsonNode body, Instant now) {
    String header = head.header("retry-after");
    if (header != null) {
      Duration wait = wait(header.strip(), now);
      if (wait != null) {
        return wait;
      }
    }
    JsonNode seconds = Diagnosis.availability(body.path("error")).path("retry_after");
    return seconds.isValueNode() ? wait(seconds.asText(), now) : null;
  }

  private static Duration wait(String text, Instant now) {
    if (SECONDS.matcher(text).matches()) {
      return shorter(Duration.ofMillis((long) (Double.parseDouble(text) * 1000)));
    }
    try {
      Instant until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return until.isBefore(now) ? Duration.ZERO : shorter(Duration.between(now, until));
    } catch (DateTimeException neitherSecondsNorDate) {
      return null;
    }
  }

  private static Duration shorter(Duration wait) {
    return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
  }
}
