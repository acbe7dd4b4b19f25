package dev.assay.journal;

import java.io.IOException;
import java.nio.file.Path;

/**
 * How far an unfinished run had come.
 *
 * @param recorded attempts whose outcome is known
 * @param inFlight attempts sent, or about to be, of which nothing more is known
 * @param tornBytes what the writing left behind when it was cut off
 */
public record JournalSummary(long recorded, long inFlight, long tornBytes) {
  static JournalSummary of(Path folder) throws IOException {
    Recollection.InFlight inFlight = new Recollection.InFlight();
    long[] recorded = {0};
    long torn =
        Recollection.replay(
            folder,
            entry ->
                entry.fold(
                    inFlight::begun,
                    inFlight::named,
                    outcome -> {
                      recorded[0]++;
                      return inFlight.ended(outcome);
                    }));
    return new JournalSummary(recorded[0], inFlight.intents().size(), torn);
  }
}
