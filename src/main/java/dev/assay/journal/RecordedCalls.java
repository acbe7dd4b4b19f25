package dev.assay.journal;

import dev.assay.journal.JournalRecord.Intent;
import dev.assay.journal.JournalRecord.Recorded;
import dev.assay.plan.CallId;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A journal as it stood when it was opened, by call: it knows where each record lies and reads one
 * when it is asked for. Many threads may ask.
 */
public final class RecordedCalls implements Closeable {
  private static final int OFFSET_BITS = 40;
  private static final long OFFSET_MASK = (1L << OFFSET_BITS) - 1;

  private final List<FileChannel> segments = new ArrayList<>();
  private final CallPlaces places = new CallPlaces();
  private final Recollection.InFlight inFlight = new Recollection.InFlight();

  private RecordedCalls() {}

  /**
   * Reads a journal once; a missing folder is an empty one.
   *
   * @param each hears of every outcome, in the order in which they were written
   */
  public static RecordedCalls in(Path folder, Consumer<Recorded> each) throws IOException {
    RecordedCalls calls = new RecordedCalls();
    try {
      for (Path segment : Segment.all(folder)) {
        calls.index(segment, each);
      }
      return calls;
    } catch (IOException | RuntimeException unreadable) {
      calls.close();
      throw unreadable;
    }
  }

  private void index(Path segment, Consumer<Recorded> each) throws IOException {
    long number = (long) segments.size() << OFFSET_BITS;
    segments.add(FileChannel.open(segment, StandardOpenOption.READ));
    long unusedTorn =
        Segment.read(
            segment,
            (payload, place) ->
                RecordFormat.read(payload)
                    .fold(
                        inFlight::begun,
                        inFlight::named,
                        recorded -> {
                          places.add(recorded.call(), number | place);
                          each.accept(recorded);
                          return inFlight.ended(recorded);
                        }));
  }

  /** How many calls have an attempt whose outcome is known. */
  public int size() {
    return places.calls();
  }

  public boolean has(CallId call) {
    return places.has(call);
  }

  /** The attempts of a call whose outcomes are known, first one first. */
  public List<Recorded> attemptsOf(CallId call) throws IOException {
    Map<Integer, Recorded> attempts = new TreeMap<>();
    for (long place : places.of(call)) {
      FileChannel segment = segments.get((int) (place >>> OFFSET_BITS));
      Recorded recorded = (Recorded) RecordFormat.read(Segment.at(segment, place & OFFSET_MASK));
      attempts.put(recorded.attempt(), recorded);
    }
    return List.copyOf(attempts.values());
  }

  /** Attempts that were sent, or about to be, and of which nothing more is known. */
  public List<Intent> inFlight() {
    return inFlight.intents();
  }

  @Override
  public void close() throws IOException {
    for (FileChannel segment : segments) {
      segment.close();
    }
  }
}
