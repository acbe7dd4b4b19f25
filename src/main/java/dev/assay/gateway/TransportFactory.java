package dev.assay.gateway;

import java.io.Serializable;
import java.util.Optional;

/** Travels to the workers, which open their own connections and read their own key. */
public interface TransportFactory extends Serializable {
  Transport open();

  /** A way to ask later what attempts cost; nothing where the other side keeps no such records. */
  default Optional<ChargeLookup> openLookup() {
    return Optional.empty();
  }
}
