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
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Sends an answer as server-sent events, each chunk when its first token is due.
 *
 * <p>It lives on the connection's own I/O thread and is woken by that thread's timers; between two
 * chunks it costs no thread. The order on the wire: a comment that keeps the line alive, a delta
 * with a role and no text, reasoning, text, the finish reason, then the usage in a chunk without a
 * choice, then the end mark.
 */
final class StreamedAnswer {
  private static final Set<FaultKind> BREAKING =
      Set.of(FaultKind.STALLED_STREAM, FaultKind.CUT_MID_STREAM, FaultKind.ERROR_MID_STREAM);
  private static final long KEEP_ALIVE_MILLIS = 1_000;
  private static final byte[] KEEP_ALIVE = bytes(": OPENROUTER PROCESSING\n\n");
  private static final byte[] DONE = bytes("data: [DONE]\n\n");
  private static final byte[] EVENT = bytes("data: ");
  private static final byte[] BLANK_LINE = bytes("\n\n");

  /** What happens once the bytes at hand are sent. */
  private enum Next {
    MORE,
    END,
    HANG,
    CUT
  }

  private final HttpServerExchange exchange;
  private final Generation generation;
  private final Billing billing;
  private final int chunkTokens;
  private final long stallMillis;
  private final int allTokens;

  /** The token before which it breaks off; beyond the last one where it does not. */
  private final int breakToken;

  private final long startNanos = System.nanoTime();
  private boolean opened;
  private boolean garbled;
  private int sentTokens;
  private long firstTokenNanos;
  private boolean billed;
  private Next next = Next.MORE;

  /**
   * @param stallMillis how long a stalled stream keeps its connection
   */
  StreamedAnswer(
      HttpServerExchange exchange,
      Generation generation,
      Billing billing,
      int chunkTokens,
      long stallMillis) {
    this.exchange = exchange;
    this.generation = generation;
    this.billing = billing;
    this.chunkTokens = chunkTokens;
    this.stallMillis = stallMillis;
    this.allTokens = generation.reply().completionTokens();
    boolean breaks = BREAKING.stream().anyMatch(generation::suffers);
    this.breakToken = breaks ? (allTokens + 1) / 2 : Integer.MAX_VALUE;
  }

  void begin() {
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/event-stream");
    exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-cache");
    exchange.dispatch(SameThreadExecutor.INSTANCE, () -> send(KEEP_ALIVE));
  }

  /** Sends whatever is due by now in one go, then sleeps until more is. */
  private void step() {
    ByteArrayOutputStream due = new ByteArrayOutputStream();
    while (next == Next.MORE && millisLeft() <= 0) {
      appendNext(due);
    }
    if (due.size() > 0 || next != Next.MORE) {
      send(due.toByteArray());
    } else {
      long millis = Math.max(1, Math.round(millisLeft()));
      after(Math.min(millis, KEEP_ALIVE_MILLIS), this::stepOrKeepAlive);
    }
  }

  private void stepOrKeepAlive() {
    if (millisLeft() > 1) {
      send(KEEP_ALIVE);
    } else {
      step();
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
    } else if (sentTokens >= breakToken) {
      breakOff(due);
    } else if (sentTokens < allTokens) {
      appendTokens(due);
    } else {
      finish(due);
    }
  }

  private void appendTokens(ByteArrayOutputStream due) {
    Reply reply = generation.reply();
    int thinking = reply.reasoningTokens();
    boolean thinks = sentTokens < thinking;
    int until =
        Math.min(breakToken, Math.min(sentTokens + chunkTokens, thinks ? thinking : allTokens));
    if (!thinks) {
      String text = TokenRule.part(reply.text(), sentTokens - thinking, until - thinking);
      append(due, Wire.textChunk(generation, text, sentTokens == thinking));
      noteFirstToken();
    } else if (Wire.showsReasoning(generation)) {
      String text = TokenRule.part(reply.reasoning(), sentTokens, until);
      append(due, Wire.reasoningChunk(generation, text));
      noteFirstToken();
    }
    if (generation.suffers(FaultKind.MALFORMED_CHUNK) && !garbled && until * 2 >= allTokens) {
      garbled = true;
      due.writeBytes(bytes("data: {\"id\":\"" + generation.id() + "\",\"choi\n\n"));
    }
    sentTokens = until;
  }

  private void noteFirstToken() {
    if (firstTokenNanos == 0) {
      firstTokenNanos = System.nanoTime();
    }
  }

  private void finish(ByteArrayOutputStream due) {
    next = Next.END;
    append(due, Wire.finishChunk(generation));
    if (!generation.suffers(FaultKind.MISSING_USAGE)) {
      append(due, Wire.usageChunk(generation));
    }
    due.writeBytes(DONE);
    billed = true;
    billing.finished(generation, firstTokenNanos);
  }

  private void breakOff(ByteArrayOutputStream due) {
    billed = true;
    if (generation.suffers(FaultKind.ERROR_MID_STREAM)) {
      next = Next.END;
      append(due, Wire.errorChunk(generation));
      billing.errored(generation, sentTokens, firstTokenNanos);
    } else {
      next = generation.suffers(FaultKind.CUT_MID_STREAM) ? Next.CUT : Next.HANG;
      billing.finished(generation, firstTokenNanos);
    }
  }

  private static void append(ByteArrayOutputStream due, ObjectNode chunk) {
    due.writeBytes(EVENT);
    due.writeBytes(Json.bytes(chunk));
    due.writeBytes(BLANK_LINE);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void after(long millis, Runnable step) {
    exchange.getIoThread().executeAfter(step, millis, TimeUnit.MILLISECONDS);
  }

  private void send(byte[] bytes) {
    exchange.getResponseSender().send(ByteBuffer.wrap(bytes), new AfterSending());
  }

  private final class AfterSending implements IoCallback {
    @Override
    public void onComplete(HttpServerExchange exchange, Sender sender) {
      switch (next) {
        case MORE -> step();
        case END -> exchange.endExchange();
        case HANG -> after(stallMillis, () -> BrokenLine.close(exchange));
        case CUT -> BrokenLine.close(exchange);
      }
    }

    @Override
    public void onException(HttpServerExchange exchange, Sender sender, IOException gone) {
      if (!billed) {
        billed = true;
        billing.cancelled(generation, sentTokens, firstTokenNanos);
      }
      BrokenLine.close(exchange);
    }
  }
}
