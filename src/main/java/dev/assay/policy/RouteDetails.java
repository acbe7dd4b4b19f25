package dev.assay.policy;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The finer points of routing. Null means not stated, and what is not stated is not sent.
 *
 * @param distillableOnly only models whose answers may be learnt from
 * @param minThroughput tokens per second; slower endpoints come last, none is excluded
 * @param maxLatency seconds; likewise
 * @param sortAcross whether the order by price, throughput or latency is kept within each model or
 *     made over all of them
 * @param maxUnitPrices US dollars per {@code request}, {@code image} or {@code audio}: a hard
 *     filter
 * @param responseCache how long the gateway may answer the same call from its cache; null never
 */
public record RouteDetails(
    Boolean distillableOnly,
    Percentiles minThroughput,
    Percentiles maxLatency,
    SortAcross sortAcross,
    Map<String, BigDecimal> maxUnitPrices,
    Duration responseCache)
    implements Serializable {
  public static final RouteDetails NONE = new RouteDetails(null, null, null, null, Map.of(), null);

  /** What endpoints are ordered among. */
  public enum SortAcross {
    MODEL,
    NONE
  }

  /** A bound for each of some percentiles; null where there is none. */
  public record Percentiles(BigDecimal p50, BigDecimal p75, BigDecimal p90, BigDecimal p99)
      implements Serializable {}

  public RouteDetails {
    requireNonNull(maxUnitPrices, "maxUnitPrices");
    maxUnitPrices = Collections.unmodifiableMap(new TreeMap<>(maxUnitPrices));
  }
}
