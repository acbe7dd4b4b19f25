package dev.assay.journal;

import dev.assay.gateway.Delivery;
import dev.assay.gateway.Dialect;
import dev.assay.gateway.FailureKind;
import dev.assay.gateway.RawExchange;
import dev.assay.gateway.RawExchange.Ending;
import dev.assay.gateway.RawExchange.Piece;
import dev.assay.plan.CallId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * A raw exchange as bytes and back, whole: what is read equals what was written. The key stands in
 * front, so that an index needs to unpack nothing; the rest is deflated, since streams repeat
 * themselves.
 */
final class ExchangeFormat {
  /** What an exchange is found by. */
  record Key(String call, int attempt) {}

  private ExchangeFormat() {}

  static byte[] write(RawExchange exchange) {
    CompactWriter key = new CompactWriter();
    key.text(exchange.call().value());
    key.number(exchange.attempt());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(key.toBytes());
    Deflater fast = new Deflater(Deflater.BEST_SPEED);
    try (DeflaterOutputStream packed = new DeflaterOutputStream(bytes, fast)) {
      packed.write(rest(exchange));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    } finally {
      fast.end();
    }
    return bytes.toByteArray();
  }

  private static byte[] rest(RawExchange exchange) {
    CompactWriter out = new CompactWriter();
    out.text(exchange.traceId());
    out.choice(exchange.dialect());
    out.text(exchange.gatewayUrl());
    out.choice(exchange.delivery());
    out.text(exchange.request());
    out.flag(exchange.sent());
    out.instant(exchange.startedAt());
    out.optionalNumber(exchange.status());
    out.number(exchange.headers().size());
    new TreeMap<>(exchange.headers())
        .forEach(
            (name, value) -> {
              out.text(name);
              out.text(value);
            });
    out.number(exchange.body().size());
    for (Piece piece : exchange.body()) {
      out.duration(piece.after());
      out.text(piece.bytes());
    }
    FailureKind givenUpAs = exchange.ending().givenUpAs();
    out.text(givenUpAs == null ? null : givenUpAs.name());
    out.text(exchange.ending().detail());
    out.duration(exchange.total());
    out.number(exchange.maxBodyBytes());
    return out.toBytes();
  }

  /** Reads the key alone, and leaves the buffer at what follows it. */
  static Key key(ByteBuffer bytes) {
    CompactReader in = new CompactReader(bytes);
    return new Key(in.text(), in.smallNumber());
  }

  static RawExchange read(ByteBuffer bytes) {
    Key key = key(bytes);
    CompactReader in = new CompactReader(ByteBuffer.wrap(unpacked(bytes)));
    return new RawExchange(
        new CallId(key.call()),
        key.attempt(),
        in.text(),
        in.choice(Dialect.class),
        in.text(),
        in.choice(Delivery.class),
        in.text(),
        in.flag(),
        in.instant(),
        in.optionalSmallNumber(),
        headers(in),
        body(in),
        ending(in),
        in.duration(),
        in.smallNumber());
  }

  private static byte[] unpacked(ByteBuffer bytes) {
    byte[] packed = new byte[bytes.remaining()];
    bytes.get(packed);
    try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(packed))) {
      return in.readAllBytes();
    } catch (IOException damaged) {
      throw new UncheckedIOException(damaged);
    }
  }

  private static Map<String, String> headers(CompactReader in) {
    int count = in.smallNumber();
    Map<String, String> headers = new HashMap<>();
    for (int i = 0; i < count; i++) {
      headers.put(in.text(), in.text());
    }
    return headers;
  }

  private static List<Piece> body(CompactReader in) {
    int count = in.smallNumber();
    List<Piece> body = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      body.add(new Piece(in.duration(), in.text()));
    }
    return body;
  }

  private static Ending ending(CompactReader in) {
    String givenUpAs = in.text();
    return new Ending(givenUpAs == null ? null : FailureKind.valueOf(givenUpAs), in.text());
  }
}
