package dev.assay.gateway;

import dev.assay.gateway.RawExchange.Ending;
import dev.assay.gateway.RawExchange.Piece;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Gathers one attempt as it goes over the wire; the key is wiped off before anyone gets it. */
final class Tape {
  private final Asked asked;
  private final Scrubber scrubber;
  private final int maxBodyBytes;
  private final List<Piece> body = new ArrayList<>();

  private String request = "";
  private boolean sent;
  private Instant startedAt;
  private long startedNanos;
  private ResponseHead head;

  Tape(Asked asked, Scrubber scrubber, int maxBodyBytes, Instant now, long nanos) {
    this.asked = asked;
    this.scrubber = scrubber;
    this.maxBodyBytes = maxBodyBytes;
    this.startedAt = now;
    this.startedNanos = nanos;
  }

  void request(String sentBody) {
    request = sentBody;
  }

  void started(Instant now, long nanos) {
    sent = true;
    startedAt = now;
    startedNanos = nanos;
  }

  boolean isSent() {
    return sent;
  }

  void head(ResponseHead response) {
    head = response;
  }

  void bytes(ByteBuffer bytes, long nanos) {
    body.add(Piece.of(Duration.ofNanos(nanos - startedNanos), bytes.duplicate()));
  }

  RawExchange exchange(Ending ending, long nanos) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (head != null) {
      head.headers().forEach((name, value) -> headers.put(name, scrubber.withoutKey(value)));
    }
    return new RawExchange(
        asked.call().id(),
        asked.attempt(),
        asked.traceId(),
        asked.dialect(),
        asked.gatewayUrl().toString(),
        asked.delivery(),
        scrubber.withoutKey(request),
        sent,
        startedAt,
        head == null ? null : head.status(),
        headers,
        clean(body),
        ending,
        Duration.ofNanos(nanos - startedNanos),
        maxBodyBytes);
  }

  /** A key may lie across two pieces; a body that holds one becomes a single piece. */
  private List<Piece> clean(List<Piece> pieces) {
    String whole = pieces.stream().map(Piece::bytes).collect(Collectors.joining());
    String clean = scrubber.withoutKey(whole);
    return clean.equals(whole)
        ? pieces
        : List.of(new Piece(pieces.get(pieces.size() - 1).after(), clean));
  }
}
