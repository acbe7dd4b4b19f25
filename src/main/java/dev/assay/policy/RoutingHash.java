package dev.assay.policy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.assay.catalog.Fingerprint;
import dev.assay.policy.RoutePolicy.DirectFallback;
import java.util.List;

/**
 * The hash of everything in a policy that changes how a call is routed. It is part of every CallId,
 * so what is not stated leaves it as it was before that could be stated.
 */
final class RoutingHash {
  private RoutingHash() {}

  static String of(RoutePolicy policy) {
    ArrayNode routing =
        JsonNodeFactory.instance
            .arrayNode()
            .add(policy.region())
            .add(inOrder(policy.order()))
            .add(sorted(policy.only()))
            .add(sorted(policy.ignore()))
            .add(policy.allowFallbacks())
            .add(policy.requireParameters())
            .add(policy.dataCollection() == null ? null : policy.dataCollection().name())
            .add(policy.zeroRetention())
            .add(sorted(policy.quantizations()))
            .add(policy.sort() == null ? null : policy.sort().name())
            .add(policy.maxPrice() == null ? null : policy.maxPrice().prompt().toString())
            .add(policy.maxPrice() == null ? null : policy.maxPrice().completion().toString())
            .add(policy.fallbackMode().name())
            .add(inOrder(policy.fallbackModels()));
    if (!policy.details().equals(RouteDetails.NONE)) {
      routing.add(RouteDetailsSection.content(policy.details()));
    }
    if (policy.directFallback() != DirectFallback.NEVER) {
      routing.add(policy.directFallback().name());
    }
    return Fingerprint.of(routing);
  }

  private static ArrayNode inOrder(List<String> names) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    names.forEach(array::add);
    return array;
  }

  /** A set: a list in which the order says nothing. */
  private static ArrayNode sorted(List<String> names) {
    return inOrder(names.stream().distinct().sorted().toList());
  }
}
