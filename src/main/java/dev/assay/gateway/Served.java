package dev.assay.gateway;

import java.io.Serializable;
import java.util.List;

/**
 * Who answered, as the gateway told it. Null is not told.
 *
 * @param fallbackDepth 0 when the first endpoint tried answered, 1 after one failed, ...
 * @param finishReason normalised: stop, length, content_filter, tool_calls or error
 * @param cacheStatus HIT or MISS of the gateway's response cache
 * @param hops the providers tried, the one that answered last; empty where that was not told
 */
public record Served(
    String model,
    String provider,
    String endpointTag,
    String quantization,
    Integer fallbackDepth,
    String generationId,
    String cacheStatus,
    Boolean isByok,
    String finishReason,
    String nativeFinishReason,
    String serviceTier,
    List<Hop> hops)
    implements Serializable {
  public static final Served UNKNOWN = under(null);

  /** One of which only its name in the gateway's books is known; null where not even that is. */
  public static Served under(String generationId) {
    return new Served(
        null, null, null, null, null, generationId, null, null, null, null, null, List.of());
  }

  public Served {
    hops = List.copyOf(hops);
  }

  /** Who answered, where the way there was not told. */
  public Served(
      String model,
      String provider,
      String endpointTag,
      String quantization,
      Integer fallbackDepth,
      String generationId,
      String cacheStatus,
      Boolean isByok,
      String finishReason,
      String nativeFinishReason,
      String serviceTier) {
    this(
        model,
        provider,
        endpointTag,
        quantization,
        fallbackDepth,
        generationId,
        cacheStatus,
        isByok,
        finishReason,
        nativeFinishReason,
        serviceTier,
        List.of());
  }
}
