package dev.assay.export;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * Which crossings of a warehouse have fired, and who has heard of them: {@code
 * budgets/fired.jsonl}, one line an event, each on disk before the next thing is done.
 *
 * <p>A crossing fires once. That it fired, and whom it is meant for, is written before anybody is
 * told; that somebody was told, afterwards. After a crash between the two it is told again, with
 * the same id: at least once, and never silently lost. One check works on it at a time; another
 * waits.
 */
public final class FiredAlerts implements Closeable {
  // a file lock is the process's, so the threads of one process need another
  private static final Semaphore IN_THIS_PROCESS = new Semaphore(1);
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private final Path file;
  private final FileChannel lockFile;
  private final FileChannel lines;
  private final Map<String, Fired> fired = new LinkedHashMap<>();

  /** A crossing that fired, with whom it was meant for and who has heard. */
  private static final class Fired {
    private final BudgetCrossing crossing;
    private final Set<String> meantFor = new LinkedHashSet<>();
    private final Set<String> heard = new HashSet<>();
    private boolean told;

    private Fired(BudgetCrossing crossing) {
      this.crossing = crossing;
    }

    private boolean waitsFor(String target) {
      return meantFor.contains(target) && !heard.contains(target);
    }
  }

  private FiredAlerts(Path file, FileChannel lockFile, FileChannel lines) {
    this.file = file;
    this.lockFile = lockFile;
    this.lines = lines;
  }

  /** Those of a warehouse, once no other check works on them. */
  public static FiredAlerts of(Path warehouse) throws IOException {
    Path folder = Files.createDirectories(warehouse.resolve("budgets"));
    IN_THIS_PROCESS.acquireUninterruptibly();
    FileChannel lockFile = null;
    FileChannel lines = null;
    try {
      lockFile =
          FileChannel.open(
              folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      // held until its channel is closed
      lockFile.lock();
      Path file = folder.resolve("fired.jsonl");
      lines =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      FiredAlerts alerts = new FiredAlerts(file, lockFile, lines);
      alerts.read();
      return alerts;
    } catch (IOException | RuntimeException failure) {
      close(lockFile, lines);
      throw failure;
    }
  }

  private void read() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int whole = bytes.length;
    while (whole > 0 && bytes[whole - 1] != '\n') {
      whole--;
    }
    // what a crash left of a line was not yet believed by anybody
    lines.truncate(whole);
    lines.position(whole);
    int number = 0;
    for (String line : new String(bytes, 0, whole, StandardCharsets.UTF_8).lines().toList()) {
      number++;
      try {
        take(JSON.readTree(line));
      } catch (IOException | IllegalArgumentException | DateTimeException unreadable) {
        throw new InvalidInput(
            Place.of(file, number),
            "this is no event of an alert",
            "Remove the line; an alert that is forgotten by it fires again.");
      }
    }
  }

  private void take(JsonNode event) {
    String id = event.required("id").textValue();
    switch (event.required("event").textValue()) {
      case "fired" -> {
        Fired one = new Fired(BudgetCrossing.of(event.required("crossing")));
        event.required("notify").forEach(target -> one.meantFor.add(target.textValue()));
        fired.put(id, one);
      }
      case "told" -> known(id).told = true;
      case "delivered" -> known(id).heard.add(event.required("to").textValue());
      default -> throw new IllegalArgumentException("an unknown event");
    }
  }

  private Fired known(String id) {
    if (!fired.containsKey(id)) {
      throw new IllegalArgumentException("an event of an alert that did not fire");
    }
    return fired.get(id);
  }

  /** Lets those fire that have not yet, for some targets by their names. */
  public void fire(List<BudgetCrossing> crossings, List<String> targets, Instant now)
      throws IOException {
    for (BudgetCrossing crossing : crossings) {
      if (!fired.containsKey(crossing.id())) {
        ObjectNode event = event("fired", crossing, now);
        targets.forEach(event.putArray("notify")::add);
        event.set("crossing", crossing.json());
        append(event);
        take(event);
      }
    }
  }

  /** Those that fired and were not shown, as far as anybody knows; the oldest first. */
  public List<BudgetCrossing> untold() {
    return fired.values().stream().filter(each -> !each.told).map(each -> each.crossing).toList();
  }

  /** Those that are meant for a target and have not reached it. */
  public List<BudgetCrossing> undelivered(String target) {
    return fired.values().stream()
        .filter(each -> each.waitsFor(target))
        .map(each -> each.crossing)
        .toList();
  }

  /** How many wait for each target. */
  public Map<String, Long> waiting() {
    Map<String, Long> waiting = new LinkedHashMap<>();
    for (Fired each : fired.values()) {
      each.meantFor.stream()
          .filter(each::waitsFor)
          .forEach(target -> waiting.merge(target, 1L, Long::sum));
    }
    return waiting;
  }

  /** Takes note that these were shown. */
  public void told(List<BudgetCrossing> crossings, Instant now) throws IOException {
    for (BudgetCrossing crossing : crossings) {
      ObjectNode event = event("told", crossing, now);
      append(event);
      take(event);
    }
  }

  /** Takes note that one reached a target. */
  public void delivered(BudgetCrossing crossing, String target, Instant now) throws IOException {
    ObjectNode event = event("delivered", crossing, now).put("to", target);
    append(event);
    take(event);
  }

  private static ObjectNode event(String kind, BudgetCrossing crossing, Instant now) {
    return JSON.createObjectNode()
        .put("event", kind)
        .put("id", crossing.id())
        .put("at", now.toString());
  }

  private void append(ObjectNode event) throws IOException {
    ByteBuffer line = ByteBuffer.wrap((event + "\n").getBytes(StandardCharsets.UTF_8));
    while (line.hasRemaining()) {
      lines.write(line);
    }
    lines.force(true);
  }

  @Override
  public void close() throws IOException {
    close(lockFile, lines);
  }

  /**
   * Lets the next check begin; what was not opened is null.
   *
   * @param lockFile the lock goes with it, after the lines
   */
  private static void close(FileChannel lockFile, FileChannel lines) throws IOException {
    try (lockFile;
        lines) {
      // both are closed, whichever of them fails
    } finally {
      IN_THIS_PROCESS.release();
    }
  }
}
