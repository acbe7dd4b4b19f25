package dev.assay.gateway;

import dev.assay.plan.PlannedCall;
import dev.assay.settings.Secret;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.core5.io.CloseMode;

/** Asks over pooled HTTP connections. */
final class HttpTransport implements Transport {
  private final HttpGateway gateway;
  private final Secret key;
  private final Recorder recorder;
  private final CloseableHttpAsyncClient client;
  private final ScheduledThreadPoolExecutor timers;
  private final ExecutorService receivers;
  private final Set<Attempt> inFlight = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  // the recorder is null where nothing is recorded
  HttpTransport(HttpGateway gateway, Recorder recorder) {
    this.recorder = recorder;
    this.gateway = gateway;
    this.key = gateway.key().open().orElse(null);
    this.timers = new ScheduledThreadPoolExecutor(1, daemon("gateway-timeouts"));
    this.timers.setRemoveOnCancelPolicy(true);
    // whoever waits for an outcome must not hold up the reading, and with it the clock, of others
    this.receivers = Executors.newSingleThreadExecutor(daemon("gateway-outcomes"));
    this.client = Connections.open(gateway);
    this.client.start();
  }

  static ThreadFactory daemon(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  @Override
  public CompletableFuture<Outcome> ask(PlannedCall call, int attempt, Consumer<String> named) {
    Attempt asking =
        new Attempt(
            Asked.by(gateway, call, attempt),
            gateway,
            new Scrubber(key),
            timers,
            receivers,
            recorder,
            named);
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
