package dev.assay.journal;

import static java.util.Objects.requireNonNull;

import dev.assay.gateway.ChargeLookup;
import dev.assay.gateway.HttpGateway;
import dev.assay.gateway.Outcome;
import dev.assay.gateway.Transport;
import dev.assay.gateway.TransportFactory;
import dev.assay.plan.PlannedCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A gateway of which every exchange is kept.
 *
 * @param folder where the recordings go
 */
public record RecordingGateway(HttpGateway gateway, String folder) implements TransportFactory {
  public RecordingGateway {
    requireNonNull(gateway, "gateway");
    requireNonNull(folder, "folder");
  }

  @Override
  public Transport open() {
    try {
      Recording recording = Recording.begin(Path.of(folder));
      return new Recorded(gateway.openRecording(recording), recording);
    } catch (IOException cause) {
      throw new UncheckedIOException(
          "Cannot begin a recording in %s: %s".formatted(folder, cause.getMessage()), cause);
    }
  }

  @Override
  public Optional<ChargeLookup> openLookup() {
    return gateway.openLookup();
  }

  /** A transport that owns the recording of what goes through it. */
  private record Recorded(Transport transport, Recording recording) implements Transport {
    @Override
    public CompletableFuture<Outcome> ask(PlannedCall call, int attempt, Consumer<String> named) {
      return transport.ask(call, attempt, named);
    }

    @Override
    public boolean mayHelp(PlannedCall call, Outcome.Failure failure) {
      return transport.mayHelp(call, failure);
    }

    @Override
    public void close() {
      transport.close();
      try {
        recording.close();
      } catch (IOException cause) {
        throw new UncheckedIOException(
            "Cannot close the recording: %s".formatted(cause.getMessage()), cause);
      }
    }
  }
}
