package dev.assay.gateway;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A gateway that is asked over HTTP, with everything a worker needs to open it.
 *
 * @param baseUrl e.g. {@code https://openrouter.ai/api/v1}
 * @param runId part of each attempt's idempotency key
 * @param maxConnections the most attempts in flight; more of them wait in line, untimed
 * @param maxBodyBytes the most an answer may measure before it counts as malformed
 */
public record HttpGateway(
    Dialect dialect,
    String baseUrl,
    KeySource key,
    String runId,
    Delivery delivery,
    Timeouts timeouts,
    int maxConnections,
    int maxBodyBytes)
    implements TransportFactory {
  private static final int DEFAULT_CONNECTIONS = 256;
  private static final int DEFAULT_BODY_BYTES = 16 << 20;
  private static final int HEADER_FRIENDLY_MAX = 200;

  public HttpGateway {
    requireNonNull(dialect, "dialect");
    BaseUrl.of(baseUrl);
    requireNonNull(key, "key");
    if (!runId.matches("[!-~]{1," + HEADER_FRIENDLY_MAX + "}")) {
      throw new IllegalArgumentException(
          "Invalid run id '%s': expected 1 to %d visible ASCII characters, since it travels in a header"
              .formatted(runId, HEADER_FRIENDLY_MAX));
    }
    requireNonNull(delivery, "delivery");
    requireNonNull(timeouts, "timeouts");
    if (maxConnections < 1 || maxBodyBytes < 1) {
      throw new IllegalArgumentException(
          "Invalid bounds: %d connections and %d bytes; both are at least 1"
              .formatted(maxConnections, maxBodyBytes));
    }
  }

  /** A gateway with streamed answers and default bounds. */
  public static HttpGateway at(Dialect dialect, String baseUrl, KeySource key, String runId) {
    return new HttpGateway(
        dialect,
        baseUrl,
        key,
        runId,
        Delivery.STREAMED,
        Timeouts.DEFAULT,
        DEFAULT_CONNECTIONS,
        DEFAULT_BODY_BYTES);
  }

  public HttpGateway delivering(Delivery how) {
    return new HttpGateway(
        dialect, baseUrl, key, runId, how, timeouts, maxConnections, maxBodyBytes);
  }

  public HttpGateway within(Timeouts limits) {
    return new HttpGateway(
        dialect, baseUrl, key, runId, delivery, limits, maxConnections, maxBodyBytes);
  }

  public HttpGateway withConnections(int most) {
    return new HttpGateway(dialect, baseUrl, key, runId, delivery, timeouts, most, maxBodyBytes);
  }

  public HttpGateway withBodiesUpTo(int bytes) {
    return new HttpGateway(dialect, baseUrl, key, runId, delivery, timeouts, maxConnections, bytes);
  }

  @Override
  public Transport open() {
    return new HttpTransport(this, null);
  }

  /** Like {@link #open}, and keeps what goes over the wire. */
  public Transport openRecording(Recorder recorder) {
    return new HttpTransport(this, requireNonNull(recorder, "recorder"));
  }

  @Override
  public Optional<ChargeLookup> openLookup() {
    return dialect == Dialect.OPENROUTER
        ? Optional.of(GenerationLookup.at(this))
        : Optional.empty();
  }
}
