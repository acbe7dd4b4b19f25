package dev.assay.cli;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;

/** A server that takes a question and never answers it. */
final class SilentServer implements AutoCloseable {
  private final HttpServer server;
  private final CountDownLatch asked = new CountDownLatch(1);

  private SilentServer(HttpServer server) {
    this.server = server;
  }

  static SilentServer start() throws IOException {
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    SilentServer silent = new SilentServer(http);
    http.createContext("/", exchange -> silent.asked.countDown());
    http.start();
    return silent;
  }

  String baseUrl() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
  }

  void awaitAQuestion() throws InterruptedException {
    asked.await();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
