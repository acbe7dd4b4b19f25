package dev.assay.gateway;

import static java.util.Objects.requireNonNull;

import dev.assay.plan.CallId;
import java.io.Serializable;

/**
 * What one attempt was, however it ended.
 *
 * @param traceId ours, new for each attempt; the gateway got it as X-Request-ID
 * @param transport how it was asked, e.g. {@code openrouter}, {@code openai-compatible}
 * @param gatewayUrl the base URL that was asked
 * @param httpStatus null where no response arrived
 */
public record Exchange(
    CallId call,
    int attempt,
    String traceId,
    String transport,
    String gatewayUrl,
    boolean streamed,
    Integer httpStatus,
    Served served,
    Timing timing,
    TokenCounts tokens,
    Charge charge)
    implements Serializable {
  public Exchange {
    requireNonNull(call, "call");
    requireNonNull(traceId, "traceId");
    requireNonNull(transport, "transport");
    requireNonNull(gatewayUrl, "gatewayUrl");
    requireNonNull(served, "served");
    requireNonNull(timing, "timing");
    requireNonNull(tokens, "tokens");
    requireNonNull(charge, "charge");
  }

  /** The same with its times told otherwise. */
  public Exchange timed(Timing otherwise) {
    return new Exchange(
        call,
        attempt,
        traceId,
        transport,
        gatewayUrl,
        streamed,
        httpStatus,
        served,
        otherwise,
        tokens,
        charge);
  }
}
