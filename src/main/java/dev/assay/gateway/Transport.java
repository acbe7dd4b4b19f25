package dev.assay.gateway;

import dev.assay.plan.PlannedCall;
import java.util.concurrent.CompletableFuture;

/** A way to ask. One request is one attempt: when to ask again is for the caller to decide. */
public interface Transport extends AutoCloseable {
  /**
   * Sends one attempt of a call.
   *
   * @param attempt from 1
   * @return never completes exceptionally: what goes wrong is a {@link Outcome.Failure}
   */
  CompletableFuture<Outcome> ask(PlannedCall call, int attempt);

  /** Whether another attempt of a call through this transport can help after a failure. */
  default boolean mayHelp(PlannedCall call, Outcome.Failure failure) {
    return failure.kind().retryable();
  }

  @Override
  void close();
}
