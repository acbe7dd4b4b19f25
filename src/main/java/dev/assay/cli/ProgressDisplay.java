package dev.assay.cli;

import dev.assay.pipeline.Progress;
import dev.assay.render.Dollars;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Shows how far a run is: on a terminal the run and each arm, drawn over themselves, else a line
 * now and then, so that a log stays short.
 */
final class ProgressDisplay {
  private static final Duration ON_A_TERMINAL = Duration.ofMillis(200);
  private static final Duration IN_A_LOG = Duration.ofSeconds(5);
  private static final String ERASE_BELOW = "\r\u001b[J";

  /** Something that takes its time. */
  @FunctionalInterface
  interface Work<T> {
    T done() throws IOException;
  }

  /** How it is shown. */
  enum Style {
    PLAIN,
    RICH,
    NONE;

    /** Reads a style from a command line. */
    static final class Reader implements ITypeConverter<Style> {
      @Override
      public Style convert(String text) {
        return Arrays.stream(values())
            .filter(style -> style.name().toLowerCase(Locale.ROOT).equals(text))
            .findFirst()
            .orElseThrow(
                () ->
                    new TypeConversionException(
                        "there is no style '%s', expected plain, rich or none".formatted(text)));
      }
    }
  }

  private final Console console;
  private final Style style;
  private final Supplier<Progress> progress;
  private int linesDrawn;

  private ProgressDisplay(Console console, Style style, Supplier<Progress> progress) {
    this.console = console;
    this.style = style;
    this.progress = progress;
  }

  /**
   * Shows how far the work is while it is done, and its last state when it is over.
   *
   * @param chosen null for rich on a terminal and plain elsewhere
   */
  static <T> T during(Work<T> work, Supplier<Progress> progress, Style chosen, Console console)
      throws IOException {
    Style usual = console.showsProgress() ? Style.RICH : Style.PLAIN;
    Style style = chosen == null ? usual : chosen;
    if (style == Style.NONE) {
      return work.done();
    }
    ProgressDisplay display = new ProgressDisplay(console, style, progress);
    long every = (style == Style.RICH ? ON_A_TERMINAL : IN_A_LOG).toMillis();
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    ScheduledFuture<?> drawing =
        clock.scheduleAtFixedRate(display::draw, every, every, TimeUnit.MILLISECONDS);
    try {
      return work.done();
    } finally {
      drawing.cancel(false);
      clock.shutdown();
      display.draw();
    }
  }

  private synchronized void draw() {
    PrintStream err = console.err();
    Progress now = progress.get();
    String line = line(now, Instant.now());
    if (style == Style.PLAIN) {
      err.println(line);
      return;
    }
    StringBuilder drawing = new StringBuilder();
    if (linesDrawn > 0) {
      drawing.append("\u001b[%dA".formatted(linesDrawn));
    }
    drawing.append(ERASE_BELOW).append(shortened(line)).append('\n');
    now.arms().forEach(arm -> drawing.append(shortened(line(arm))).append('\n'));
    linesDrawn = 1 + now.arms().size();
    err.print(drawing);
    err.flush();
  }

  /** A line that wrapped could not be drawn over. */
  private String shortened(String line) {
    return line.length() < console.width() ? line : line.substring(0, console.width() - 1);
  }

  /** E.g. {@code gpt-4o 212 done, 3 failed, 0.2134 USD}. */
  static String line(Progress.Arm arm) {
    return String.format(
        Locale.ROOT,
        "  %-32s %,d done, %,d failed, %s USD",
        arm.name(),
        arm.done(),
        arm.failed(),
        Dollars.rounded(arm.billed().amount()));
  }

  /**
   * E.g. {@code 512 of 1,060 calls, 64 in flight, 3 failed, 0.2134 of 8.00 USD, 950 tokens/s, about
   * 12 s left}.
   */
  static String line(Progress progress, Instant now) {
    return String.format(
        Locale.ROOT,
        "%,d of %,d calls, %,d in flight, %,d failed, %s of %s USD, %,.0f tokens/s%s",
        progress.done(),
        progress.planned(),
        progress.inFlight(),
        progress.failed(),
        Dollars.rounded(progress.spent().amount()),
        Dollars.rounded(progress.budget().amount()),
        progress.tokensPerSecond(now),
        timeLeft(progress, now));
  }

  private static String timeLeft(Progress progress, Instant now) {
    Optional<Duration> left = progress.timeLeft(now);
    if (left.isEmpty()) {
      return "";
    }
    long seconds = left.get().toSeconds();
    return seconds < 120
        ? ", about %d s left".formatted(seconds)
        : ", about %d min left".formatted(Math.round(seconds / 60.0));
  }
}
