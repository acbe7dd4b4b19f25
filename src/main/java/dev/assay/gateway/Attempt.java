package dev.assay.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.assay.settings.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.entity.AsyncEntityProducers;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;
import org.apache.hc.core5.http.support.BasicRequestBuilder;

/**
 * One attempt on its way: sends, watches the clock, reads, and concludes exactly once, whoever
 * comes first: the answer, a fault, a timeout or a cancellation.
 */
final class Attempt implements FutureCallback<Void>, Arrival.Sink {
  private final Asked asked;
  private final Timeouts timeouts;
  private final ResponseReader reader;
  private final ScheduledExecutorService timers;
  private final Executor receivers;
  private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

  private Future<?> exchange;
  private boolean exchangeEnded;
  private boolean concluded;
  private boolean unwanted;
  private ScheduledFuture<?> timer;

  Attempt(
      Asked asked,
      HttpGateway gateway,
      Scrubber scrubber,
      ScheduledExecutorService timers,
      Executor receivers) {
    this.asked = asked;
    this.timeouts = gateway.timeouts();
    this.timers = timers;
    this.receivers = receivers;
    this.reader =
        new ResponseReader(
            asked, scrubber, gateway.maxBodyBytes(), Instant.now(), System.nanoTime());
  }

  CompletableFuture<Outcome> outcome() {
    return outcome;
  }

  void send(CloseableHttpAsyncClient client, Optional<Secret> key) {
    WireRequest request = asked.dialect().requests().write(asked);
    BasicRequestBuilder post =
        BasicRequestBuilder.post(asked.gatewayUrl().resolve(request.path()))
            .addHeader(
                HttpHeaders.ACCEPT,
                asked.isStreamed()
                    ? "text/event-stream"
                    : ContentType.APPLICATION_JSON.getMimeType());
    request.headers().forEach(post::addHeader);
    RequestWriter writer = asked.dialect().requests();
    key.ifPresent(secret -> post.addHeader(writer.keyHeader(), writer.keyValue(secret)));
    try {
      Future<?> sent =
          client.execute(
              new Sending(post.build(), bytes(request)), new Arrival(this), null, null, this);
      holdOn(sent);
    } catch (IllegalStateException clientIsClosed) {
      cancel();
    }
  }

  private synchronized void holdOn(Future<?> sent) {
    exchange = sent;
    if (unwanted) {
      abort();
    }
  }

  private static byte[] bytes(WireRequest request) {
    try {
      return Json.MAPPER.writeValueAsBytes(request.body());
    } catch (JsonProcessingException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  void cancel() {
    conclude(nanos -> reader.failure(FailureKind.CANCELLED, "cancelled by this run", nanos));
    abort();
  }

  private synchronized void conclude(LongFunction<Outcome> byThen) {
    if (concluded) {
      return;
    }
    concluded = true;
    Outcome result = byThen.apply(System.nanoTime());
    try {
      receivers.execute(() -> outcome.complete(result));
    } catch (RejectedExecutionException closing) {
      outcome.complete(result);
    }
  }

  /** Gives up the connection, since what comes over it is of no more use. */
  private synchronized void abort() {
    unwanted = true;
    if (exchange != null && !exchangeEnded) {
      exchange.cancel(true);
    }
  }

  private synchronized void started() {
    reader.started(Instant.now(), System.nanoTime());
    watchAgainIn(Math.min(timeouts.firstToken().toNanos(), timeouts.idle().toNanos()));
  }

  private synchronized void watchAgainIn(long nanos) {
    long total = reader.startedNanos() + timeouts.total().toNanos() - System.nanoTime();
    try {
      timer =
          timers.schedule(this::watch, Math.max(0, Math.min(nanos, total)), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException closing) {
      abort();
    }
  }

  /** Looks whether a phase has lasted too long; a stream that stays open after its end has, too. */
  private synchronized void watch() {
    if (exchangeEnded) {
      return;
    }
    if (concluded) {
      abort();
      return;
    }
    long now = System.nanoTime();
    if (now - reader.startedNanos() >= timeouts.total().toNanos()) {
      timedOut(FailureKind.TOTAL_TIMEOUT, "the answer", timeouts.total());
    } else if (reader.hasBegun()) {
      long left = reader.lastProgressNanos() + timeouts.idle().toNanos() - now;
      if (left <= 0) {
        timedOut(FailureKind.IDLE_TIMEOUT, "the next piece of the answer", timeouts.idle());
      } else {
        watchAgainIn(left);
      }
    } else if (asked.isStreamed()) {
      long left = reader.startedNanos() + timeouts.firstToken().toNanos() - now;
      if (left <= 0) {
        timedOut(FailureKind.FIRST_TOKEN_TIMEOUT, "the first token", timeouts.firstToken());
      } else {
        // the answer may begin meanwhile, and from then on the idle time counts
        watchAgainIn(Math.min(left, timeouts.idle().toNanos()));
      }
    } else {
      watchAgainIn(timeouts.idle().toNanos());
    }
  }

  private void timedOut(FailureKind kind, String what, Duration limit) {
    conclude(
        nanos ->
            reader.failure(
                kind, "%s did not come within %d ms".formatted(what, limit.toMillis()), nanos));
    abort();
  }

  private synchronized void exchangeEnded() {
    exchangeEnded = true;
    if (timer != null) {
      timer.cancel(false);
    }
  }

  @Override
  public void completed(Void nothing) {
    exchangeEnded();
    conclude(reader::ended);
  }

  @Override
  public void failed(Exception fault) {
    exchangeEnded();
    String said = fault.getMessage() == null ? "" : ": " + fault.getMessage();
    String detail = fault.getClass().getSimpleName() + said;
    if (fault instanceof ConnectTimeoutException) {
      conclude(nanos -> reader.failure(FailureKind.CONNECT_TIMEOUT, detail, nanos));
    } else if (fault instanceof HttpException) {
      conclude(nanos -> reader.failure(FailureKind.MALFORMED, detail, nanos));
    } else {
      conclude(nanos -> reader.brokenOff(detail, nanos));
    }
  }

  @Override
  public void cancelled() {
    exchangeEnded();
    conclude(nanos -> reader.failure(FailureKind.CANCELLED, "cancelled by this run", nanos));
  }

  /** The clock starts when a connection takes the body, not while the request waits for one. */
  private final class Sending extends BasicRequestProducer {
    private boolean taken;

    Sending(HttpRequest request, byte[] body) {
      super(request, AsyncEntityProducers.create(body, ContentType.APPLICATION_JSON));
    }

    @Override
    public void produce(DataStreamChannel channel) throws IOException {
      if (!taken) {
        taken = true;
        started();
      }
      super.produce(channel);
    }
  }

  @Override
  public synchronized void head(ResponseHead head) {
    reader.head(head);
  }

  @Override
  public synchronized void bytes(ByteBuffer bytes) throws IOException {
    if (!concluded) {
      reader.bytes(bytes, System.nanoTime());
    }
    if (reader.isComplete()) {
      conclude(reader::ended);
    }
    if (reader.isTooLarge()) {
      throw new IOException("the body is too large");
    }
  }
}
