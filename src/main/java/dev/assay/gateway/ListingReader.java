package dev.assay.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.catalog.Listing;
import dev.assay.catalog.OpenRouterListing;
import dev.assay.catalog.Source;
import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import dev.assay.settings.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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
 * Reads what a gateway lists: its models, the endpoints of each, and which of those keep no
 * prompts.
 *
 * <p>It asks only when told to, and costs nothing. A page that cannot be had ends the reading,
 * since a listing with holes would look like one from which models were withdrawn.
 */
public final class ListingReader implements AutoCloseable {
  private static final int AT_ONCE = 8;
  private static final int TRIES = 4;
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final int PAGE = 1000;
  private static final int MOST_PAGES = 100;
  private static final int MAX_BODY_BYTES = 64 << 20;
  private static final Timeout SILENCE = Timeout.ofSeconds(60);
  private static final int NOT_FOUND = 404;

  private final HttpGateway gateway;
  private final BaseUrl base;
  private final Secret key;
  private final Duration pause;
  private final CloseableHttpAsyncClient client;

  ListingReader(HttpGateway gateway, Duration pause) {
    this.gateway = gateway;
    this.base = BaseUrl.of(gateway.baseUrl());
    this.key = gateway.key().open().orElse(null);
    this.pause = pause;
    this.client = Connections.open(gateway.withConnections(AT_ONCE));
    this.client.start();
  }

  /**
   * Opens a reader.
   *
   * @param key of the account whose listing is wanted; most gateways list without one
   */
  public static ListingReader at(String baseUrl, KeySource key) {
    return new ListingReader(HttpGateway.at(Dialect.OPENROUTER, baseUrl, key, "catalog"), PAUSE);
  }

  /** Everything the gateway lists, as of now. */
  public Listing listing(Instant now) {
    LocalDate day = LocalDate.ofInstant(now, ZoneOffset.UTC);
    OpenRouterListing pages = new OpenRouterListing(day, place());
    for (int page = 0; page < MOST_PAGES; page++) {
      String query = page == 0 ? "" : "?offset=%d&limit=%d".formatted(page * PAGE, PAGE);
      ObjectNode body = required("/models" + query, get("/models" + query));
      pages.add(body);
      if (body.path("data").size() < PAGE) {
        break;
      }
    }
    Map<String, CompletableFuture<Optional<ObjectNode>>> asked = new LinkedHashMap<>();
    for (String id : pages.modelIds()) {
      String path = "/models/%s/endpoints".formatted(encoded(id));
      asked.put(path, get(path));
    }
    // a router is listed and has no endpoints of its own
    asked.forEach((path, page) -> told(path, page).ifPresent(pages::add));
    told("/endpoints/zdr", get("/endpoints/zdr")).ifPresent(pages::addZeroRetention);
    return pages.listing(
        new Source(Source.Kind.LIVE, gateway.baseUrl(), now),
        "%s %s".formatted(URI.create(gateway.baseUrl()).getHost(), day));
  }

