package dev.assay.cli;

import dev.assay.pipeline.Progress;
import dev.assay.render.Dollars;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Shows how far a run is: one line drawn over itself on a terminal, else a line now and then, so
 * that a log stays short.
 */
final class ProgressDisplay implements AutoCloseable {
  private static final Duration ON_A_TERMINAL = Duration.ofMillis(200);
  private static final Duration IN_A_LOG = Duration.ofSeconds(5);
  private static final String ERASE_LINE = "\r\u001b[K";

  private final Console console;
  private final Supplier<Progress> progress;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "progress");
            thread.setDaemon(true);
            return thread;
          });

  private ProgressDisplay(Console console, Supplier<Progress> progress) {
    this.console = console;
    this.progress = progress;
  }

  /** Begins to show; closing it shows the last state. */
  static ProgressDisplay of(Supplier<Progress> progress, Console console) {
    ProgressDisplay display = new ProgressDisplay(console, progress);
    long every = (console.showsProgress() ? ON_A_TERMINAL : IN_A_LOG).toMillis();
    display.clock.scheduleAtFixedRate(display::draw, every, every, TimeUnit.MILLISECONDS);
    return display;
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

  @Override
  public void close() {
    clock.shutdownNow();
    draw();
    if (console.showsProgress()) {
      console.err().println();
    }
  }
}
