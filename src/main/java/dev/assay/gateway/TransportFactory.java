package dev.assay.gateway;

import java.io.Serializable;

/** Travels to the workers, which open their own connections and read their own key. */
public interface TransportFactory extends Serializable {
  Transport open();
}
