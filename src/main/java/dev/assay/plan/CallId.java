package dev.assay.plan;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.catalog.Fingerprint;
import java.io.Serializable;

/**
 * Says what is asked: a hash of case content, model, parameters, policy, gateway and repeat.
 *
 * <p>It returns every night and on every machine; a row is found by run and call together. Left out
 * is what does not change the question: the names of suite, case, arm and policy, expectations,
 * prices, the order of things, the gateway's address, whether the answer is streamed. Only where a
 * plan asks the very same twice, in two cases or under two arms, these twins are numbered, in the
 * order of their names, so that no two calls of a plan share an id.
 */
public record CallId(String value) implements Comparable<CallId>, Serializable {
  /** 128 bits: a billion calls share one by chance less often than once in 10^20 plans. */
  private static final int HEX_DIGITS = 32;

  public CallId {
    requireNonNull(value, "value");
  }

  static CallId of(JsonNode question) {
    return new CallId(Fingerprint.of(question).substring(0, HEX_DIGITS));
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
