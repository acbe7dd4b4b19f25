package dev.assay.twin;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.xnio.IoUtils;

/** What a client sees when something between it and the gateway misbehaves. */
final class BrokenLine {
  private static final String PROXY_PAGE =
      "<html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>";

  private BrokenLine() {}

  static void close(HttpServerExchange exchange) {
    IoUtils.safeClose(exchange.getConnection());
  }

  static void sendProxyPage(HttpServerExchange exchange) {
    exchange.setStatusCode(502);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/html");
    exchange.getResponseSender().send(ByteBuffer.wrap(PROXY_PAGE.getBytes(StandardCharsets.UTF_8)));
  }
}
