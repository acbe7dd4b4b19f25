package dev.assay.gateway;

import static java.util.Objects.requireNonNull;

import dev.assay.plan.CallId;
import dev.assay.plan.PlannedCall;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One attempt as it went over the wire, the key left out: enough to come to the same outcome again.
 *
 * @param request the body that was sent
 * @param sent whether a connection took the request
 * @param startedAt when it did, or when it was asked for
 * @param status null where no response arrived
 * @param headers of the response, by lower-case name
 * @param body in the pieces and at the times it arrived
 * @param ending how the exchange ended
 * @param total from the start to the end
 */
public record RawExchange(
    CallId call,
    int attempt,
    String traceId,
    Dialect dialect,
    String gatewayUrl,
    Delivery delivery,
    String request,
    boolean sent,
    Instant startedAt,
    Integer status,
    Map<String, String> headers,
    List<Piece> body,
    Ending ending,
    Duration total,
    int maxBodyBytes)
    implements Serializable {

  /**
   * Some bytes of a body.
   *
   * @param after since the start
   * @param bytes one character a byte, so that a piece may end within a character of the text
   */
  public record Piece(Duration after, String bytes) implements Serializable {
    static Piece of(Duration after, ByteBuffer bytes) {
      return new Piece(after, StandardCharsets.ISO_8859_1.decode(bytes).toString());
    }

    ByteBuffer buffer() {
      return StandardCharsets.ISO_8859_1.encode(bytes);
    }
  }

  /**
   * How an exchange ended.
   *
   * @param givenUpAs what we made of it where it did not end by itself; null where it did
   * @param detail empty where it ended by itself
   */
  public record Ending(FailureKind givenUpAs, String detail) implements Serializable {
    static final Ending BY_ITSELF = new Ending(null, "");

    /** The connection was lost. */
    static Ending brokenOff(String detail) {
      return new Ending(FailureKind.NETWORK, detail);
    }

    Outcome of(ResponseReader reader, long nanos) {
      if (givenUpAs == null) {
        return reader.ended(nanos);
      }
      return givenUpAs == FailureKind.NETWORK
          ? reader.brokenOff(detail, nanos)
          : reader.failure(givenUpAs, detail, nanos);
    }
  }

  public RawExchange {
    requireNonNull(call, "call");
    requireNonNull(traceId, "traceId");
    requireNonNull(dialect, "dialect");
    requireNonNull(gatewayUrl, "gatewayUrl");
    requireNonNull(delivery, "delivery");
    requireNonNull(request, "request");
    requireNonNull(startedAt, "startedAt");
    headers = Map.copyOf(headers);
    body = List.copyOf(body);
    requireNonNull(ending, "ending");
    requireNonNull(total, "total");
  }

  /** Reads the exchange again, as the answer to a call of the same id. */
  public Outcome readAgain(PlannedCall planned) {
    if (!planned.id().equals(call)) {
      throw new IllegalArgumentException(
          "Cannot read the exchange of call %s as that of call %s".formatted(call, planned.id()));
    }
    Asked asked =
        new Asked(planned, attempt, traceId, "", dialect, BaseUrl.of(gatewayUrl), delivery);
    ResponseReader reader =
        new ResponseReader(asked, new Scrubber(null), maxBodyBytes, startedAt, 0);
    if (sent) {
      reader.started(startedAt, 0);
    }
    if (status != null) {
      reader.head(new ResponseHead(status, headers));
    }
    body.forEach(piece -> reader.bytes(piece.buffer(), piece.after().toNanos()));
    return ending.of(reader, total.toNanos());
  }
}
