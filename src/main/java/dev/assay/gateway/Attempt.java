package dev.assay.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.assay.gateway.RawExchange.Ending;
import dev.assay.settings.Secret;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.entity.AsyncEntityProducers;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;
import org.apache.hc.core5.http.support.BasicRequestBuilder;

/**
 * One attempt on its way: sends, watches the clock, reads, and concludes exactly once, whoever
 * comes first: the answer, a fault, a timeout or a cancellation.
 */
final class Attempt implements FutureCallback<Void>, Arrival.Sink {
  private static final Ending CANCELLED =
      new Ending(FailureKind.CANCELLED, "cancelled by this run");

  private final Asked asked;
  private final Timeouts timeouts;
  private final ResponseReader reader;
  private final ScheduledExecutorService timers;
  private final Executor receivers;
  private final Recorder recorder;
  private final Consumer<String> named;
  private final Tape tape;
  private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

  private Future<?> exchange;
  private boolean exchangeEnded;
  private boolean concluded;
  private boolean unwanted;
  private boolean nameTold;
  private ScheduledFuture<?> timer;

  // the recorder is null where nothing is recorded
  Attempt(
      Asked asked,
      HttpGateway gateway,
      Scrubber scrubber,
      ScheduledExecutorService timers,
      Executor receivers,
      Recorder recorder,
      Consumer<String> named) {
    this.asked = asked;
    this.timeouts = gateway.timeouts().under(asked.call().question().policy().rules());
    this.timers = timers;
    this.receivers = receivers;
    this.recorder = recorder;
    this.named = named;
    Instant now = Instant.now();
    long nanos = System.nanoTime();
    this.reader = new ResponseReader(asked, scrubber, gateway.maxBodyBytes(), now, nanos);
    this.tape = new Tape(asked, scrubber, gateway.maxBodyBytes(), now, nanos);
  }

  CompletableFuture<Outcome> outcome() {
    return outcome;
  }

  /**
   * Hands the request to the next free connection.
   *
   * @param key null for a server that asks for none
   */
  void send(CloseableHttpAsyncClient client, Secret key) {
    WireRequest request = asked.dialect().requests().write(asked);
    byte[] body = bytes(request);
    BasicRequestBuilder post =
        BasicRequestBuilder.post(asked.gatewayUrl().resolve(request.path()))
            .addHeader(
                HttpHeaders.ACCEPT,
                asked.isStreamed()
                    ? "text/event-stream"
                    : ContentType.APPLICATION_JSON.getMimeType());
    if (recorder != null) {
      tape.request(new String(body, StandardCharsets.UTF_8));
    }
    request.headers().forEach(post::addHeader);
    RequestWriter writer = asked.dialect().requests();
    if (key != null) {
      post.addHeader(writer.keyHeader(), writer.keyValue(key));
    }
    try {
      Future<?> sent =
          client.execute(new Sending(post.build(), body), new Arrival(this), null, null, this);
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
    conclude(CANCELLED);
    abort();
  }

  private synchronized void conclude(Ending ending) {
    if (concluded) {
      return;
    }
    concluded = true;
    long nanos = System.nanoTime();
    Outcome result = ending.of(reader, nanos);
    Runnable tell =
        () -> {
          try {
            if (recorder != null) {
              recorder.record(tape.exchange(ending, nanos));
            }
          } finally {
            outcome.complete(result);
          }
        };
    try {
      receivers.execute(tell);
    } catch (RejectedExecutionException closing) {
      tell.run();
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
    Instant now = Instant.now();
    long nanos = System.nanoTime();
    reader.started(now, nanos);
    tape.started(now, nanos);
    watch();
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
    Deadline deadline = Deadline.of(timeouts, reader, asked.delivery());
    long left = deadline.atNanos() - System.nanoTime();
    if (left <= 0) {
      conclude(new Ending(deadline.kind(), deadline.missed()));
      abort();
      return;
    }
    try {
      // the answer may begin meanwhile, and from then on the idle time counts
      long look = Math.min(left, timeouts.idle().toNanos());
      timer = timers.schedule(this::watch, look, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException closing) {
      abort();
    }
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
    conclude(Ending.BY_ITSELF);
  }

  @Override
  public void failed(Exception fault) {
    exchangeEnded();
    String said = fault.getMessage() == null ? "" : ": " + fault.getMessage();
    String detail = fault.getClass().getSimpleName() + said;
    boolean connecting = !tape.isSent();
    if (connecting && fault instanceof InterruptedIOException) {
      conclude(new Ending(FailureKind.CONNECT_TIMEOUT, detail));
    } else if (fault instanceof HttpException || fault instanceof MessageConstraintException) {
      conclude(new Ending(FailureKind.MALFORMED, detail));
    } else {
      conclude(Ending.brokenOff(detail));
    }
  }

  @Override
  public void cancelled() {
    exchangeEnded();
    conclude(CANCELLED);
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
    tape.head(head);
    tellName();
  }

  /** Should this process die before the outcome, the name still finds what it cost. */
  private void tellName() {
    if (!nameTold && !concluded && reader.generationId() != null) {
      nameTold = true;
      named.accept(reader.generationId());
    }
  }

  @Override
  public synchronized void bytes(ByteBuffer bytes) throws IOException {
    if (!concluded) {
      long nanos = System.nanoTime();
      if (recorder != null) {
        tape.bytes(bytes, nanos);
      }
      reader.bytes(bytes, nanos);
      tellName();
    }
    if (reader.isComplete()) {
      conclude(Ending.BY_ITSELF);
    }
    if (reader.isTooLarge()) {
      throw new IOException("the body is too large");
    }
  }
}
