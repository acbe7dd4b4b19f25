package dev.assay.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

class AdaptiveLimitTest {
  private static final long MILLIS = 1_000_000;

  private final AdaptiveLimit limit = new AdaptiveLimit(256);
  private final Deque<Long> endings = new ArrayDeque<>();
  private long now;

  /** Keeps the limit full for so many endings, at a place that takes so long with so many. */
  private void serve(int endingsToCome, IntToLongFunction nanosWith) {
    for (int i = 0; i < endingsToCome; i++) {
      while (limit.hasRoom()) {
        limit.sent();
        endings.add(now + nanosWith.applyAsLong(endings.size() + 1));
      }
      now = Math.max(now, endings.remove());
      limit.ended(now);
    }
  }

  @Test
  void startsModerateAndGrowsToTheMostWhereEveryCallTakesAsLong() {
    assertThat(limit.now()).isEqualTo(AdaptiveLimit.START);
    serve(2_000, inFlight -> 50 * MILLIS);
    assertThat(limit.now()).isEqualTo(256);
  }

  @Test
  void growsAlsoWhereAllEndAtOnceAndAreReplacedAfterwards() {
    for (int burst = 0; burst < 40; burst++) {
      int sent = 0;
      for (; limit.hasRoom(); sent++) {
        limit.sent();
      }
      now += 50 * MILLIS;
      for (; sent > 0; sent--) {
        limit.ended(now);
      }
    }
    assertThat(limit.now()).isEqualTo(256);
  }

  @Test
  void stopsGrowingWhereMoreAtOnceOnlyWaitLonger() {
    // forty at once are served in 50 ms; from there on whoever comes waits for those before
    serve(20_000, inFlight -> 50 * MILLIS * Math.max(1, inFlight / 40));
    serve(200, inFlight -> 50 * MILLIS * Math.max(1, inFlight / 40));
    assertThat(limit.now()).isBetween(32, 128);
  }

  @Test
  void neverStartsAboveTheMost() {
    assertThat(new AdaptiveLimit(3).now()).isEqualTo(3);
  }

  @Test
  void isHalvedOnceForAllThatWereSentBeforeTheCut() {
    for (int i = 0; i < 8; i++) {
      limit.sent();
    }
    for (int i = 0; i < 8; i++) {
      limit.turnedAway(10, 20 + i);
    }
    assertThat(limit.now()).isEqualTo(AdaptiveLimit.START / 2);

    limit.sent();
    limit.turnedAway(30, 40);
    assertThat(limit.now()).isEqualTo(AdaptiveLimit.START / 4);
  }

  @Test
  void oneIsTheLeast() {
    for (int i = 0; i < 20; i++) {
      limit.sent();
      limit.turnedAway(i, i);
    }
    assertThat(limit.now()).isEqualTo(1);
    assertThat(limit.hasRoom()).isTrue();
  }

  @Test
  void slownessAloneCutsNothing() {
    serve(64, inFlight -> 50 * MILLIS);
    int before = limit.now();
    serve(3, inFlight -> 60_000 * MILLIS);
    assertThat(limit.now()).isGreaterThanOrEqualTo(before);
  }

  @Test
  void doesNotGrowWhileThereIsRoom() {
    for (int i = 0; i < 1_000; i++) {
      limit.sent();
      limit.ended(i * MILLIS);
    }
    assertThat(limit.now()).isEqualTo(AdaptiveLimit.START);
  }
}
