package dev.assay.plan;

import dev.assay.catalog.Endpoint;
import dev.assay.policy.RoutePolicy;
import dev.assay.policy.RoutePolicy.DataCollection;
import dev.assay.policy.RoutePolicy.DirectFallback;
import dev.assay.policy.RoutePolicy.FallbackMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How an arm's calls are routed, in short.
 *
 * @param settings what its policy states, in a few words each
 * @param endpoints who may serve the asked model, by tag; empty where the gateway chooses the model
 * @param isReproducible whether the same question is put to the same model another time
 */
public record Route(
    String arm,
    String model,
    String policy,
    List<String> settings,
    List<String> endpoints,
    boolean isReproducible) {
  public Route {
    settings = List.copyOf(settings);
    endpoints = List.copyOf(endpoints);
  }

  static Route of(ArmInPlan planned) {
    RoutePolicy policy = planned.arm().policy();
    return new Route(
        planned.arm().name(),
        planned.arm().candidate().model(),
        policy.name(),
        settings(policy),
        planned.route().remaining().stream().map(Endpoint::tag).toList(),
        !planned.route().isLeftToTheGateway());
  }

  private static List<String> settings(RoutePolicy policy) {
    List<String> settings = new ArrayList<>();
    if (!policy.region().equals("global")) {
      settings.add("region " + policy.region());
    }
    settings.add(
        policy.maxPrice() == null
            ? "uncapped"
            : "max-price %s in, %s out"
                .formatted(policy.maxPrice().prompt(), policy.maxPrice().completion()));
    named("only", policy.only(), settings);
    named("order", policy.order(), settings);
    named("ignore", policy.ignore(), settings);
    if (policy.sort() != null) {
      settings.add("sort by " + word(policy.sort()));
    }
    if (!policy.allowFallbacks()) {
      settings.add("no other provider");
    }
    if (policy.dataCollection() == DataCollection.DENY) {
      settings.add("no training");
    }
    if (policy.zeroRetention()) {
      settings.add("zero retention");
    }
    named("quantizations", policy.quantizations(), settings);
    if (!policy.requireParameters()) {
      settings.add("parameters may be dropped");
    }
    if (policy.fallbackMode() == FallbackMode.ANY) {
      named("falls back to", policy.fallbackModels(), settings);
    }
    if (policy.directFallback() != DirectFallback.NEVER) {
      settings.add("may go past the gateway");
    }
    return settings;
  }

  private static void named(String what, List<String> names, List<String> settings) {
    if (!names.isEmpty()) {
      settings.add("%s %s".formatted(what, String.join(" > ", names)));
    }
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
