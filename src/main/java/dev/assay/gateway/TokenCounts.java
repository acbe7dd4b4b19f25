package dev.assay.gateway;

import dev.assay.catalog.TokenUse;
import java.io.Serializable;
import java.util.Optional;

/**
 * The tokens of one attempt by the provider's own count, the one it bills. Null is unknown, never
 * zero.
 *
 * @param prompt cached and cache-written tokens included
 * @param completion reasoning tokens included
 */
public record TokenCounts(
    Long prompt, Long cached, Long cacheWrite, Long completion, Long reasoning, Long total)
    implements Serializable {
  public static final TokenCounts UNKNOWN = new TokenCounts(null, null, null, null, null, null);

  /**
   * The tokens by class, or nothing where input or output is unknown or the counts contradict each
   * other.
   */
  public Optional<TokenUse> use() {
    if (prompt == null || completion == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new TokenUse(prompt, orZero(cached), orZero(cacheWrite), completion, orZero(reasoning)));
    } catch (IllegalArgumentException contradiction) {
      return Optional.empty();
    }
  }

  /** A gateway leaves out the classes that a call did not use. */
  private static long orZero(Long count) {
    return count == null ? 0 : count;
  }
}
