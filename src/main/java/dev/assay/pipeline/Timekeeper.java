package dev.assay.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Tells the time and calls back later, so that tests need not wait. */
interface Timekeeper extends AutoCloseable {
  Instant now();

  /** Nanoseconds since some fixed moment; never runs backwards. */
  long ticks();

  /** Runs something short once a delay is over. */
  void after(Duration delay, Runnable then);

  @Override
  void close();

  static Timekeeper system() {
    ScheduledExecutorService alarms =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "retry-alarm");
              thread.setDaemon(true);
              return thread;
            });
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
        alarms.schedule(then, delay.toNanos(), TimeUnit.NANOSECONDS);
      }

      @Override
      public void close() {
        alarms.shutdownNow();
      }
    };
  }
}
