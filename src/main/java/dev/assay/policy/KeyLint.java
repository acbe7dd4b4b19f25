package dev.assay.policy;

import dev.assay.policy.Organization.ByokDecision;
import dev.assay.problem.Problems;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** What is unsafe in how an organisation hands out its keys: one method a rule. */
public final class KeyLint {
  private static final String SANDBOX = "sandbox";

  private final Organization organization;
  private final LocalDate day;
  private final Problems problems;

  private KeyLint(Organization organization, LocalDate day, Problems problems) {
    this.organization = organization;
    this.day = day;
    this.problems = problems;
  }

  /**
   * Reports each finding about the keys that live on a day.
   *
   * @param day on which ages count
   */
  public static void check(Organization organization, LocalDate day, Problems problems) {
    KeyLint lint = new KeyLint(organization, day, problems);
    List<ApiKey> living =
        organization.keys().values().stream().filter(key -> key.livesOn(day)).toList();
    lint.noTwoNamesOfOneKey(living);
    for (ApiKey key : living) {
      lint.oneServiceHoldsIt(key);
      lint.oneBehaviourUsesIt(key);
      lint.itsNameTellsWhoseItIs(key);
      lint.itIsBound(key);
      lint.itIsRotated(key);
      lint.itsOwnProviderKeysAreDecided(key);
    }
    lint.rotationEnds(living);
  }

  private void noTwoNamesOfOneKey(List<ApiKey> living) {
    Map<String, ApiKey> met = new HashMap<>();
    for (ApiKey key : living) {
      ApiKey first = met.putIfAbsent(key.reference().text(), key);
      if (first != null) {
        problems.add(
            key.place(),
            "key '%s' is shared: it lies at %s, as key '%s' does (%s)"
                .formatted(key.name(), key.reference(), first.name(), first.place()),
            "Create one for each, so that a cap, a block or a leak is one's own.");
      }
    }
  }

  private void oneServiceHoldsIt(ApiKey key) {
    if (key.services().size() > 1) {
      problems.add(
          key.place(),
          "key '%s' is shared: %d services hold it (%s)"
              .formatted(key.name(), key.services().size(), String.join(", ", key.services())),
          "Create one for each, so that a cap, a block or a leak is one's own.");
    }
  }

  private void oneBehaviourUsesIt(ApiKey key) {
    if (key.behaviours().size() > 1) {
      problems.add(
          key.place(),
          "key '%s' serves %d behaviours (%s)"
              .formatted(key.name(), key.behaviours().size(), String.join(", ", key.behaviours())),
          "Give each a key of its own, with a cap of its own.");
    }
  }

  private void itsNameTellsWhoseItIs(ApiKey key) {
    List<String> missing =
        Stream.of(
                named("environment", key.environment(), key),
                named("owner", key.owner(), key),
                named("workload", key.workload(), key))
            .filter(Objects::nonNull)
            .toList();
    if (!missing.isEmpty()) {
      problems.add(
          key.place(),
          "the name of key '%s' does not tell its %s"
              .formatted(key.name(), String.join(", ", missing)),
          "Call it '%s-%s-%s'.".formatted(key.environment(), key.owner(), key.workload()));
    }
    if (organization.members().containsKey(key.owner()) && !key.environment().equals(SANDBOX)) {
      problems.add(
          key.place(),
          "key '%s' is the person's '%s', but works in '%s'"
              .formatted(key.name(), key.owner(), key.environment()),
          "Outside of '%s' a key is a team's: people leave.".formatted(SANDBOX));
    }
  }

  /** The kind where the name lacks it, between dashes; else null. */
  private static String named(String kind, String word, ApiKey key) {
    return ("-" + key.name() + "-").contains("-" + word + "-") ? null : kind + " '" + word + "'";
  }

  private void itIsBound(ApiKey key) {
    if (organization.floorOf(key).equals(Guardrail.NONE)) {
      problems.add(
          key.place(),
          "no guardrail binds key '%s'".formatted(key.name()),
          "Add 'guarded-by:' to it, its workspace or the organisation.");
    } else if (key.guardrail().limits().isEmpty()) {
      problems.add(
          key.place(),
          "key '%s' has no budget of its own".formatted(key.name()),
          "Add a guardrail with 'budget-usd:' to its 'guarded-by:'.");
    }
  }

  private void itIsRotated(ApiKey key) {
    long age = ChronoUnit.DAYS.between(key.created(), day);
    if (age > organization.rotation().days()) {
      problems.add(
          key.place(),
          "key '%s' is %d days old, and keys are good for %d"
              .formatted(key.name(), age, organization.rotation().days()),
          "Create its successor, deploy it, wait until the traffic has moved, then retire this one.");
    }
  }

  /** Two keys of one behaviour live side by side while traffic moves, and no longer. */
  private void rotationEnds(List<ApiKey> living) {
    Map<String, List<ApiKey>> sharing = new HashMap<>();
    for (ApiKey key : living) {
      for (String behaviour : key.behaviours()) {
        sharing
            .computeIfAbsent(key.environment() + "/" + behaviour, each -> new ArrayList<>())
            .add(key);
      }
    }
    sharing.values().forEach(this::rotationEndsAmong);
  }

  private void rotationEndsAmong(List<ApiKey> keys) {
    List<ApiKey> newestFirst =
        keys.stream().sorted(Comparator.comparing(ApiKey::created).reversed()).toList();
    ApiKey newest = newestFirst.get(0);
    long since = ChronoUnit.DAYS.between(newest.created(), day);
    if (since <= organization.rotation().overlapDays()) {
      return;
    }
    for (ApiKey older : newestFirst.subList(1, newestFirst.size())) {
      problems.add(
          older.place(),
          "key '%s' still lives %d days after its successor '%s' was created, and may overlap for %d"
              .formatted(older.name(), since, newest.name(), organization.rotation().overlapDays()),
          "Disable it at the gateway, and add 'retired:' with the day.");
    }
  }

  private void itsOwnProviderKeysAreDecided(ApiKey key) {
    for (String provider : key.byok()) {
      ByokDecision decision = organization.byokDecisions().get(provider);
      if (decision == null) {
        problems.add(
            key.place(),
            "key '%s' brings a key of our own for '%s', and nobody wrote down why"
                .formatted(key.name(), provider),
            "Add '%s:' under 'byok-decisions:' with reason, behaviour, rotation-owner and exit-criteria."
                .formatted(provider));
      } else {
        itIsWhole(provider, decision);
      }
    }
  }

  private void itIsWhole(String provider, ByokDecision decision) {
    List<String> missing =
        Stream.of(
                decision.reason() == null ? "reason" : null,
                decision.behaviour() == null ? "behaviour" : null,
                decision.rotationOwner() == null ? "rotation-owner" : null,
                decision.exitCriteria() == null ? "exit-criteria" : null)
            .filter(Objects::nonNull)
            .toList();
    if (!missing.isEmpty()) {
      problems.add(
          decision.place(),
          "the decision to bring a key of our own for '%s' does not say: %s"
              .formatted(provider, String.join(", ", missing)),
          "Write it down while somebody knows.");
    }
  }
}
