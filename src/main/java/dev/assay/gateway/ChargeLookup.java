package dev.assay.gateway;

import java.util.concurrent.CompletableFuture;

/** Asks a gateway later what an attempt cost, where its response did not say. */
public interface ChargeLookup extends AutoCloseable {
  /**
   * Looks up one attempt, in the background.
   *
   * @return never completes exceptionally: what cannot be found says why
   */
  CompletableFuture<LateCharge> chargeOf(Exchange exchange);

  /** Look-ups still under way end without a charge. */
  @Override
  void close();
}
