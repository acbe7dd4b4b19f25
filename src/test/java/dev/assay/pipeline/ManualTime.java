package dev.assay.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.usage.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Time that passes when the test says so. */
final class ManualTime implements Timekeeper {
  /** Something that wants to happen later. */
  record Alarm(Duration delay, Runnable then) {}

  private final AtomicLong nanos = new AtomicLong();
  private final Semaphore looks = new Semaphore(0);
  private final BlockingQueue<Alarm> alarms = new LinkedBlockingQueue<>();

  @Override
  public Instant now() {
    return Samples.EVENING.plusNanos(nanos.get());
  }

  @Override
  public long ticks() {
    long now = nanos.get();
    looks.release();
    return now;
  }

  void forgetLooks() {
    looks.drainPermits();
  }

  /** Returns once the clock has been looked at so often. */
  void awaitLooks(int count) throws InterruptedException {
    assertThat(looks.tryAcquire(count, 10, TimeUnit.SECONDS))
        .as("%d looks within 10 seconds", count)
        .isTrue();
  }

  @Override
  public void after(Duration delay, Runnable then) {
    alarms.add(new Alarm(delay, then));
  }

  void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  /** The next wait that was begun; running it ends the wait. */
  Alarm nextAlarm() throws InterruptedException {
    Alarm alarm = alarms.poll(10, TimeUnit.SECONDS);
    assertThat(alarm).as("a wait within 10 seconds").isNotNull();
    return alarm;
  }
}
