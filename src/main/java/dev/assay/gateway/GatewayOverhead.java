package dev.assay.gateway;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * What a gateway says that it added itself to an answer's time. LiteLLM says so in the head of a
 * response; OpenRouter never does.
 */
final class GatewayOverhead {
  private static final String OVERHEAD = "x-litellm-overhead-duration-ms";
  private static final String WHOLE_RESPONSE = "x-litellm-response-duration-ms";
  private static final Pattern MILLIS = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,20})?");
  private static final double NANOS_PER_MILLI = 1e6;

  private GatewayOverhead() {}

  /**
   * Null where it says nothing that can be true.
   *
   * @param head null where no response arrived
   * @param total what passed by our own clock, of which the overhead is a part
   */
  static Duration of(ResponseHead head, Duration total) {
    Duration overhead = head == null ? null : millis(head.header(OVERHEAD));
    if (overhead == null || overhead.compareTo(total) > 0) {
      return null;
    }
    // where LiteLLM did not time the provider it calls its whole response overhead
    Duration whole = millis(head.header(WHOLE_RESPONSE));
    return whole != null && overhead.compareTo(whole) >= 0 ? null : overhead;
  }

  private static Duration millis(String told) {
    String text = told == null ? "" : told.strip();
    return MILLIS.matcher(text).matches()
        ? Duration.ofNanos(Math.round(Double.parseDouble(text) * NANOS_PER_MILLI))
        : null;
  }
}
