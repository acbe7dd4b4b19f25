package dev.assay.journal;

import dev.assay.journal.JournalRecord.Intent;
import dev.assay.journal.JournalRecord.Named;
import dev.assay.journal.JournalRecord.Recorded;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a journal remembers.
 *
 * @param recorded attempts with their outcomes, in the order in which they ended
 * @param inFlight attempts that were sent, or about to be, and of which nothing more is known
 * @param tornBytes what the writing left behind when it was cut off; they hold no whole record
 */
public record Recollection(List<Recorded> recorded, List<Intent> inFlight, long tornBytes) {
  public Recollection {
    recorded = List.copyOf(recorded);
    inFlight = List.copyOf(inFlight);
  }

  static Recollection of(Path folder) throws IOException {
    List<Recorded> recorded = new ArrayList<>();
    InFlight inFlight = new InFlight();
    long torn =
        replay(
            folder,
            entry ->
                entry.fold(
                    inFlight::begun,
                    inFlight::named,
                    outcome -> recorded.add(outcome) && inFlight.ended(outcome)));
    return new Recollection(recorded, inFlight.intents(), torn);
  }

  /**
   * Hands over every record, segment by segment, holding one at a time.
   *
   * @return the torn bytes at the ends of segments
   */
  static long replay(Path folder, Consumer<JournalRecord> entries) throws IOException {
    long torn = 0;
    for (Path segment : Segment.all(folder)) {
      torn += Segment.read(segment, (payload, place) -> entries.accept(RecordFormat.read(payload)));
    }
    return torn;
  }

  /** The attempts begun and not ended so far. */
  static final class InFlight {
    private final Map<String, Intent> open = new LinkedHashMap<>();

    boolean begun(Intent intent) {
      return open.put(key(intent), intent) == null;
    }

    boolean named(Named name) {
      return open.computeIfPresent(key(name), (same, intent) -> intent.named(name.generationId()))
          != null;
    }

    boolean ended(Recorded outcome) {
      return open.remove(key(outcome)) != null;
    }

    List<Intent> intents() {
      return List.copyOf(open.values());
    }

    private static String key(JournalRecord entry) {
      return entry.call().value() + "/" + entry.attempt();
    }
  }
}
