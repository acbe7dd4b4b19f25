package dev.assay.journal;

import static java.util.Objects.requireNonNull;

import dev.assay.gateway.Transport;
import dev.assay.gateway.TransportFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * The recording of a run in place of a gateway: nobody is asked, no key is needed.
 *
 * @param runId the run that was recorded
 * @param folder its recordings
 */
public record Replay(String runId, String folder) implements TransportFactory {
  public Replay {
    requireNonNull(runId, "runId");
    requireNonNull(folder, "folder");
  }

  @Override
  public Transport open() {
    try {
      return new ReplayTransport(runId, RecordedExchanges.in(Path.of(folder)));
    } catch (IOException cause) {
      throw new UncheckedIOException(
          "Cannot read the recording in %s: %s".formatted(folder, cause.getMessage()), cause);
    }
  }
}
