package dev.assay.policy;

import static java.util.Objects.requireNonNull;

import dev.assay.money.UsdPerMillion;
import dev.assay.problem.Place;
import java.io.Serializable;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How the gateway may route a call. Null and empty mean not stated, and what is not stated is not
 * sent.
 *
 * @param region the gateway's own region to ask: {@code global}, {@code eu} or {@code us}
 * @param order providers to try first, in this order
 * @param only the only providers allowed; empty allows all
 * @param allowFallbacks whether the gateway may go on to another provider
 * @param requireParameters only endpoints that know every parameter sent
 * @param maxPrice the most a token may cost; null only where uncappedReason says why
 * @param fallbackModels tried after the asked model, in order, where the fallback mode allows it
 * @param hash of everything that changes how a call is routed, the name left out
 * @param details what few policies state
 * @param directFallback whether a model's own provider may be asked where the gateway fails
 * @param rules how its calls are sent, apart from where they go
 * @param origins where each setting that holds was written, by its name; what is a default is not
 *     there
 */
public record RoutePolicy(
    String name,
    String description,
    String region,
    List<String> order,
    List<String> only,
    List<String> ignore,
    boolean allowFallbacks,
    boolean requireParameters,
    DataCollection dataCollection,
    boolean zeroRetention,
    List<String> quantizations,
    Sort sort,
    MaxPrice maxPrice,
    String uncappedReason,
    FallbackMode fallbackMode,
    List<String> fallbackModels,
    String hash,
    Place place,
    RouteDetails details,
    DirectFallback directFallback,
    CallRules rules,
    Map<String, List<Place>> origins)
    implements Serializable {

  /** A policy that states only what most policies state. */
  public RoutePolicy(
      String name,
      String description,
      String region,
      List<String> order,
      List<String> only,
      List<String> ignore,
      boolean allowFallbacks,
      boolean requireParameters,
      DataCollection dataCollection,
      boolean zeroRetention,
      List<String> quantizations,
      Sort sort,
      MaxPrice maxPrice,
      String uncappedReason,
      FallbackMode fallbackMode,
      List<String> fallbackModels,
      String hash,
      Place place) {
    this(
        name,
        description,
        region,
        order,
        only,
        ignore,
        allowFallbacks,
        requireParameters,
        dataCollection,
        zeroRetention,
        quantizations,
        sort,
        maxPrice,
        uncappedReason,
        fallbackMode,
        fallbackModels,
        hash,
        place,
        RouteDetails.NONE,
        DirectFallback.NEVER);
  }

  /** A policy that leaves it to the job how its calls are sent. */
  public RoutePolicy(
      String name,
      String description,
      String region,
      List<String> order,
      List<String> only,
      List<String> ignore,
      boolean allowFallbacks,
      boolean requireParameters,
      DataCollection dataCollection,
      boolean zeroRetention,
      List<String> quantizations,
      Sort sort,
      MaxPrice maxPrice,
      String uncappedReason,
      FallbackMode fallbackMode,
      List<String> fallbackModels,
      String hash,
      Place place,
      RouteDetails details,
      DirectFallback directFallback) {
    this(
        name,
        description,
        region,
        order,
        only,
        ignore,
        allowFallbacks,
        requireParameters,
        dataCollection,
        zeroRetention,
        quantizations,
        sort,
        maxPrice,
        uncappedReason,
        fallbackMode,
        fallbackModels,
        hash,
        place,
        details,
        directFallback,
        CallRules.NONE,
        Map.of());
  }

  /** Whether providers that learn from prompts are allowed. Null in a policy that does not say. */
  public enum DataCollection {
    ALLOW,
    DENY
  }

  /** What the gateway orders providers by, instead of balancing over them. */
  public enum Sort {
    PRICE,
    THROUGHPUT,
    LATENCY,
    /** By how well an endpoint calls tools, as the gateway measures it. */
    EXACTO
  }

  /** Whether another model may answer than the one asked for. */
  public enum FallbackMode {
    /** Never: another served model is a failure of the call. */
    DISABLED,
    /** Only where the model was defaulted, not chosen. */
    IMPLICIT_DEFAULT_ONLY,
    ANY
  }

  /** Whether a call may go past the gateway, to the provider itself. */
  public enum DirectFallback {
    NEVER,
    /** After an attempt that failed for the gateway's or its account's sake, and no other. */
    WHEN_THE_GATEWAY_FAILS
  }

  /** A hard filter: an endpoint that charges more is not asked. */
  public record MaxPrice(UsdPerMillion prompt, UsdPerMillion completion) implements Serializable {
    public MaxPrice {
      requireNonNull(prompt, "prompt");
      requireNonNull(completion, "completion");
    }
  }

  public RoutePolicy {
    requireNonNull(name, "name");
    requireNonNull(description, "description");
    requireNonNull(region, "region");
    order = List.copyOf(order);
    only = List.copyOf(only);
    ignore = List.copyOf(ignore);
    quantizations = List.copyOf(quantizations);
    requireNonNull(fallbackMode, "fallbackMode");
    fallbackModels = List.copyOf(fallbackModels);
    requireNonNull(hash, "hash");
    requireNonNull(place, "place");
    requireNonNull(details, "details");
    requireNonNull(directFallback, "directFallback");
    requireNonNull(rules, "rules");
    origins = Collections.unmodifiableMap(new TreeMap<>(origins));
  }

  /** The same policy with the hash of its routing, and with the places it comes from. */
  RoutePolicy from(Map<String, List<Place>> places) {
    return new RoutePolicy(
        name,
        description,
        region,
        order,
        only,
        ignore,
        allowFallbacks,
        requireParameters,
        dataCollection,
        zeroRetention,
        quantizations,
        sort,
        maxPrice,
        uncappedReason,
        fallbackMode,
        fallbackModels,
        RoutingHash.of(this),
        place,
        details,
        directFallback,
        rules,
        places);
  }

  /** Whether its author wrote this setting, so that it is no default. */
  public boolean states(String setting) {
    return origins.containsKey(setting);
  }

  /** Where a setting comes from, or the policy itself where it is a default. */
  public List<Place> originsOf(String setting) {
    return origins.getOrDefault(setting, List.of(place));
  }

  /** What this policy promises about prompts; empty where it promises nothing. */
  public Set<DataPromise> promises() {
    Set<DataPromise> promises = EnumSet.noneOf(DataPromise.class);
    if (!region.equals("global")) {
      promises.add(DataPromise.REGION);
    }
    if (dataCollection == DataCollection.DENY) {
      promises.add(DataPromise.DATA_COLLECTION);
    }
    if (zeroRetention) {
      promises.add(DataPromise.ZERO_RETENTION);
    }
    return Collections.unmodifiableSet(promises);
  }
}
