import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A gateway that does as little as one can: it answers every question with the same text and the
 * same cost, after a delay, as plain JSON or, when it is asked for a stream, in twenty chunks, each
 * written and flushed on its own. The twin routes, bills and keeps books, which takes longer than
 * asking it does; what is measured against this server is the asker.
 *
 * <p>{@code java -cp '.assay/build/lib/*' bench/java/InstantServer.java MODEL DELAY_MILLIS} prints
 * its port.
 */
final class InstantServer {
  private static final int CHUNKS = 20;
  private static final byte[] STREAM = "\"stream\":true".getBytes(StandardCharsets.US_ASCII);
  private static final HttpString POST = new HttpString("POST");

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final long delayMillis;
  private final byte[] whole;
  private final List<byte[]> chunks = new ArrayList<>();

  private InstantServer(String model, long delayMillis) {
    this.delayMillis = delayMillis;
    String usage =
        "\"usage\":{\"prompt_tokens\":24,\"completion_tokens\":20,\"total_tokens\":44,\"cost\":0.0000156}";
    String head =
        "{\"id\":\"gen-1\",\"object\":\"chat.completion%s\",\"created\":1,\"model\":\"" + model + "\",";
    head += "\"provider\":\"Instant\",\"choices\":[{\"index\":0,\"finish_reason\":%s,\"%s\":%s}]%s}";
    String message = "{\"role\":\"assistant\",\"content\":\"The answer, after all, is 42\"}";
    whole = bytes(head.formatted("", "\"stop\"", "message", message, "," + usage));
    for (int i = 1; i <= CHUNKS; i++) {
      boolean last = i == CHUNKS;
      String delta = "{\"content\":\"%s\"}".formatted(last ? " 42" : " word");
      chunks.add(
          event(head.formatted(".chunk", last ? "\"stop\"" : "null", "delta", delta, last ? "," + usage : "")));
    }
    chunks.add(event("[DONE]"));
  }

  private static byte[] event(String data) {
    return bytes("data: " + data + "\n\n");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  public static void main(String[] arguments) {
    InstantServer server = new InstantServer(arguments[0], Long.parseLong(arguments[1]));
    Undertow undertow =
        Undertow.builder()
            .addHttpListener(0, "127.0.0.1")
            .setIoThreads(2)
            .setWorkerThreads(1)
            .setServerOption(UndertowOptions.ALWAYS_SET_DATE, false)
            .setHandler(server::receive)
            .build();
    undertow.start();
    InetSocketAddress address =
        (InetSocketAddress) undertow.getListenerInfo().get(0).getAddress();
    System.out.println(address.getPort());
  }

  private void receive(HttpServerExchange exchange) {
    if (!exchange.getRequestMethod().equals(POST)) {
      exchange.setStatusCode(404).endExchange();
      return;
    }
    exchange.getRequestReceiver().receiveFullBytes((asked, body) -> later(asked, contains(body)));
  }

  private void later(HttpServerExchange exchange, boolean streamed) {
    if (delayMillis == 0) {
      answer(exchange, streamed);
      return;
    }
    exchange.dispatch(
        Runnable::run,
        () -> timer.schedule(() -> answer(exchange, streamed), delayMillis, TimeUnit.MILLISECONDS));
  }

  private void answer(HttpServerExchange exchange, boolean streamed) {
    exchange
        .getResponseHeaders()
        .put(Headers.CONTENT_TYPE, streamed ? "text/event-stream" : "application/json");
    if (streamed) {
      chunk(exchange, 0);
    } else {
      exchange.getResponseSender().send(ByteBuffer.wrap(whole));
    }
  }

  private void chunk(HttpServerExchange exchange, int number) {
    if (number == chunks.size()) {
      exchange.endExchange();
      return;
    }
    exchange
        .getResponseSender()
        .send(
            ByteBuffer.wrap(chunks.get(number)),
            new IoCallback() {
              @Override
              public void onComplete(HttpServerExchange done, Sender sender) {
                chunk(done, number + 1);
              }

              @Override
              public void onException(HttpServerExchange broken, Sender sender, IOException cause) {
                broken.endExchange();
              }
            });
  }

  /** Looked for from the end, where clients that write their messages first have it. */
  private static boolean contains(byte[] body) {
    for (int at = body.length - STREAM.length; at >= 0; at--) {
      int same = 0;
      while (same < STREAM.length && body[at + same] == STREAM[same]) {
        same++;
      }
      if (same == STREAM.length) {
        return true;
      }
    }
    return false;
  }
}
