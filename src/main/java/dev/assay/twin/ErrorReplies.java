package dev.assay.twin;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;

/** Sends refusals as the error objects of the contract. */
final class ErrorReplies {
  private ErrorReplies() {}

  /** Runs something that may refuse; a refusal becomes the response. */
  static void guarded(HttpServerExchange exchange, Runnable work) {
    try {
      work.run();
    } catch (Refusal refusal) {
      send(exchange, refusal);
    }
  }

  static void send(HttpServerExchange exchange, Refusal refusal) {
    refusal
        .headers()
        .forEach((name, value) -> exchange.getResponseHeaders().put(new HttpString(name), value));
    Json.send(exchange, refusal.status(), refusal.body());
  }
}
