package dev.assay.policy;

import dev.assay.money.UsdPerMillion;
import dev.assay.policy.RoutePolicy.DataCollection;
import dev.assay.policy.RoutePolicy.DirectFallback;
import dev.assay.policy.RoutePolicy.MaxPrice;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A route policy held to guardrails. What it leaves unsaid it takes from them; what it says more
 * strictly holds; what it says more loosely is refused, with both places, and never quietly mended:
 * its author believes in something that would not happen.
 */
public final class EffectivePolicy {
  private static final String MEND =
      "A policy may tighten what guardrails demand, never loosen it: remove it, or choose another"
          + " key.";

  private final RoutePolicy policy;
  private final String model;
  private final Guardrail floor;
  private final Place asked;
  private final Problems problems;
  private final Map<String, List<Place>> origins;

  private EffectivePolicy(
      RoutePolicy policy, String model, Guardrail floor, Place asked, Problems problems) {
    this.policy = policy;
    this.model = model;
    this.floor = floor;
    this.asked = asked;
    this.problems = problems;
    this.origins = new TreeMap<>(policy.origins());
  }

  /**
   * The policy under which a model is asked, or nothing and everything that is looser than it may
   * be.
   *
   * @param asked where the model is named
   */
  public static Optional<RoutePolicy> of(
      RoutePolicy policy, String model, Guardrail floor, Place asked, Problems problems) {
    int before = problems.count();
    RoutePolicy effective = new EffectivePolicy(policy, model, floor, asked, problems).effective();
    return problems.count() > before ? Optional.empty() : Optional.of(effective);
  }

  private RoutePolicy effective() {
    refuseForbiddenModels();
    String region = region();
    List<String> only = only();
    refuseForbiddenProviders("order", policy.order());
    DataCollection dataCollection = dataCollection();
    boolean zeroRetention = zeroRetention();
    RoutePolicy effective =
        new RoutePolicy(
            policy.name(),
            policy.description(),
            region,
            policy.order(),
            only,
            ignore(),
            policy.allowFallbacks(),
            policy.requireParameters(),
            dataCollection,
            zeroRetention,
            policy.quantizations(),
            policy.sort(),
            maxPrice(),
            policy.uncappedReason(),
            policy.fallbackMode(),
            policy.fallbackModels(),
            policy.hash(),
            policy.place(),
            policy.details(),
            policy.directFallback(),
            rules(),
            Map.of());
    refuseAWayPast(effective);
    return effective.from(origins);
  }

  private void refuseForbiddenModels() {
    refuseForbiddenModel(model, asked);
    for (String fallback : policy.fallbackModels()) {
      refuseForbiddenModel(fallback, placeOf("fallback-models"));
    }
  }

  private void refuseForbiddenModel(String named, Place place) {
    if (floor.allowedModels() != null
        && !Naming.MODELS.covers(floor.allowedModels().value(), named)) {
      problems.add(
          place,
          "model '%s' is not among the 'allowed-models' of %s"
              .formatted(named, floor.allowedModels().where()),
          "Allowed by all of them: %s.".formatted(listed(floor.allowedModels().value())));
    }
    if (floor.ignoredModels() != null
        && Naming.MODELS.covers(floor.ignoredModels().value(), named)) {
      problems.add(
          place,
          "model '%s' is among the 'ignored-models' of %s"
              .formatted(named, floor.ignoredModels().where()),
          "Choose another model.");
    }
  }

  private static String listed(Collection<String> names) {
    return names.isEmpty() ? "none" : names.stream().sorted().collect(Collectors.joining(", "));
  }

  private String region() {
    if (floor.regions() == null) {
      return policy.region();
    }
    Set<String> allowed = floor.regions().value();
    if (allowed.isEmpty()) {
      problems.add(
          asked,
          "the guardrails at %s demand regions that exclude each other"
              .formatted(floor.regions().where()),
          "Mend them, or choose another key.");
      return policy.region();
    }
    String demanded = allowed.iterator().next();
    if (policy.states("region") && !allowed.contains(policy.region())) {
      refuse("region", policy.region(), "region: " + demanded, floor.regions());
    }
    demanded("region", floor.regions());
    return demanded;
  }

  private List<String> only() {
    Sourced<Set<String>> allowed = floor.allowedProviders();
    refuseForbiddenProviders("only", policy.only());
    if (allowed == null) {
      return policy.only();
    }
    if (allowed.value().isEmpty()) {
      // an empty list on the wire would allow every provider
      problems.add(
          asked,
          "the 'allowed-providers' of %s have none in common".formatted(allowed.where()),
          "Mend them, or choose another key.");
    }
    if (policy.only().isEmpty()) {
      demanded("only", allowed);
      return List.copyOf(allowed.value());
    }
    return List.copyOf(Naming.PROVIDERS.intersection(allowed.value(), policy.only()));
  }

  private void refuseForbiddenProviders(String setting, List<String> named) {
    for (String provider : named) {
      if (floor.allowedProviders() != null
          && !Naming.PROVIDERS.covers(floor.allowedProviders().value(), provider)) {
        refuse(
            setting,
            provider,
            "allowed-providers: [%s]".formatted(listed(floor.allowedProviders().value())),
            floor.allowedProviders());
      }
      if (floor.ignoredProviders() != null
          && Naming.PROVIDERS.covers(floor.ignoredProviders().value(), provider)) {
        refuse(
            setting,
            provider,
            "ignored-providers: [%s]".formatted(listed(floor.ignoredProviders().value())),
            floor.ignoredProviders());
      }
    }
  }

