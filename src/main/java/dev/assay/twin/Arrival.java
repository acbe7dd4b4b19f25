package dev.assay.twin;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import java.time.Instant;

/**
 * What is known of a request besides its body.
 *
 * @param requestId the client's X-Request-ID; null when none was sent
 * @param appName as the client calls itself; null when it does not
 * @param tellsRouting whether the client asked to be told how it was routed
 * @param receivedNanos on the monotonic clock
 */
record Arrival(
    Account account,
    Region region,
    String requestId,
    String appName,
    boolean tellsRouting,
    Instant createdAt,
    long receivedNanos) {

  static Arrival of(HttpServerExchange exchange, Account account, Region region, Instant now) {
    HeaderMap headers = exchange.getRequestHeaders();
    String title = headers.getFirst("X-OpenRouter-Title");
    return new Arrival(
        account,
        region,
        headers.getFirst("X-Request-ID"),
        title == null ? headers.getFirst("X-Title") : title,
        "enabled".equals(headers.getFirst("X-OpenRouter-Metadata"))
            || "enabled".equals(headers.getFirst("X-OpenRouter-Experimental-Metadata")),
        now,
        System.nanoTime());
  }
}
