package dev.assay.policy;

import dev.assay.catalog.Capability;
import dev.assay.catalog.Catalog;
import dev.assay.catalog.Endpoint;
import dev.assay.catalog.Model;
import dev.assay.catalog.ModelChoice;
import dev.assay.catalog.TokenPrice;
import dev.assay.policy.RoutePolicy.DataCollection;
import dev.assay.problem.Closest;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is sound in a route policy and still unwise: one method a rule. */
public final class PolicyLint {
  /** A price that nobody looked at for so long is not to be reckoned with. */
  private static final int STALE_AFTER_DAYS = 180;

  private static final Set<Capability> ANYTHING_WILL_DO = Set.of();

  private final Catalog catalog;
  private final LocalDate day;
  private final Problems problems;

  /**
   * @param day on which prices hold and ages count
   */
  public PolicyLint(Catalog catalog, LocalDate day, Problems problems) {
    this.catalog = catalog;
    this.day = day;
    this.problems = problems;
  }

  /** Reports all that is unwise in a policy by itself. */
  public void check(RoutePolicy policy) {
    trainingOptOut(policy);
    fallbackToWhateverTheGatewayChooses(policy);
    endpointIsLeft(policy);
    List.of(
            Map.entry("order", policy.order()),
            Map.entry("only", policy.only()),
            Map.entry("ignore", policy.ignore()))
        .forEach(named -> providersExist(policy, named.getKey(), named.getValue()));
    chain(
        new ModelChain(policy.fallbackModels()),
        "policy '%s'".formatted(policy.name()),
        policy.originsOf("fallback-models").get(0));
  }

  private void trainingOptOut(RoutePolicy policy) {
    if (policy.dataCollection() != DataCollection.DENY && !policy.states("training-allowed")) {
      problems.add(
          policy.originsOf("data-collection").get(0),
          "policy '%s' lets providers train on prompts".formatted(policy.name()),
          "Add 'data-collection: deny', or 'training-allowed:' with the reason why they may.");
    }
  }

  private void fallbackToWhateverTheGatewayChooses(RoutePolicy policy) {
    for (String model : policy.fallbackModels()) {
      if (ModelChoice.isLeftToTheGateway(model)) {
        problems.add(
            policy.originsOf("fallback-models").get(0),
            "policy '%s' falls back to '%s', which is whatever the gateway chooses"
                .formatted(policy.name(), model),
            "Name a model: nothing can be compared with an answer of an unknown one.");
      }
    }
  }

  private void endpointIsLeft(RoutePolicy policy) {
    boolean left =
        catalog.models().stream()
            .anyMatch(
                model ->
                    !Eligibility.of(model, policy, day, ANYTHING_WILL_DO, 0).remaining().isEmpty());
    if (!left && !catalog.models().isEmpty()) {
      problems.add(
          policy.place(),
          "policy '%s' leaves no endpoint of any model in catalog '%s'"
              .formatted(policy.name(), catalog.version()),
          "Loosen what excludes them; 'assay policy explain' says what that is.");
    }
  }

  private void providersExist(RoutePolicy policy, String setting, List<String> named) {
    Set<String> known = new TreeSet<>();
    for (Model model : catalog.models()) {
      for (Endpoint endpoint : model.endpoints()) {
        known.add(endpoint.provider());
        known.add(endpoint.tag());
      }
    }
    for (String name : named) {
      if (!known.isEmpty() && !known.contains(name)) {
        problems.add(
            policy.originsOf(setting).get(0),
            "'%s' of policy '%s' names '%s', and no endpoint has it"
                .formatted(setting, policy.name(), name),
            Closest.hint(name, "names", known));
      }
    }
  }

  /** Reports a chain of models in which every failure lands on the dearest. */
  public void chain(String first, RoutePolicy policy, String owner, Place place) {
    List<String> models = new ArrayList<>(List.of(first));
    models.addAll(policy.fallbackModels());
    chain(new ModelChain(models), owner, place);
  }

