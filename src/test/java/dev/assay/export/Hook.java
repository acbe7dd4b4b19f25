package dev.assay.export;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A webhook on loopback that keeps what it gets and answers as it is told. */
public final class Hook implements AutoCloseable {
  /** One request as it arrived; a header that was not sent is null. */
  public record Received(
      String path, String delivery, String timestamp, String signature, String body) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final Deque<Integer> statuses = new ArrayDeque<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile int status = 200;
  private volatile boolean silent;

  private Hook(HttpServer server) {
    this.server = server;
  }

  public static Hook open() throws IOException {
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    Hook hook = new Hook(http);
    http.createContext("/", hook::answer);
    http.setExecutor(hook.threads);
    http.start();
    return hook;
  }

  /** Answers with these in turn, then with 200. */
  public synchronized Hook answering(Integer... inTurn) {
    statuses.addAll(List.of(inTurn));
    return this;
  }

  /** Answers every request with this. */
  public Hook always(int answer) {
    this.status = answer;
    return this;
  }

  /** Takes every request and answers none. */
  public Hook silent() {
    this.silent = true;
    return this;
  }

  public String url() {
    return "http://127.0.0.1:%d/hooks/T0KEN".formatted(server.getAddress().getPort());
  }

  public List<Received> received() {
    return List.copyOf(received);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    received.add(
        new Received(
            exchange.getRequestURI().toString(),
            exchange.getRequestHeaders().getFirst("X-Assay-Delivery"),
            exchange.getRequestHeaders().getFirst("X-Assay-Timestamp"),
            exchange.getRequestHeaders().getFirst("X-Assay-Signature"),
            body));
    if (silent) {
      try {
        closing.await();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }
    int answer = next();
    if (answer / 100 == 3) {
      exchange.getResponseHeaders().add("Location", url() + "/elsewhere");
    }
    exchange.sendResponseHeaders(answer, -1);
    exchange.close();
  }

  private synchronized int next() {
    return statuses.isEmpty() ? status : statuses.poll();
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
