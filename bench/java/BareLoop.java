import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.reactor.IOReactorConfig;

/**
 * What the machine, the server and the HTTP client can do at most: the same client as Assay's, so
 * many requests in flight, and nothing done with what comes back.
 *
 * <p>{@code java -cp '.assay/build/lib/*' bench/java/BareLoop.java URL MODEL CALLS IN_FLIGHT STREAM}
 * prints seconds and CPU seconds of the calls, start-up and the first thousand calls left out.
 */
final class BareLoop implements FutureCallback<SimpleHttpResponse> {
  private static final int WARM_UP = 1_000;

  private final CloseableHttpAsyncClient client;
  private final SimpleHttpRequest request;
  private final AtomicLong left;
  private final CountDownLatch open;

  private BareLoop(CloseableHttpAsyncClient client, SimpleHttpRequest request, long calls, int inFlight) {
    this.client = client;
    this.request = request;
    this.left = new AtomicLong(calls);
    this.open = new CountDownLatch(inFlight);
    for (int i = 0; i < inFlight; i++) {
      next();
    }
  }

  private void next() {
    if (left.getAndDecrement() > 0) {
      client.execute(request, this);
    } else {
      open.countDown();
    }
  }

  @Override
  public void completed(SimpleHttpResponse response) {
    if (response.getCode() != 200) {
      throw new IllegalStateException("status " + response.getCode());
    }
    next();
  }

  @Override
  public void failed(Exception fault) {
    fault.printStackTrace();
    System.exit(1);
  }

  @Override
  public void cancelled() {
    System.exit(1);
  }

  public static void main(String[] arguments) throws Exception {
    String body =
        """
        {"model":"%s","messages":[{"role":"user","content":"What is 17 + 25? Answer with the number alone."}],\
        "max_tokens":64,"stream":%s}"""
            .formatted(arguments[1], arguments[4]);
    SimpleHttpRequest request =
        SimpleRequestBuilder.post(arguments[0] + "/chat/completions")
            .addHeader("Authorization", "Bearer sk-bench")
            .setBody(body, ContentType.APPLICATION_JSON)
            .build();
    long calls = Long.parseLong(arguments[2]);
    int inFlight = Integer.parseInt(arguments[3]);
    try (CloseableHttpAsyncClient client = client(inFlight)) {
      client.start();
      new BareLoop(client, request, WARM_UP, inFlight).open.await();
      long start = System.nanoTime();
      long cpu = cpuNanos();
      new BareLoop(client, request, calls, inFlight).open.await();
      System.out.printf(
          java.util.Locale.ROOT,
          "%.3f %.3f%n",
          (System.nanoTime() - start) / 1e9,
          (cpuNanos() - cpu) / 1e9);
    }
  }

  private static CloseableHttpAsyncClient client(int inFlight) {
    return HttpAsyncClients.custom()
        .setConnectionManager(
            PoolingAsyncClientConnectionManagerBuilder.create()
                .setMaxConnTotal(inFlight)
                .setMaxConnPerRoute(inFlight)
                .build())
        .setIOReactorConfig(IOReactorConfig.custom().setIoThreadCount(2).build())
        .disableAutomaticRetries()
        .disableCookieManagement()
        .build();
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
