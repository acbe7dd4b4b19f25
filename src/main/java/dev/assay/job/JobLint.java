package dev.assay.job;

import dev.assay.catalog.Catalog;
import dev.assay.catalog.Model;
import dev.assay.policy.Eligibility;
import dev.assay.policy.Eligibility.Excluded;
import dev.assay.policy.PolicyLint;
import dev.assay.problem.Problems;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is sound in a job and still unwise: one method a rule. */
public final class JobLint {
  private final Job job;
  private final Catalog catalog;
  private final LocalDate day;
  private final Problems problems;

  private JobLint(Job job, Catalog catalog, LocalDate day, Problems problems) {
    this.job = job;
    this.catalog = catalog;
    this.day = day;
    this.problems = problems;
  }

  /**
   * Reports all of it.
   *
   * @param day on which prices hold and ages count
   */
  public static void check(Job job, Catalog catalog, LocalDate day, Problems problems) {
    JobLint lint = new JobLint(job, catalog, day, problems);
    PolicyLint policies = new PolicyLint(catalog, day, problems);
    lint.theFirstArmIsABaseline();
    for (Arm arm : job.arms()) {
      if (!isForbidden(arm, policies)) {
        lint.anEndpointIsLeft(arm);
      }
      policies.chain(
          arm.candidate().model(), arm.policy(), "arm '%s'".formatted(arm.name()), arm.place());
      policies.prices(arm.candidate().model());
      arm.policy().fallbackModels().forEach(policies::prices);
    }
  }

  /** Where no incumbent is named, what stands first is what the others want the place of. */
  private void theFirstArmIsABaseline() {
    Arm first = job.arms().get(0);
    if (job.incumbent() == null && !first.isReproducible() && job.arms().size() > 1) {
      problems.add(
          first.place(),
          "arm '%s' stands first, as what the others are held against, but '%s' is whatever the gateway chooses"
              .formatted(first.name(), first.candidate().model()),
          "Put an arm first that asks one model, or name one under 'incumbent:'.");
    }
  }

  private static boolean isForbidden(Arm arm, PolicyLint policies) {
    String owner = "arm '%s'".formatted(arm.name());
    arm.policy()
        .fallbackModels()
        .forEach(model -> policies.modality(model, arm.policy(), owner, arm.place()));
    return policies.modality(arm.candidate().model(), arm.policy(), owner, arm.place());
  }

  private void anEndpointIsLeft(Arm arm) {
    Optional<Model> model = catalog.model(arm.candidate().model());
    if (model.isEmpty()) {
      return; // a plan says so
    }
    Eligibility eligibility =
        Eligibility.of(
            model.get(), arm.policy(), day, arm.candidate().parameters().requiredCapabilities(), 0);
    if (eligibility.remaining().isEmpty()) {
      problems.add(
          arm.place(),
          "arm '%s': its effective policy leaves no endpoint of '%s'"
              .formatted(arm.name(), model.get().id()),
          "What fell out: %s."
              .formatted(
                  eligibility.excluded().stream()
                      .map(Excluded::toString)
                      .collect(Collectors.joining("; "))));
    }
  }

  /** Reports two jobs of different behaviours that pay with one key. */
  public static void checkTogether(List<Job> jobs, Problems problems) {
    Map<String, Job> met = new HashMap<>();
    for (Job job : jobs) {
      if (job.gateway().key() == null || job.payer().behaviour() == null) {
        continue;
      }
      Job first = met.putIfAbsent(job.gateway().key().text(), job);
      if (first != null && !first.payer().behaviour().equals(job.payer().behaviour())) {
        problems.add(
            job.gateway().key().place(),
            "the key at %s is shared: behaviour '%s' pays with it, and '%s' does (%s)"
                .formatted(
                    job.gateway().key(),
                    job.payer().behaviour(),
                    first.payer().behaviour(),
                    first.gateway().key().place()),
            "Create one for each, so that a cap, a block or a leak is one's own.");
      }
    }
  }
}
