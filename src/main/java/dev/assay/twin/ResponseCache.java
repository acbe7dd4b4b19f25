package dev.assay.twin;

import io.undertow.util.HeaderMap;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Responses kept for clients that ask for it: the same key and the same body get the same answer,
 * at no cost. Of two identical requests at the same time neither finds the other's.
 */
final class ResponseCache {
  private static final int KEPT = 1_000;
  private static final int USUAL_SECONDS = 300;
  private static final int MOST_SECONDS = 86_400;

  /** A kept answer, and when it was kept. */
  record Kept(Generation source, Instant since, int seconds) {
    long age(Instant now) {
      return Duration.between(since, now).toSeconds();
    }
  }

  /** A client's wish that a response be kept, and for how long. */
  record Wish(String key, int seconds) {}

  private final TwinClock clock;
  private final Map<String, Kept> kept =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
          return size() > KEPT;
        }
      };

  ResponseCache(TwinClock clock) {
    this.clock = clock;
  }

  /** What a request says about being kept; null where it says nothing. */
  synchronized Wish wish(byte[] body, HeaderMap headers, Account account, Region region) {
    if (!"true".equals(headers.getFirst("X-OpenRouter-Cache"))) {
      return null;
    }
    MessageDigest digest = AnswerKey.sha256();
    digest.update((account.keyHash() + region).getBytes(StandardCharsets.UTF_8));
    String key = HexFormat.of().formatHex(digest.digest(body));
    if ("true".equals(headers.getFirst("X-OpenRouter-Cache-Clear"))) {
      kept.remove(key);
    }
    return new Wish(key, timeToLive(headers.getFirst("X-OpenRouter-Cache-TTL")));
  }

  private static int timeToLive(String header) {
    if (header == null) {
      return USUAL_SECONDS;
    }
    try {
      int seconds = Integer.parseInt(header);
      if (seconds >= 1 && seconds <= MOST_SECONDS) {
        return seconds;
      }
    } catch (NumberFormatException notANumber) {
      // refused below, like a number out of range
    }
    throw Refusal.badRequest(
        "Invalid X-OpenRouter-Cache-TTL: expected 1 to %d seconds".formatted(MOST_SECONDS));
  }

  synchronized Optional<Kept> find(Wish wish) {
    Kept found = wish == null ? null : kept.get(wish.key());
    if (found != null && found.age(clock.now()) >= found.seconds()) {
      kept.remove(wish.key());
      return Optional.empty();
    }
    return Optional.ofNullable(found);
  }

  /** Keeps an answer whose client wished it, unless something was wrong with it. */
  synchronized void keep(Generation generation) {
    Wish wish = generation.cacheWish();
    if (wish != null && !generation.isCopy() && generation.faults().isEmpty()) {
      kept.put(wish.key(), new Kept(generation, clock.now(), wish.seconds()));
    }
  }
}
