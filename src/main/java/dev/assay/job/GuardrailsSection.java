package dev.assay.job;

import dev.assay.money.Usd;
import dev.assay.policy.ApiKey;
import dev.assay.policy.EffectivePolicy;
import dev.assay.policy.Guardrail;
import dev.assay.policy.Organization;
import dev.assay.policy.Organization.Member;
import dev.assay.policy.OrganizationFile;
import dev.assay.policy.SpendLimit;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import dev.assay.settings.Section;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The organisation that a job file names under {@code guardrails}, and what it demands of it. */
final class GuardrailsSection {
  private final Section root;
  private final Problems problems;

  GuardrailsSection(Section root, Problems problems) {
    this.root = root;
    this.problems = problems;
  }

  /**
   * What binds the key that pays; nothing where the job names no guardrails.
   *
   * @param resolved a path of the file, as seen from where the program runs
   * @param gateway null where the job's could not be read
   */
  Guardrail floor(UnaryOperator<String> resolved, Payer payer, GatewayTarget gateway) {
    Optional<Organization> organization =
        root.text("guardrails")
            .flatMap(file -> OrganizationFile.read(Path.of(resolved.apply(file)), problems));
    return organization.map(each -> floor(each, payer, gateway)).orElse(Guardrail.NONE);
  }

  private Guardrail floor(Organization organization, Payer payer, GatewayTarget gateway) {
    Place said = root.placeOf("payer");
    if (payer.apiKeyName() == null) {
      root.problem(
          "guardrails",
          "the job names guardrails, but no key that they bind",
          "Add 'api-key-name:' under 'payer:'; the keys are: %s."
              .formatted(String.join(", ", organization.keys().keySet())));
      return Guardrail.NONE;
    }
    Optional<ApiKey> key = organization.key(payer.apiKeyName(), said, problems);
    if (key.isEmpty()) {
      return Guardrail.NONE;
    }
    refuseAnother("organization", payer.organization(), organization.name(), organization.place());
    refuseAnother("workspace", payer.workspace(), key.get().workspace(), key.get().place());
    refuseAnother("environment", payer.environment(), key.get().environment(), key.get().place());
    refuseAnotherBehaviour(payer, key.get());
    refuseAnotherKey(gateway, key.get());
    Optional<Member> member =
        Optional.ofNullable(payer.member())
            .flatMap(each -> organization.member(each, said, problems));
    return member
        .map(each -> organization.floorOf(key.get(), each))
        .orElseGet(() -> organization.floorOf(key.get()));
  }

  private void refuseAnother(String what, String said, String meant, Place place) {
    if (said != null && !said.equals(meant)) {
      problems.add(
          root.placeOf("payer"),
          "the payer's %s is '%s', but %s says '%s'".formatted(what, said, place, meant),
          "Mend the one that is wrong: what is demanded of a call hangs on it.");
    }
  }

  private void refuseAnotherBehaviour(Payer payer, ApiKey key) {
    if (payer.behaviour() != null && !key.behaviours().contains(payer.behaviour())) {
      problems.add(
          root.placeOf("payer"),
          "the payer's behaviour is '%s', but %s gives key '%s' to: %s"
              .formatted(
                  payer.behaviour(),
                  key.place(),
                  key.name(),
                  key.behaviours().isEmpty() ? "none" : String.join(", ", key.behaviours())),
          "Give the behaviour a key of its own there.");
    }
  }

  private void refuseAnotherKey(GatewayTarget gateway, ApiKey key) {
    if (gateway != null
        && gateway.key() != null
        && !gateway.key().text().equals(key.reference().text())) {
      problems.add(
          gateway.key().place(),
          "the gateway's key is %s, but %s has key '%s' at %s"
              .formatted(gateway.key(), key.place(), key.name(), key.reference()),
          "Mend the one that is wrong: guardrails bind a key, not its name.");
    }
  }

  /** A run that may spend more than a budget allows would be stopped by the gateway half-way. */
  void refuseLooserBudgets(Guardrail floor, Usd budget, Terms terms, Payer payer) {
    Usd ofKey = payer.apiKeyName() == null ? null : terms.budgets().keys().get(payer.apiKeyName());
    for (SpendLimit limit : floor.limits()) {
      refuseLooser("budget-usd", budget, limit);
      refuseLooser("budgets", ofKey, limit);
    }
  }

  private void refuseLooser(String setting, Usd budget, SpendLimit limit) {
    if (budget != null && budget.isMoreThan(limit.usd())) {
      root.problem(
          setting,
          "'%s' allows %s USD, but %s (%s)".formatted(setting, budget, limit, limit.place()),
          "Lower it; a job may tighten what guardrails demand, never loosen it.");
    }
  }

  /** The arms under the policies that remain of theirs. */
  List<Arm> held(List<Arm> arms, Guardrail floor) {
    if (floor.equals(Guardrail.NONE)) {
      return arms;
    }
    List<Arm> held = new ArrayList<>();
    for (Arm arm : arms) {
      EffectivePolicy.of(arm.policy(), arm.candidate().model(), floor, arm.place(), problems)
          .ifPresent(
              policy ->
                  held.add(new Arm(arm.name(), arm.candidate(), policy, arm.share(), arm.place())));
    }
    return held;
  }
}
