package dev.assay.gateway;

import java.util.Locale;
import java.util.Map;

/**
 * Status and headers of a response.
 *
 * @param headers by lower-case name; of several of one name the last
 */
record ResponseHead(int status, Map<String, String> headers) {
  ResponseHead {
    headers = Map.copyOf(headers);
  }

  /** Null where there is none. */
  String header(String name) {
    return headers.get(name.toLowerCase(Locale.ROOT));
  }

  boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  /** Whether the body is a stream of events, or may be one for all its type says. */
  boolean mayBeEvents(Delivery asked) {
    String type = contentType();
    boolean saysNothing =
        type.isEmpty() || type.startsWith("text/plain") || type.startsWith("application/octet");
    return type.startsWith("text/event-stream") || (asked == Delivery.STREAMED && saysNothing);
  }

  String contentType() {
    return headers.getOrDefault("content-type", "").strip().toLowerCase(Locale.ROOT);
  }
}
