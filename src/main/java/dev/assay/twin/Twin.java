package dev.assay.twin;

import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;

/**
 * The embedded gateway: an OpenRouter of your own on loopback, with simulated models, that needs no
 * network and no money.
 */
public final class Twin implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";
  static final long MAX_BODY_BYTES = 32L << 20;
  private static final int IO_THREADS = 2;

  private final Undertow server;
  private final Ledger ledger;

  private Twin(Undertow server, Ledger ledger) {
    this.server = server;
    this.ledger = ledger;
  }

  /** Starts one; a port that is taken is a fault of the input. */
  public static Twin start(TwinSettings settings) {
    return start(settings, Clock.systemUTC());
  }

  static Twin start(TwinSettings settings, Clock clock) {
    Ledger ledger = new Ledger();
    Undertow server =
        Undertow.builder()
            .addHttpListener(settings.port(), LOOPBACK)
            .setIoThreads(IO_THREADS)
            .setWorkerThreads(1)
            .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, MAX_BODY_BYTES)
            .setHandler(new Api(settings, ledger, clock).paths())
            .build();
    try {
      server.start();
    } catch (RuntimeException failed) {
      if (failed.getCause() instanceof BindException) {
        throw new InvalidInput(
            Place.setting("--port"),
            "port %d is in use".formatted(settings.port()),
            "Choose another one, or 0 for any that is free.");
      }
      throw failed;
    }
    return new Twin(server, ledger);
  }

  /** Where its clients find it: {@code http://127.0.0.1:PORT/api/v1}. */
  public URI baseUrl() {
    return url(Region.GLOBAL);
  }

  private URI url(Region region) {
    InetSocketAddress address = (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
    return URI.create("http://%s:%d%s".formatted(LOOPBACK, address.getPort(), region.basePath()));
  }

  public Ledger ledger() {
    return ledger;
  }

  /** What a reader must know before taking its figures for real. */
  public String banner() {
    return """
        This is a twin of OpenRouter: its models, answers and prices are simulated, and nothing is spent.
          base URL   %s   (in-region: %s and %s)
          key        any bearer key, e.g. sk-twin-anything
        """
        .formatted(baseUrl(), Region.EU.basePath(), Region.US.basePath());
  }

  @Override
  public void close() {
    server.stop();
  }
}
