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

  @Override
  void close();
}
