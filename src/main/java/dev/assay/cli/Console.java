package dev.assay.cli;

import dev.assay.render.PlainText;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Where a command writes: results to one stream, everything about them to the other. */
public final class Console {
  private static final int DEFAULT_WIDTH = 100;

  private final PrintStream out;
  private final PrintStream err;
  private final boolean outIsTerminal;
  private final boolean drawsOver;
  private final boolean colour;
  private final int width;

  private Console(
      PrintStream out,
      PrintStream err,
      boolean outIsTerminal,
      boolean drawsOver,
      boolean colour,
      int width) {
    this.out = out;
    this.err = err;
    this.outIsTerminal = outIsTerminal;
    this.drawsOver = drawsOver;
    this.colour = colour;
    this.width = width;
  }

  /** Two streams that are files or pipes: no colour, no line that is drawn over. */
  public static Console plain(OutputStream out, OutputStream err) {
    return new Console(utf8(out, false), utf8(err, true), false, false, false, DEFAULT_WIDTH);
  }

  /** Two streams that are terminals, coloured unless NO_COLOR says otherwise. */
  public static Console terminal(
      OutputStream out, OutputStream err, int width, Map<String, String> environment) {
    return new Console(
        utf8(out, true),
        utf8(err, true),
        true,
        isCapable(environment),
        allowsColour(environment),
        width);
  }

  /**
   * The streams of this process. Which of them are terminals is told by the launcher, for Java can
   * only ask about all of them at once, and answers differently from release to release.
   */
  static Console ofProcess(Map<String, String> environment) {
    String terminals = System.getProperty("assay.terminals", "");
    boolean outIsTerminal = terminals.contains("1");
    return new Console(
        utf8(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)), outIsTerminal),
        utf8(new FileOutputStream(FileDescriptor.err), true),
        outIsTerminal,
        terminals.contains("2") && isCapable(environment),
        outIsTerminal && allowsColour(environment),
        Integer.getInteger("assay.width", DEFAULT_WIDTH));
  }

  /** Results: what a reader would want in a file. */
  public PrintStream out() {
    return out;
  }

  /** Progress, notices and faults. */
  public PrintStream err() {
    return err;
  }

  /** Lines about the work; what stands in them may come from anywhere, so it is made harmless. */
  void tell(String lines) {
    lines.lines().map(PlainText::tamed).forEach(err::println);
  }

  /** Whether a person reads the results as they appear. */
  public boolean isTerminal() {
    return outIsTerminal;
  }

  /** Whether a line of progress may be drawn over the one before. */
  public boolean showsProgress() {
    return drawsOver;
  }

  public boolean colour() {
    return colour;
  }

  /** Columns of a line. */
  public int width() {
    return width;
  }

  void flush() {
    out.flush();
    err.flush();
  }

  private static boolean allowsColour(Map<String, String> environment) {
    return environment.getOrDefault("NO_COLOR", "").isEmpty() && isCapable(environment);
  }

  /** A dumb terminal, such as an editor's or a build log's, prints control codes as they are. */
  private static boolean isCapable(Map<String, String> environment) {
    return !environment.getOrDefault("TERM", "").equals("dumb");
  }

  private static PrintStream utf8(OutputStream stream, boolean lineByLine) {
    return new PrintStream(stream, lineByLine, StandardCharsets.UTF_8);
  }
}
