package dev.assay.twin;

import java.math.BigDecimal;
import java.util.List;

/**
 * How a request wants to be routed: the provider object of the wire, read.
 *
 * @param quantizations empty allows all, as does an empty only
 * @param sort null balances by price
 * @param acrossModels whether the sort runs over the endpoints of all asked models at once
 * @param maxLatencySeconds endpoints slower than this are tried last; null does not demote
 * @param minThroughput tokens per second; endpoints below are tried last; null does not demote
 */
record ProviderPreferences(
    List<String> order,
    List<String> only,
    List<String> ignore,
    boolean allowFallbacks,
    boolean requireParameters,
    boolean denyTraining,
    boolean zeroRetention,
    List<String> quantizations,
    Sort sort,
    boolean acrossModels,
    MaxPrice maxPrice,
    BigDecimal maxLatencySeconds,
    BigDecimal minThroughput) {

  enum Sort {
    PRICE,
    THROUGHPUT,
    LATENCY
  }

  /** US dollars per million tokens, and per request; null does not limit. */
  record MaxPrice(BigDecimal prompt, BigDecimal completion, BigDecimal request) {}

  static final MaxPrice ANY_PRICE = new MaxPrice(null, null, null);

  static final ProviderPreferences NONE =
      new ProviderPreferences(
          List.of(), List.of(), List.of(), true, false, false, false, List.of(), null, false,
          ANY_PRICE, null, null);

  ProviderPreferences sortedBy(Sort other) {
    return new ProviderPreferences(
        order,
        only,
        ignore,
        allowFallbacks,
        requireParameters,
        denyTraining,
        zeroRetention,
        quantizations,
        other,
        acrossModels,
        maxPrice,
        maxLatencySeconds,
        minThroughput);
  }
}
