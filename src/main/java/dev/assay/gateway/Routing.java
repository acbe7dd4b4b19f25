package dev.assay.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.policy.RouteDetails;
import dev.assay.policy.RouteDetails.Percentiles;
import dev.assay.policy.RoutePolicy;
import java.util.Locale;

/** A route policy as OpenRouter's {@code provider} object; what it does not state is not there. */
final class Routing {
  private Routing() {}

  static ObjectNode of(RoutePolicy policy) {
    RouteDetails details = policy.details();
    ObjectNode provider = Json.MAPPER.createObjectNode();
    ChatBody.texts(provider, "order", policy.order());
    ChatBody.texts(provider, "only", policy.only());
    ChatBody.texts(provider, "ignore", policy.ignore());
    provider.put("allow_fallbacks", policy.allowFallbacks());
    provider.put("require_parameters", policy.requireParameters());
    if (policy.dataCollection() != null) {
      provider.put("data_collection", lower(policy.dataCollection()));
    }
    if (policy.zeroRetention()) {
      provider.put("zdr", true);
    }
    ChatBody.flag(provider, "enforce_distillable_text", details.distillableOnly());
    ChatBody.texts(provider, "quantizations", policy.quantizations());
    sort(policy, provider);
    percentiles(provider, "preferred_min_throughput", details.minThroughput());
    percentiles(provider, "preferred_max_latency", details.maxLatency());
    maxPrice(policy, provider);
    return provider;
  }

  private static void sort(RoutePolicy policy, ObjectNode provider) {
    if (policy.sort() == null) {
      return;
    }
    if (policy.details().sortAcross() == null) {
      provider.put("sort", lower(policy.sort()));
    } else {
      provider
          .putObject("sort")
          .put("by", lower(policy.sort()))
          .put("partition", lower(policy.details().sortAcross()));
    }
  }

  private static void percentiles(ObjectNode provider, String field, Percentiles bounds) {
    if (bounds != null) {
      ObjectNode object = provider.putObject(field);
      ChatBody.number(object, "p50", bounds.p50());
      ChatBody.number(object, "p75", bounds.p75());
      ChatBody.number(object, "p90", bounds.p90());
      ChatBody.number(object, "p99", bounds.p99());
    }
  }

  /** Tokens per million, as the policy has them; the other units each. */
  private static void maxPrice(RoutePolicy policy, ObjectNode provider) {
    ObjectNode maxPrice = Json.MAPPER.createObjectNode();
    if (policy.maxPrice() != null) {
      maxPrice.put("prompt", policy.maxPrice().prompt().amount());
      maxPrice.put("completion", policy.maxPrice().completion().amount());
    }
    policy.details().maxUnitPrices().forEach(maxPrice::put);
    if (!maxPrice.isEmpty()) {
      provider.set("max_price", maxPrice);
    }
  }

  static String lower(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT);
  }
}
