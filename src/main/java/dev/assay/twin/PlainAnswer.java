package dev.assay.twin;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.SameThreadExecutor;
import java.util.concurrent.TimeUnit;

/** Sends an answer whole, once its last token would have come. Nobody can cancel it. */
final class PlainAnswer {
  private final HttpServerExchange exchange;
  private final Generation generation;
  private final Ledger ledger;

  PlainAnswer(HttpServerExchange exchange, Generation generation, Ledger ledger) {
    this.exchange = exchange;
    this.generation = generation;
    this.ledger = ledger;
  }

  void begin() {
    long millis =
        Math.round(generation.pacing().millisUntil(generation.reply().completionTokens()));
    exchange.dispatch(
        SameThreadExecutor.INSTANCE,
        () -> exchange.getIoThread().executeAfter(this::send, millis, TimeUnit.MILLISECONDS));
  }

  private void send() {
    long now = System.nanoTime();
    // billed before a client can know the answer, so that its view never runs ahead of the ledger
    ledger.add(generation.finished(now, now));
    Json.send(exchange, 200, Wire.completion(generation));
  }
}
