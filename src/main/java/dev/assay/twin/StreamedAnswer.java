package dev.assay.twin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.SameThreadExecutor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.xnio.IoUtils;

/**
 * Sends an answer as server-sent events, each chunk when its first token is due.
 *
 * <p>It lives on the connection's own I/O thread and is woken by that thread's timers; between two
 * chunks it costs no thread. The order on the wire: a comment that keeps the line alive, a delta
 * with a role and no text, reasoning, text, the finish reason, then the usage in a chunk without a
 * choice, then the end mark.
 */
final class StreamedAnswer {
  private static final byte[] KEEP_ALIVE =
      ": OPENROUTER PROCESSING\n\n".getBytes(StandardCharsets.UTF_8);
  private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8);
  private static final byte[] EVENT = "data: ".getBytes(StandardCharsets.UTF_8);
  private static final byte[] BLANK_LINE = "\n\n".getBytes(StandardCharsets.UTF_8);

  private final HttpServerExchange exchange;
  private final Generation generation;
  private final Ledger ledger;
  private final int chunkTokens;
  private final int allTokens;
  private final long startNanos = System.nanoTime();
  private boolean opened;
  private int sentTokens;
  private long firstTokenNanos;
  private boolean ended;

  StreamedAnswer(
      HttpServerExchange exchange, Generation generation, Ledger ledger, int chunkTokens) {
    this.exchange = exchange;
    this.generation = generation;
    this.ledger = ledger;
    this.chunkTokens = chunkTokens;
    this.allTokens = generation.reply().completionTokens();
  }

  void begin() {
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/event-stream");
    exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-cache");
    exchange.dispatch(SameThreadExecutor.INSTANCE, () -> send(ByteBuffer.wrap(KEEP_ALIVE)));
  }

  /** Sends whatever is due by now in one go, then sleeps until more is. */
  private void step() {
    ByteArrayOutputStream due = new ByteArrayOutputStream();
    while (!ended && millisLeft() <= 0) {
      appendNext(due);
    }
    if (due.size() > 0) {
      send(ByteBuffer.wrap(due.toByteArray()));
    } else {
      exchange
          .getIoThread()
          .executeAfter(this::step, Math.max(1, Math.round(millisLeft())), TimeUnit.MILLISECONDS);
    }
  }

  private double millisLeft() {
    Pacing pacing = generation.pacing();
    // the role comes long before the first token, so that one is not taken for the other
    double due = opened ? pacing.millisUntil(sentTokens) : pacing.firstTokenMillis() / 2;
    return due - (System.nanoTime() - startNanos) / 1e6;
  }

  private void appendNext(ByteArrayOutputStream due) {
    if (!opened) {
      opened = true;
      append(due, Wire.opening(generation));
    } else if (sentTokens < allTokens) {
      appendTokens(due);
    } else {
      ended = true;
      append(due, Wire.finishChunk(generation));
      append(due, Wire.usageChunk(generation));
      due.writeBytes(DONE);
      // billed before a client can know the end, so that its view never runs ahead of the ledger
      ledger.add(generation.finished(firstTokenNanos, System.nanoTime()));
    }
  }

  private void appendTokens(ByteArrayOutputStream due) {
    Reply reply = generation.reply();
    int thinking = reply.reasoningTokens();
    boolean thinks = sentTokens < thinking;
    int until = Math.min(sentTokens + chunkTokens, thinks ? thinking : allTokens);
    if (!thinks) {
      String text = TokenRule.part(reply.text(), sentTokens - thinking, until - thinking);
      append(due, Wire.textChunk(generation, text, sentTokens == thinking));
    } else if (Wire.showsReasoning(generation)) {
      String text = TokenRule.part(reply.reasoning(), sentTokens, until);
      append(due, Wire.reasoningChunk(generation, text));
    }
    if (firstTokenNanos == 0 && due.size() > 0) {
      firstTokenNanos = System.nanoTime();
    }
    sentTokens = until;
  }

  private static void append(ByteArrayOutputStream due, ObjectNode chunk) {
    due.writeBytes(EVENT);
    due.writeBytes(Json.bytes(chunk));
    due.writeBytes(BLANK_LINE);
  }

  private void send(ByteBuffer bytes) {
    exchange.getResponseSender().send(bytes, new AfterSending());
  }

  private final class AfterSending implements IoCallback {
    @Override
    public void onComplete(HttpServerExchange exchange, Sender sender) {
      if (ended) {
        exchange.endExchange();
      } else {
        step();
      }
    }

    @Override
    public void onException(HttpServerExchange exchange, Sender sender, IOException gone) {
      if (!ended) {
        ended = true;
        ledger.add(generation.cancelled(sentTokens, firstTokenNanos, System.nanoTime()));
      }
      IoUtils.safeClose(exchange.getConnection());
    }
  }
}
