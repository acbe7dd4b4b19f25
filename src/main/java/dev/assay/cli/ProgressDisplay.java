package dev.assay.cli;

import dev.assay.pipeline.Progress;
import dev.assay.render.Dollars;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Shows how far a run is: one line drawn over itself on a terminal, else a line now and then, so
 * that a log stays short.
 */
final class ProgressDisplay {
  private static final Duration ON_A_TERMINAL = Duration.ofMillis(200);
  private static final Duration IN_A_LOG = Duration.ofSeconds(5);
  private static final String ERASE_LINE = "\r\u001b[K";

  /** Something that takes its time. */
  @FunctionalInterface
  interface Work<T> {
    T done() throws IOException;
  }

  private final Console console;
  private final Supplier<Progress> progress;

  private ProgressDisplay(Console console, Supplier<Progress> progress) {
    this.console = console;
    this.progress = progress;
  }

  /** Shows how far the work is while it is done, and its last state when it is over. */
  static <T> T during(Work<T> work, Supplier<Progress> progress, Console console)
      throws IOException {
    ProgressDisplay display = new ProgressDisplay(console, progress);
    long every = (console.showsProgress() ? ON_A_TERMINAL : IN_A_LOG).toMillis();
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    ScheduledFuture<?> drawing =
        clock.scheduleAtFixedRate(display::draw, every, every, TimeUnit.MILLISECONDS);
    try {
      return work.done();
    } finally {
      drawing.cancel(false);
      clock.shutdown();
      display.drawLast();
    }
  }

  private synchronized void draw() {
    PrintStream err = console.err();
    String line = line(progress.get(), Instant.now());
    if (console.showsProgress()) {
      err.print(ERASE_LINE + shortened(line));
      err.flush();
    } else {
      err.println(line);
    }
  }

  /** A line that wrapped could not be drawn over. */
  private String shortened(String line) {
    return line.length() < console.width() ? line : line.substring(0, console.width() - 1);
  }

  /**
   * E.g. {@code 512 of 1,060 calls, 64 in flight, 3 failed, 0.2134 of 8.00 USD, about 12 s left}.
   */
  static String line(Progress progress, Instant now) {
    return String.format(
        Locale.ROOT,
        "%,d of %,d calls, %,d in flight, %,d failed, %s of %s USD%s",
        progress.done(),
        progress.planned(),
        progress.inFlight(),
        progress.failed(),
        Dollars.rounded(progress.spent().amount()),
        Dollars.rounded(progress.budget().amount()),
        timeLeft(progress, now));
  }

  private static String timeLeft(Progress progress, Instant now) {
    long done = progress.done();
    long left = progress.planned() - done;
    if (done == 0 || left == 0) {
      return "";
    }
    double secondsPerCall = Duration.between(progress.startedAt(), now).toMillis() / 1000.0 / done;
    long seconds = Math.round(secondsPerCall * left);
    return seconds < 120
        ? ", about %d s left".formatted(seconds)
        : ", about %d min left".formatted(Math.round(seconds / 60.0));
  }

  private void drawLast() {
    draw();
    if (console.showsProgress()) {
      console.err().println();
    }
  }
}
