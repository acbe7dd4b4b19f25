package dev.assay.gateway;

import java.io.Serializable;

/**
 * Who answered, as the gateway told it. Null is not told.
 *
 * @param fallbackDepth 0 when the first endpoint tried answered, 1 after one failed, ...
 * @param finishReason normalised: stop, length, content_filter, tool_calls or error
 * @param cacheStatus HIT or MISS of the gateway's response cache
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
    String serviceTier)
    implements Serializable {
  public static final Served UNKNOWN =
      new Served(null, null, null, null, null, null, null, null, null, null, null);
}
