package dev.assay.pipeline;

import dev.assay.gateway.ChargeLookup;
import dev.assay.gateway.LateCharge;
import dev.assay.gateway.Outcome;
import dev.assay.gateway.TransportFactory;
import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The costs that responses did not tell, asked of the gateway's own records while the run goes on.
 * What a lane could not wait for is handed over to whoever comes after the commit.
 */
final class LateCosts implements Closeable {
  private final ChargeLookup lookup;
  private final List<CompletableFuture<LateCharge>> afterCommit = new ArrayList<>();

  /** Nothing is ever looked up where lookup is null. */
  private LateCosts(ChargeLookup lookup) {
    this.lookup = lookup;
  }

  static LateCosts of(TransportFactory transports) {
    return new LateCosts(transports.openLookup().orElse(null));
  }

  /** Begins to look up what an attempt cost, where that is unknown and a record may tell it. */
  Optional<CompletableFuture<LateCharge>> of(Outcome outcome) {
    boolean canBeFound =
        lookup != null
            && outcome.exchange().charge().billed() == null
            && outcome.exchange().served().generationId() != null;
    return canBeFound ? Optional.of(lookup.chargeOf(outcome.exchange())) : Optional.empty();
  }

  /** Leaves a look-up to be waited for once the run is committed. */
  synchronized void leave(CompletableFuture<LateCharge> underWay) {
    afterCommit.add(underWay);
  }

  synchronized List<CompletableFuture<LateCharge>> left() {
    return List.copyOf(afterCommit);
  }

  @Override
  public void close() {
    if (lookup != null) {
      lookup.close();
    }
  }
}
