package dev.assay.gateway;

import dev.assay.plan.PlannedCall;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A way to ask. One request is one attempt: when to ask again is for the caller to decide. */
public interface Transport extends AutoCloseable {
  /**
   * Sends one attempt of a call.
   *
   * @param attempt from 1
   * @param named hears the id that the attempt has in the gateway's own books, at most once, as
   *     soon as the response has brought it and before the outcome; not at all where it comes with
   *     the whole answer or never. Must not block
   * @return never completes exceptionally: what goes wrong is a {@link Outcome.Failure}
   */
  CompletableFuture<Outcome> ask(PlannedCall call, int attempt, Consumer<String> named);

  /** The same for whoever can wait for the outcome to know that id. */
  default CompletableFuture<Outcome> ask(PlannedCall call, int attempt) {
    return ask(call, attempt, generationId -> {});
  }

  /** Whether another attempt of a call through this transport can help after a failure. */
  default boolean mayHelp(PlannedCall call, Outcome.Failure failure) {
    return failure.kind().retryable();
  }

  @Override
  void close();
}
