package dev.assay.export;

import static java.util.Objects.requireNonNull;

import dev.assay.settings.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * An address to which each alert is posted as JSON.
 *
 * <p>{@code X-Assay-Delivery} is the alert's id, the same however often it is sent. With a secret,
 * {@code X-Assay-Signature} is {@code sha256=} and the HMAC-SHA256, in hexadecimal, of {@code
 * X-Assay-Timestamp} (seconds since 1970), a dot and the body.
 */
final class Webhook implements AlertTarget {
  private static final int NAME_DIGITS = 8;

  private final URI address;
  private final Secret secret;
  private final Patience patience;
  private final HttpClient client;

  /**
   * How long it tries.
   *
   * @param pause before the second try; each later one is twice as long
   * @param total of all tries of one alert
   */
  record Patience(int tries, Duration pause, Duration oneTry, Duration total) {
    static final Patience USUAL =
        new Patience(3, Duration.ofMillis(500), Duration.ofSeconds(10), Duration.ofSeconds(30));
  }

  Webhook(URI address, Secret secret, Patience patience) {
    this.address = requireNonNull(address, "address");
    this.secret = secret;
    this.patience = requireNonNull(patience, "patience");
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            // who redirects could be anybody
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(patience.oneTry())
            .build();
  }

  /** The server, and a hash in place of the path, which is a secret at many. */
  @Override
  public String name() {
    return "%s://%s/... (%s)"
        .formatted(
            address.getScheme(),
            address.getRawAuthority(),
            hash(address.toString()).substring(0, NAME_DIGITS));
  }

  private static String hash(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException every) {
      throw new IllegalStateException("every Java has SHA-256", every);
    }
  }

  /** Why one try failed, and whether another may succeed. */
  private record Refusal(String why, boolean worthAnotherTry) {}

  @Override
  public void deliver(BudgetCrossing crossing) throws Undelivered {
    long end = System.nanoTime() + patience.total().toNanos();
    Duration pause = patience.pause();
    Refusal last = null;
    int tries = 0;
    while (tries < patience.tries() && (last == null || last.worthAnotherTry())) {
      if (tries > 0 && !waited(pause, end)) {
        break;
      }
      pause = pause.multipliedBy(2);
      tries++;
      last = post(crossing, end);
      if (last == null) {
        return;
      }
    }
    throw new Undelivered(
        "%s, in %d %s".formatted(last.why(), tries, tries == 1 ? "try" : "tries"));
  }

  /** False where there is no time for it. */
  private static boolean waited(Duration pause, long end) {
    if (System.nanoTime() + pause.toNanos() >= end) {
      return false;
    }
    try {
      TimeUnit.NANOSECONDS.sleep(pause.toNanos());
      return true;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Null where it was taken. */
  private Refusal post(BudgetCrossing crossing, long end) {
    byte[] body = crossing.json().toString().getBytes(StandardCharsets.UTF_8);
    long seconds = Instant.now().getEpochSecond();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .header("Content-Type", "application/json")
            .header("User-Agent", "assay")
            .header("X-Assay-Delivery", crossing.id())
            .header("X-Assay-Timestamp", Long.toString(seconds))
            .POST(BodyPublishers.ofByteArray(body));
    if (secret != null) {
      request.header("X-Assay-Signature", "sha256=" + signature(seconds, body));
    }
    long left = Math.min(patience.oneTry().toNanos(), end - System.nanoTime());
    CompletableFuture<HttpResponse<Void>> answer =
        client.sendAsync(request.build(), BodyHandlers.discarding());
    try {
      return refusal(answer.get(Math.max(left, 1), TimeUnit.NANOSECONDS).statusCode());
    } catch (TimeoutException slow) {
      answer.cancel(true);
      return new Refusal("no answer came in time", true);
    } catch (InterruptedException stopped) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      return new Refusal("it was interrupted", false);
    } catch (ExecutionException failure) {
      // its message may repeat the address
      return new Refusal(
          "the connection failed (%s)".formatted(failure.getCause().getClass().getSimpleName()),
          failure.getCause() instanceof IOException);
    }
  }

  private static Refusal refusal(int status) {
    if (status >= 200 && status < 300) {
      return null;
    }
    return new Refusal(
        "it answered with status %d%s"
            .formatted(status, status / 100 == 3 ? ", and redirects are not followed" : ""),
        status == 408 || status == 429 || status >= 500);
  }

  private String signature(long seconds, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      mac.update((seconds + ".").getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException every) {
      throw new IllegalStateException("every Java has HMAC-SHA256", every);
    }
  }

  /** Without what only the receiver and we may know. */
  @Override
  public String toString() {
    return name();
  }
}