  private List<String> ignore() {
    if (floor.ignoredProviders() == null) {
      return policy.ignore();
    }
    demanded("ignore", floor.ignoredProviders());
    return Stream.concat(policy.ignore().stream(), floor.ignoredProviders().value().stream())
        .distinct()
        .toList();
  }

  private DataCollection dataCollection() {
    if (floor.trainingDenied() == null) {
      return policy.dataCollection();
    }
    if (policy.dataCollection() == DataCollection.ALLOW) {
      refuse("data-collection", "allow", "data-collection: deny", floor.trainingDenied());
    }
    demanded("data-collection", floor.trainingDenied());
    return DataCollection.DENY;
  }

  /** As strict as the strictest of the models that may answer. */
  private boolean zeroRetention() {
    Sourced<Set<String>> groups = floor.zeroRetention();
    boolean demanded =
        groups != null
            && Stream.concat(Stream.of(model), policy.fallbackModels().stream())
                .anyMatch(each -> ModelGroup.isIn(groups.value(), each));
    if (!demanded) {
      return policy.zeroRetention();
    }
    if (policy.states("zero-retention") && !policy.zeroRetention()) {
      refuse(
          "zero-retention",
          "false",
          "zero-retention: [%s]".formatted(listed(groups.value())),
          groups);
    }
    demanded("zero-retention", groups);
    return true;
  }

  private MaxPrice maxPrice() {
    if (floor.maxPrompt() == null || floor.maxCompletion() == null) {
      return policy.maxPrice();
    }
    String demand =
        "max-price: {prompt: %s, completion: %s}"
            .formatted(floor.maxPrompt().value(), floor.maxCompletion().value());
    Sourced<Boolean> both =
        Sourced.merged(
            new Sourced<>(true, floor.maxPrompt().places()),
            new Sourced<>(true, floor.maxCompletion().places()),
            Boolean::logicalAnd);
    if (policy.maxPrice() == null) {
      demanded("max-price", both);
      refuse("uncapped", policy.uncappedReason(), demand, both);
      return new MaxPrice(floor.maxPrompt().value(), floor.maxCompletion().value());
    }
    UsdPerMillion prompt = policy.maxPrice().prompt();
    UsdPerMillion completion = policy.maxPrice().completion();
    if (prompt.compareTo(floor.maxPrompt().value()) > 0
        || completion.compareTo(floor.maxCompletion().value()) > 0) {
      refuse(
          "max-price", "{prompt: %s, completion: %s}".formatted(prompt, completion), demand, both);
    }
    MaxPrice lesser =
        new MaxPrice(
            lesser(prompt, floor.maxPrompt().value()),
            lesser(completion, floor.maxCompletion().value()));
    if (lesser.prompt().equals(floor.maxPrompt().value())
        || lesser.completion().equals(floor.maxCompletion().value())) {
      demanded("max-price", both);
    }
    return lesser;
  }

  private static UsdPerMillion lesser(UsdPerMillion one, UsdPerMillion other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  private CallRules rules() {
    if (floor.forbiddenModalities() == null) {
      return policy.rules();
    }
    demanded("forbid-modalities", floor.forbiddenModalities());
    return policy.rules().forbidding(floor.forbiddenModalities().value());
  }

  /** A provider asked directly can be held to nothing that guardrails demand of its data. */
  private void refuseAWayPast(RoutePolicy effective) {
    if (policy.directFallback() == DirectFallback.NEVER) {
      return;
    }
    String author = ModelGroup.author(model);
    Sourced<Set<String>> allowed = floor.allowedProviders();
    Sourced<Set<String>> ignored = floor.ignoredProviders();
    if (allowed != null && !Naming.PROVIDERS.covers(allowed.value(), author)) {
      refuse("direct-fallback", "true", "allowed-providers", allowed);
    }
    if (ignored != null && Naming.PROVIDERS.covers(ignored.value(), author)) {
      refuse("direct-fallback", "true", "ignored-providers", ignored);
    }
    for (DataPromise promise : effective.promises()) {
      List<Place> demandedAt = origins.getOrDefault(promise.setting(), List.of(policy.place()));
      refuse("direct-fallback", "true", promise.setting(), new Sourced<>(promise, demandedAt));
    }
  }

  private void refuse(String setting, String value, String demand, Sourced<?> demanded) {
    problems.add(
        placeOf(setting),
        "'%s: %s' of policy '%s' is looser than '%s' at %s"
            .formatted(setting, value, policy.name(), demand, demanded.where()),
        MEND);
  }

  private Place placeOf(String setting) {
    return policy.originsOf(setting).get(0);
  }

  /** What holds is what the floor demands, whether or not the policy says so, too. */
  private void demanded(String setting, Sourced<?> demand) {
    List<Place> own = origins.getOrDefault(setting, List.of());
    origins.put(setting, Sourced.joined(own, demand.places()));
  }
}
