package dev.assay.twin;

import io.undertow.io.DefaultIoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.SameThreadExecutor;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/** Sends an answer whole, once its last token would have come. Nobody can cancel it. */
final class PlainAnswer {
  private final HttpServerExchange exchange;
  private final Generation generation;
  private final Billing billing;
  private final long stallMillis;

  /**
   * @param stallMillis how long a stalled answer keeps its connection
   */
  PlainAnswer(
      HttpServerExchange exchange, Generation generation, Billing billing, long stallMillis) {
    this.exchange = exchange;
    this.generation = generation;
    this.billing = billing;
    this.stallMillis = stallMillis;
  }

  void begin() {
    long millis =
        Math.round(generation.pacing().millisUntil(generation.reply().completionTokens()));
    exchange.dispatch(SameThreadExecutor.INSTANCE, () -> after(millis, this::finish));
  }

  private void finish() {
    long now = System.nanoTime();
    if (generation.suffers(FaultKind.ERROR_MID_STREAM)) {
      billing.errored(generation, 0, now);
      Json.send(exchange, Routed.SERVED, Wire.errorBody(generation));
      return;
    }
    billing.finished(generation, now);
    if (generation.suffers(FaultKind.STALLED_STREAM)) {
      after(stallMillis, () -> BrokenLine.close(exchange));
    } else if (generation.suffers(FaultKind.CUT_MID_STREAM)) {
      sendHalf();
    } else {
      send(Json.bytes(Wire.completion(generation)));
    }
  }

  private void send(byte[] body) {
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
    int length = generation.suffers(FaultKind.MALFORMED_CHUNK) ? body.length / 2 : body.length;
    exchange.getResponseSender().send(ByteBuffer.wrap(body, 0, length));
  }

  /** Promises a whole body and breaks off in the middle of it. */
  private void sendHalf() {
    byte[] body = Json.bytes(Wire.completion(generation));
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
    exchange.setResponseContentLength(body.length);
    exchange
        .getResponseSender()
        .send(
            ByteBuffer.wrap(body, 0, body.length / 2),
            new DefaultIoCallback() {
              @Override
              public void onComplete(HttpServerExchange half, Sender sender) {
                BrokenLine.close(half);
              }
            });
  }

  private void after(long millis, Runnable step) {
    exchange.getIoThread().executeAfter(step, millis, TimeUnit.MILLISECONDS);
  }
}
