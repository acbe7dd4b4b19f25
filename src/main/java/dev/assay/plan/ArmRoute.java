package dev.assay.plan;

import dev.assay.catalog.Catalog;
import dev.assay.catalog.Endpoint;
import dev.assay.catalog.Model;
import dev.assay.catalog.ModelChoice;
import dev.assay.job.Arm;
import dev.assay.policy.Eligibility;
import dev.assay.policy.RoutePolicy;
import dev.assay.policy.RoutePolicy.FallbackMode;
import java.io.Serializable;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * Who may serve an arm on a day.
 *
 * @param isKnown whether the catalog knows the model
 * @param remaining of the asked model, in catalog order
 * @param excluded which endpoints of it fell out, and why
 * @param fallbacks endpoints of the models that may answer in its place
 */
record ArmRoute(
    Arm arm,
    LocalDate day,
    boolean isKnown,
    List<Endpoint> remaining,
    List<String> excluded,
    List<Endpoint> fallbacks)
    implements Serializable {
  ArmRoute {
    remaining = List.copyOf(remaining);
    excluded = List.copyOf(excluded);
    fallbacks = List.copyOf(fallbacks);
  }

  static ArmRoute of(Arm arm, Catalog catalog, LocalDate day) {
    Optional<Eligibility> asked = eligibility(arm, arm.candidate().model(), catalog, day);
    return new ArmRoute(
        arm,
        day,
        asked.isPresent(),
        asked.map(Eligibility::remaining).orElse(List.of()),
        asked.map(Eligibility::excluded).orElse(List.of()).stream().map(Object::toString).toList(),
        fallbackModels(arm.policy()).stream()
            .flatMap(model -> eligibility(arm, model, catalog, day).stream())
            .flatMap(eligibility -> eligibility.remaining().stream())
            .toList());
  }

  /** Every arm names its model, so a policy that falls back for defaulted ones only never does. */
  private static List<String> fallbackModels(RoutePolicy policy) {
    return policy.fallbackMode() == FallbackMode.ANY ? policy.fallbackModels() : List.of();
  }

  private static Optional<Eligibility> eligibility(
      Arm arm, String id, Catalog catalog, LocalDate day) {
    if (ModelChoice.isLeftToTheGateway(id)) {
      return Optional.empty(); // whatever a catalog says of it, its price is that of its choice
    }
    Optional<Model> model = catalog.model(id);
    return model.map(
        each ->
            Eligibility.of(
                each, arm.policy(), day, arm.candidate().parameters().requiredCapabilities(), 0));
  }

  /** Whether nobody can say before a call which model will answer. */
  boolean isLeftToTheGateway() {
    return ModelChoice.isLeftToTheGateway(arm.candidate().model());
  }
}
