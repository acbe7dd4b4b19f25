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

  boolean isEventStream() {
    return contentType().startsWith("text/event-stream");
  }

  String contentType() {
    return headers.getOrDefault("content-type", "").strip().toLowerCase(Locale.ROOT);
  }
}
