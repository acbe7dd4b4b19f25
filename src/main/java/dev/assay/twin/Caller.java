package dev.assay.twin;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Whoever sent a request, known by the hash of its key. */
record Caller(String keyHash) {
  private static final String BEARER = "Bearer ";

  /** The caller of an exchange; without a bearer key there is none. */
  static Caller of(HttpServerExchange exchange) {
    String header = exchange.getRequestHeaders().getFirst(Headers.AUTHORIZATION);
    if (header == null || !header.startsWith(BEARER) || header.length() == BEARER.length()) {
      throw Refusals.noKey();
    }
    return withKey(header.substring(BEARER.length()).strip());
  }

  private static Caller withKey(String key) {
    return new Caller(
        HexFormat.of().formatHex(AnswerKey.sha256().digest(key.getBytes(StandardCharsets.UTF_8))));
  }
}
