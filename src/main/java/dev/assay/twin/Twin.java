package dev.assay.twin;

import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.util.List;

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
  private final TwinSettings settings;

  private Twin(Undertow server, Ledger ledger, TwinSettings settings) {
    this.server = server;
    this.ledger = ledger;
    this.settings = settings;
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
    return new Twin(server, ledger, settings);
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

  /** What a reader must know before taking its figures for real, and how to ask it something. */
  public String banner() {
    List<KeyCard> keys = settings.scenario().administration().keys();
    String anyKey = keys.isEmpty() ? "sk-twin-anything" : keys.get(0).key();
    return """
        This is a twin of OpenRouter: its models, answers and prices are simulated, and nothing is spent.
          base URL   %s   (in-region: %s and %s)
          key        %s
          models     %d of catalog %s

          curl %s/chat/completions -H 'Authorization: Bearer %s' \\
            -d '{"model": "%s", "messages": [{"role": "user", "content": "Hello"}]}'
        """
        .formatted(
            baseUrl(),
            Region.EU.basePath(),
            Region.US.basePath(),
            keys.isEmpty()
                ? "any bearer key"
                : "one of " + String.join(", ", keys.stream().map(KeyCard::key).toList()),
            settings.catalog().models().size(),
            settings.catalog().version(),
            baseUrl(),
            anyKey,
            settings.catalog().modelIds().stream().findFirst().orElse(ModelName.AUTO));
  }

  @Override
  public void close() {
    server.stop();
  }
}