  void chain(ModelChain chain, String owner, Place place) {
    Optional<String> dearest = chain.dearestEnd(catalog, day);
    dearest.ifPresent(
        model ->
            problems.add(
                place,
                "the fallbacks of %s end at the dearest model, '%s': %s"
                    .formatted(owner, model, chain),
                "Let the chain end at a cheaper one, so that an outage is no spending spree."));
  }

  /** Reports a model that puts out what a policy forbids; whether it does is told. */
  public boolean modality(String id, RoutePolicy policy, String owner, Place place) {
    List<String> forbidden = catalog.model(id).map(policy.rules()::forbiddenOf).orElse(List.of());
    if (!forbidden.isEmpty()) {
      problems.add(
          place,
          "%s asks '%s', which puts out %s, and policy '%s' forbids that (%s)"
              .formatted(
                  owner,
                  id,
                  String.join(", ", forbidden),
                  policy.name(),
                  policy.originsOf("forbid-modalities").stream()
                      .map(Place::toString)
                      .collect(Collectors.joining(", "))),
          "Ask another model, or another policy that was approved for it.");
    }
    return !forbidden.isEmpty();
  }

  /** Reports a model whose prices nobody has looked at for long. */
  public void prices(String id) {
    Optional<Model> model = catalog.model(id);
    if (model.isEmpty()) {
      return;
    }
    for (Endpoint endpoint : model.get().endpoints()) {
      Optional<TokenPrice> price = endpoint.priceOn(day);
      long age = price.map(each -> ChronoUnit.DAYS.between(each.validFrom(), day)).orElse(0L);
      if (age > STALE_AFTER_DAYS) {
        problems.add(
            model.get().place(),
            "the price of '%s' at '%s' is of %s, %d days ago"
                .formatted(id, endpoint.tag(), price.get().validFrom(), age),
            "Look it up, and add it with the day on which you did.");
      }
    }
  }

  /** Reports a feature that is not pinned to one model, or has nothing to fall back on. */
  public void feature(FeaturesFile.Feature feature, Map<String, RoutePolicy> policies) {
    if (feature.model() == null || ModelChoice.isLeftToTheGateway(feature.model())) {
      problems.add(
          feature.place(),
          feature.model() == null
              ? "feature '%s' has no pinned model".formatted(feature.name())
              : "feature '%s' is pinned to '%s', which is whatever the gateway chooses"
                  .formatted(feature.name(), feature.model()),
          "Add 'model:' with the one that was evaluated.");
    } else {
      modelIsKnown(feature, feature.model());
    }
    if (feature.fallback() == null) {
      problems.add(
          feature.place(),
          "feature '%s' has no fallback".formatted(feature.name()),
          "Add 'fallback:' with the model that stands in when the pinned one fails.");
    } else {
      modelIsKnown(feature, feature.fallback());
    }
    if (feature.policy() == null || !policies.containsKey(feature.policy())) {
      problems.add(
          feature.place(),
          feature.policy() == null
              ? "feature '%s' has no policy".formatted(feature.name())
              : "feature '%s' names the policy '%s', which does not exist"
                  .formatted(feature.name(), feature.policy()),
          feature.policy() == null
              ? "Add 'policy:'."
              : Closest.hint(feature.policy(), "policies", policies.keySet()));
    } else {
      Stream.of(feature.model(), feature.fallback())
          .filter(Objects::nonNull)
          .forEach(
              model ->
                  modality(
                      model,
                      policies.get(feature.policy()),
                      "feature '%s'".formatted(feature.name()),
                      feature.place()));
    }
    if (feature.model() != null && feature.fallback() != null) {
      chain(
          new ModelChain(List.of(feature.model(), feature.fallback())),
          "feature '%s'".formatted(feature.name()),
          feature.place());
    }
  }

  private void modelIsKnown(FeaturesFile.Feature feature, String model) {
    if (!catalog.models().isEmpty() && catalog.model(model).isEmpty()) {
      problems.add(
          feature.place(),
          "feature '%s' names the model '%s', which the catalog does not know"
              .formatted(feature.name(), model),
          Closest.hint(model, "models", catalog.modelIds()));
    }
  }
}
