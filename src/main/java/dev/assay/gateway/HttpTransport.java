package dev.assay.gateway;

import dev.assay.plan.PlannedCall;
import dev.assay.settings.Secret;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Asks over pooled HTTP connections.
 *
 * <p>The library neither repeats a request nor follows a redirect nor unpacks a body: each of these
 * would change what is paid, where the key goes, or how much memory an answer takes.
 */
final class HttpTransport implements Transport {
  private static final TimeValue IDLE_CONNECTION = TimeValue.ofSeconds(60);
  private static final TimeValue TRUSTED_WITHOUT_A_LOOK = TimeValue.ofSeconds(1);
  private static final int MAX_IO_THREADS = 4;

  private final HttpGateway gateway;
  private final Optional<Secret> key;
  private final CloseableHttpAsyncClient client;
  private final ScheduledThreadPoolExecutor timers;
  private final ExecutorService receivers;
  private final Set<Attempt> inFlight = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  HttpTransport(HttpGateway gateway) {
    this.gateway = gateway;
    this.key = gateway.key().open();
    this.timers = new ScheduledThreadPoolExecutor(1, daemon("gateway-timeouts"));
    this.timers.setRemoveOnCancelPolicy(true);
    // whoever waits for an outcome must not hold up the reading, and with it the clock, of others
    this.receivers = Executors.newSingleThreadExecutor(daemon("gateway-outcomes"));
    this.client = client(gateway);
    this.client.start();
  }

  private static CloseableHttpAsyncClient client(HttpGateway gateway) {
    Timeout connect = timeout(gateway.timeouts().connect());
    var connections =
        PoolingAsyncClientConnectionManagerBuilder.create()
            .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.STRICT)
            .setMaxConnTotal(gateway.maxConnections())
            .setMaxConnPerRoute(gateway.maxConnections())
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(connect)
                    .setSocketTimeout(Timeout.DISABLED)
                    .setValidateAfterInactivity(TRUSTED_WITHOUT_A_LOOK)
                    .build())
            .setDefaultTlsConfig(
                TlsConfig.custom()
                    .setHandshakeTimeout(connect)
                    .setVersionPolicy(HttpVersionPolicy.FORCE_HTTP_1)
                    .build())
            .build();
    return HttpAsyncClients.custom()
        .useSystemProperties()
        .setConnectionManager(connections)
        .setIOReactorConfig(
            IOReactorConfig.custom()
                .setIoThreadCount(
                    Math.min(MAX_IO_THREADS, Runtime.getRuntime().availableProcessors()))
                .setSoTimeout(Timeout.DISABLED)
                .build())
        .setDefaultRequestConfig(
            RequestConfig.custom()
                .setConnectionRequestTimeout(Timeout.DISABLED)
                .setResponseTimeout(Timeout.DISABLED)
                .setRedirectsEnabled(false)
                .build())
        .setUserAgent("assay")
        .evictIdleConnections(IDLE_CONNECTION)
        .disableAutomaticRetries()
        .disableRedirectHandling()
        .disableContentCompression()
        .disableCookieManagement()
        .disableAuthCaching()
        .build();
  }

  private static Timeout timeout(Duration duration) {
    return Timeout.ofMilliseconds(Math.max(1, duration.toMillis()));
  }

  private static ThreadFactory daemon(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  @Override
  public CompletableFuture<Outcome> ask(PlannedCall call, int attempt) {
    Attempt asking =
        new Attempt(
            Asked.by(gateway, call, attempt), gateway, new Scrubber(key), timers, receivers);
    inFlight.add(asking);
    CompletableFuture<Outcome> outcome =
        asking.outcome().whenComplete((concluded, never) -> inFlight.remove(asking));
    if (!closed) {
      asking.send(client, key);
    }
    if (closed) {
      asking.cancel();
    }
    return outcome;
  }

  /** Attempts still in flight end as cancelled. */
  @Override
  public void close() {
    closed = true;
    inFlight.forEach(Attempt::cancel);
    client.close(CloseMode.GRACEFUL);
    timers.shutdownNow();
    receivers.shutdown();
  }
}
