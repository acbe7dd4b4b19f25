package dev.assay.gateway;

/**
 * Keeps what went over the wire. It is told of each attempt before anyone sees the outcome, one at
 * a time.
 */
@FunctionalInterface
public interface Recorder {
  void record(RawExchange exchange);
}
