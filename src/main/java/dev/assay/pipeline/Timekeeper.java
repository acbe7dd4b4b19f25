package dev.assay.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Tells the time and calls back later, so that tests need not wait. */
interface Timekeeper {
  Instant now();

  /** Nanoseconds since some fixed moment; never runs backwards. */
  long ticks();

  /** Runs something short once a delay is over. */
  void after(Duration delay, Runnable then);

  static Timekeeper system() {
    return new Timekeeper() {
      @Override
      public Instant now() {
        return Instant.now();
      }

      @Override
      public long ticks() {
        return System.nanoTime();
      }

      @Override
      public void after(Duration delay, Runnable then) {
        CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS, Runnable::run)
            .execute(then);
      }
    };
  }
}
