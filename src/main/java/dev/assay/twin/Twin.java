package dev.assay.twin;

import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RoutingHandler;
import io.undertow.server.handlers.PathHandler;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.util.Deque;

/**
 * The embedded gateway: an OpenRouter of your own on loopback, with simulated models, that needs no
 * network and no money.
 */
public final class Twin implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";
  private static final long MAX_BODY_BYTES = 32L << 20;
  private static final int IO_THREADS = 2;

  private final Undertow server;
  private final Ledger ledger;

  private Twin(Undertow server, Ledger ledger) {
    this.server = server;
    this.ledger = ledger;
  }

  /** Starts one; a port that is taken is a fault of the input. */
  public static Twin start(TwinSettings settings) {
    Ledger ledger = new Ledger();
    Undertow server =
        Undertow.builder()
            .addHttpListener(settings.port(), LOOPBACK)
            .setIoThreads(IO_THREADS)
            .setWorkerThreads(1)
            .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, MAX_BODY_BYTES)
            .setHandler(paths(settings, ledger))
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

  private static HttpHandler paths(TwinSettings settings, Ledger ledger) {
    PathHandler paths = Handlers.path(Twin::noSuchPath);
    for (Region region : Region.values()) {
      paths.addPrefixPath(region.basePath(), endpoints(settings, ledger, region));
    }
    return paths;
  }

  private static HttpHandler endpoints(TwinSettings settings, Ledger ledger, Region region) {
    Clock clock = Clock.systemUTC();
    Listings listings = new Listings(settings.catalog(), clock);
    RoutingHandler routes =
        Handlers.routing()
            .post(
                "/chat/completions", guarded(new ChatCompletions(settings, ledger, clock, region)))
            .get("/models", guarded(exchange -> Json.send(exchange, 200, listings.models(region))))
            .get(
                "/models/{author}/{slug}/endpoints",
                guarded(
                    exchange ->
                        Json.send(exchange, 200, listings.endpoints(modelOf(exchange), region))))
            .get("/generation", guarded(exchange -> lookUp(exchange, ledger)));
    routes.setFallbackHandler(Twin::noSuchPath);
    routes.setInvalidMethodHandler(
        exchange ->
            ErrorReplies.send(
                exchange, new Refusal(405, "invalid_request", "Method not allowed here")));
    return routes;
  }

  private static HttpHandler guarded(HttpHandler handler) {
    return exchange -> {
      try {
        handler.handleRequest(exchange);
      } catch (Refusal refusal) {
        ErrorReplies.send(exchange, refusal);
      }
    };
  }

  private static String modelOf(HttpServerExchange exchange) {
    return parameter(exchange, "author") + "/" + parameter(exchange, "slug");
  }

  private static void lookUp(HttpServerExchange exchange, Ledger ledger) {
    Caller caller = Caller.of(exchange);
    String id = parameter(exchange, "id");
    LedgerRow row =
        ledger
            .row(id)
            .filter(each -> each.keyHash().equals(caller.keyHash()))
            .orElseThrow(
                () -> new Refusal(404, "not_found", "Generation %s not found".formatted(id)));
    Json.send(exchange, 200, GenerationRecord.of(row));
  }

  private static String parameter(HttpServerExchange exchange, String name) {
    Deque<String> values = exchange.getQueryParameters().get(name);
    return values == null ? "" : values.getFirst();
  }

  private static void noSuchPath(HttpServerExchange exchange) {
    ErrorReplies.send(exchange, new Refusal(404, "not_found", "No such path"));
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
