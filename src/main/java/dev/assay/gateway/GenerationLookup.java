package dev.assay.gateway;

import dev.assay.settings.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;
import org.apache.hc.core5.http.support.BasicRequestBuilder;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/**
 * Asks a gateway for its own record of an attempt whose response did not say what it cost.
 *
 * <p>The record appears some time after the response, so a missing one is asked for again: every
 * five seconds, twelve times at most, few at once, and never in the way of the attempts themselves.
 */
public final class GenerationLookup implements ChargeLookup {
  /** Runs a task after a while. */
  interface Later {
    void run(Runnable task, Duration after);
  }

  static final Duration PAUSE = Duration.ofSeconds(5);
  static final int TRIES = 12;
  private static final int AT_ONCE = 8;
  private static final int MAX_BODY_BYTES = 1 << 20;
  private static final Timeout SILENCE = Timeout.ofSeconds(30);
  private static final String STOPPED = "the look-up was stopped";

  private final Dialect dialect;
  private final BaseUrl gateway;
  private final Secret key;
  private final Later later;
  private final CloseableHttpAsyncClient client;
  private final Set<Search> searches = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  private GenerationLookup(HttpGateway gateway, Later later) {
    this.dialect = gateway.dialect();
    this.gateway = BaseUrl.of(gateway.baseUrl());
    this.key = gateway.key().open().orElse(null);
    this.later = later;
    this.client = Connections.open(gateway.withConnections(AT_ONCE));
    this.client.start();
  }

  /** Looks up at a gateway that attempts were asked of. */
  public static GenerationLookup at(HttpGateway gateway) {
    return new GenerationLookup(
        gateway,
        (task, after) ->
            CompletableFuture.delayedExecutor(after.toNanos(), TimeUnit.NANOSECONDS).execute(task));
  }

  static GenerationLookup at(HttpGateway gateway, Later later) {
    return new GenerationLookup(gateway, later);
  }

  @Override
  public CompletableFuture<LateCharge> chargeOf(Exchange exchange) {
    Search search = new Search(exchange);
    if (exchange.served().generationId() == null) {
      search.giveUp("the response brought no generation id");
    } else if (dialect != Dialect.OPENROUTER) {
      search.giveUp("%s servers keep no record to look up".formatted(dialect.transport()));
    } else if (!wasAskedHere(exchange)) {
      search.giveUp("it was not asked of this gateway");
    } else {
      searches.add(search);
      search.tryOnce();
    }
    return search.found.whenComplete((charge, never) -> searches.remove(search));
  }

  /** Else the gateway's key would go to whoever answered: a provider asked directly, for one. */
  private boolean wasAskedHere(Exchange exchange) {
    if (!exchange.transport().equals(dialect.transport())) {
      return false;
    }
    try {
      return gateway.isOfOneGatewayWith(BaseUrl.of(exchange.gatewayUrl()));
    } catch (IllegalArgumentException aName) {
      // an embedded gateway has no address, and its books end with its process
      return false;
    }
  }

  /** Look-ups still under way end without a charge. */
  @Override
  public void close() {
    closed = true;
    searches.forEach(Search::stop);
    client.close(CloseMode.GRACEFUL);
  }

  /** The tries for one record. */
  private final class Search implements Arrival.Sink, FutureCallback<Void> {
    private final Exchange exchange;
    private final CompletableFuture<LateCharge> found = new CompletableFuture<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private ResponseHead head;
    private Future<?> asking;
    private int tries;

    private Search(Exchange exchange) {
      this.exchange = exchange;
    }

    private void giveUp(String why) {
      found.complete(LateCharge.unknown(exchange, why));
    }

    private synchronized void stop() {
      giveUp(STOPPED);
      if (asking != null) {
        asking.cancel(true);
      }
    }

    private synchronized void tryOnce() {
      if (closed) {
        giveUp(STOPPED);
        return;
      }
      tries++;
      head = null;
      body.reset();
      String id = URLEncoder.encode(exchange.served().generationId(), StandardCharsets.UTF_8);
      URI record = BaseUrl.of(exchange.gatewayUrl()).resolve("/generation?id=" + id);
      BasicRequestBuilder get = BasicRequestBuilder.get(record);
      RequestWriter writer = dialect.requests();
      if (key != null) {
        get.addHeader(writer.keyHeader(), writer.keyValue(key));
      }
      HttpClientContext context = HttpClientContext.create();
      context.setRequestConfig(
          RequestConfig.custom().setResponseTimeout(SILENCE).setRedirectsEnabled(false).build());
      try {
        asking =
            client.execute(
                new BasicRequestProducer(get.build(), null),
                new Arrival(this),
                null,
                context,
                this);
      } catch (IllegalStateException clientIsClosed) {
        giveUp(STOPPED);
      }
    }

    @Override
    public void head(ResponseHead response) {
      head = response;
    }

    @Override
    public void bytes(ByteBuffer bytes) throws IOException {
      if (body.size() + bytes.remaining() > MAX_BODY_BYTES) {
        throw new IOException("the record is larger than %d bytes".formatted(MAX_BODY_BYTES));
      }
      byte[] chunk = new byte[bytes.remaining()];
      bytes.get(chunk);
      body.writeBytes(chunk);
    }

    @Override
    public void completed(Void nothing) {
      var json = Json.object(body.toString(StandardCharsets.UTF_8));
      if (head.isSuccess()) {
        found.complete(
            json.map(record -> LateCharge.read(exchange, record))
                .orElseGet(() -> LateCharge.unknown(exchange, "the gateway's record is not JSON")));
      } else if (mayComeYet(head.status())) {
        Duration told =
            ErrorText.retryAfter(
                head, json.orElseGet(Json.MAPPER::createObjectNode), Instant.now());
        tryLater("HTTP %d".formatted(head.status()), told);
      } else {
        giveUp("the gateway refused its record with HTTP %d".formatted(head.status()));
      }
    }

    @Override
    public void failed(Exception fault) {
      tryLater(fault.getClass().getSimpleName(), null);
    }

    @Override
    public void cancelled() {
      giveUp(STOPPED);
    }

    private void tryLater(String because, Duration told) {
      if (tries >= TRIES) {
        giveUp("the gateway's record did not come in %d tries: %s".formatted(tries, because));
      } else {
        later.run(this::tryOnce, told == null || told.compareTo(PAUSE) < 0 ? PAUSE : told);
      }
    }

    private boolean mayComeYet(int status) {
      return status == 404 || status == 408 || status == 429 || status >= 500;
    }
  }
}
