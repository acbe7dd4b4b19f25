package dev.assay.twin;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells one call from another, and gives each its dice.
 *
 * <p>A call with a session is known by it, in whatever order calls come. Calls without one that ask
 * the same of the same model cannot be told apart but by how many came before; so the answers to
 * all of them together are the same in any order.
 */
final class Calls {
  private final Dice seed;
  private final Map<Long, Integer> arrivals = new ConcurrentHashMap<>();

  Calls(Dice seed) {
    this.seed = seed;
  }

  Dice dice(ChatRequest request) {
    Dice call = request.dice(seed);
    return request.sessionId() == null
        ? call.about("arrival").about(arrivals.merge(call.state(), 1, Integer::sum))
        : call;
  }
}
