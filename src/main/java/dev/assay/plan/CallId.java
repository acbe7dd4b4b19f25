package dev.assay.plan;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * Says what is asked: a hash of case content, model, parameters, policy, gateway and repeat.
 *
 * <p>It returns every night and on every machine; a row is found by run and call together.
 */
public record CallId(String value) implements Comparable<CallId>, Serializable {
  public CallId {
    requireNonNull(value, "value");
  }

  @Override
  public int compareTo(CallId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