  private static String encoded(String id) {
    List<String> segments = new ArrayList<>();
    for (String segment : id.split("/", -1)) {
      segments.add(URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20"));
    }
    return String.join("/", segments);
  }

  private Place place() {
    return Place.setting(gateway.baseUrl());
  }

  private ObjectNode required(String path, CompletableFuture<Optional<ObjectNode>> page) {
    return told(path, page).orElseThrow(() -> unreadable(path, "HTTP 404"));
  }

  private Optional<ObjectNode> told(String path, CompletableFuture<Optional<ObjectNode>> page) {
    try {
      return page.join();
    } catch (CompletionException failure) {
      throw unreadable(path, String.valueOf(failure.getCause().getMessage()));
    }
  }

  private InvalidInput unreadable(String path, String why) {
    return new InvalidInput(
        place(),
        "Cannot read the listing: %s: %s".formatted(path, why),
        "Name the base URL of a gateway that lists its models, such as https://openrouter.ai/api/v1.");
  }

  /** A page, or nothing where the gateway has none there. */
  private CompletableFuture<Optional<ObjectNode>> get(String path) {
    return get(path, 1);
  }

  private CompletableFuture<Optional<ObjectNode>> get(String path, int attempt) {
    return new Page(path)
        .send()
        .handle(Reply::new)
        .thenCompose(
            reply -> {
              if (reply.mayBeOver() && attempt < TRIES) {
                return pause(attempt).thenCompose(over -> get(path, attempt + 1));
              }
              return reply.failure() == null
                  ? read(reply.page())
                  : CompletableFuture.failedFuture(reply.failure());
            });
  }

  private CompletableFuture<Void> pause(int attempt) {
    return CompletableFuture.runAsync(
        () -> {},
        CompletableFuture.delayedExecutor(
            pause.multipliedBy(attempt).toNanos(), TimeUnit.NANOSECONDS));
  }

  /** A page, or why none came. */
  private record Reply(Page page, Throwable failure) {
    boolean mayBeOver() {
      return failure != null || ListingReader.mayBeOver(page.status());
    }
  }

  private static boolean mayBeOver(int status) {
    return status == 408 || status == 429 || status >= 500;
  }

  private CompletableFuture<Optional<ObjectNode>> read(Page page) {
    if (page.status() == NOT_FOUND) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    Optional<ObjectNode> body = Json.object(page.text());
    boolean lists =
        body.map(each -> each.path("data")).filter(JsonNode::isContainerNode).isPresent();
    if (page.head.isSuccess() && lists) {
      return CompletableFuture.completedFuture(body);
    }
    String why =
        page.head.isSuccess() ? "the answer is no listing" : "HTTP %d".formatted(page.status());
    return CompletableFuture.failedFuture(new IOException(why));
  }

  /** A document that lies at an address of its own, such as a price map. */
  public static String document(String url) {
    int slash = url.lastIndexOf('/');
    try (ListingReader reader = at(url.substring(0, slash), KeySource.none())) {
      Page page = reader.new Page(url.substring(slash)).send().join();
      if (!page.head.isSuccess()) {
        throw new InvalidInput(
            Place.setting(url), "Cannot read it: HTTP %d".formatted(page.status()), "");
      }
      return page.text();
    } catch (CompletionException failure) {
      throw new InvalidInput(
          Place.setting(url), "Cannot read it: %s".formatted(failure.getCause().getMessage()), "");
    }
  }

  /** One page on its way. */
  private final class Page implements Arrival.Sink, FutureCallback<Void> {
    private final String path;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final CompletableFuture<Page> arrived = new CompletableFuture<>();
    private ResponseHead head;

    private Page(String path) {
      this.path = path;
    }

    private CompletableFuture<Page> send() {
      BasicRequestBuilder request = BasicRequestBuilder.get(base.resolve(path));
      if (key != null) {
        RequestWriter writer = gateway.dialect().requests();
        request.addHeader(writer.keyHeader(), writer.keyValue(key));
      }
      HttpClientContext context = HttpClientContext.create();
      context.setRequestConfig(
          RequestConfig.custom().setResponseTimeout(SILENCE).setRedirectsEnabled(false).build());
      Future<Void> unusedSinceThisIsToldToo =
          client.execute(
              new BasicRequestProducer(request.build(), null),
              new Arrival(this),
              null,
              context,
              this);
      return arrived;
    }

    private int status() {
      return head.status();
    }

    private String text() {
      return body.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void head(ResponseHead response) {
      head = response;
    }

    @Override
    public void bytes(ByteBuffer bytes) throws IOException {
      if (body.size() + bytes.remaining() > MAX_BODY_BYTES) {
        throw new IOException("the page is larger than %d bytes".formatted(MAX_BODY_BYTES));
      }
      byte[] chunk = new byte[bytes.remaining()];
      bytes.get(chunk);
      body.writeBytes(chunk);
    }

    @Override
    public void completed(Void nothing) {
      arrived.complete(this);
    }

    @Override
    public void failed(Exception fault) {
      arrived.completeExceptionally(
          new IOException(
              fault.getMessage() == null ? fault.getClass().getSimpleName() : fault.getMessage()));
    }

    @Override
    public void cancelled() {
      arrived.completeExceptionally(new IOException("it was broken off"));
    }
  }

  @Override
  public void close() {
    client.close(CloseMode.GRACEFUL);
  }
}
