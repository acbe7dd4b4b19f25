package dev.assay.job;

import dev.assay.catalog.Candidate;
import dev.assay.catalog.Preset;
import dev.assay.policy.PolicyFolder;
import dev.assay.policy.RoutePolicy;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import dev.assay.settings.Section;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The arms of a job file: a list of its own, or each candidate under each policy. */
final class ArmsSection {
  private final Section root;
  private final PolicyFolder policies;
  private final Problems problems;

  ArmsSection(Section root, PolicyFolder policies, Problems problems) {
    this.root = root;
    this.policies = policies;
    this.problems = problems;
  }

  List<Arm> arms() {
    List<Section> listed = root.sections("arms");
    List<Section> candidates = root.sections("candidates");
    List<String> underPolicies = root.texts("policies");
    boolean isMatrix = !candidates.isEmpty() || !underPolicies.isEmpty();
    if (!listed.isEmpty() && isMatrix) {
      root.problem(
          "arms",
          "the job has both 'arms' and a matrix of 'candidates' and 'policies'",
          "Keep one of the two.");
    }
    if (listed.isEmpty() && (candidates.isEmpty() || underPolicies.isEmpty())) {
      root.problem(
          isMatrix ? "candidates" : "arms",
          isMatrix ? "the matrix needs both 'candidates' and 'policies'" : "the job has no arms",
          "Add 'arms:', or 'candidates:' and 'policies:'.");
    }
    List<Arm> arms = new ArrayList<>(listed(listed));
    arms.addAll(matrix(candidates, underPolicies));
    refuseDuplicates(arms);
    return arms;
  }

  private List<Arm> listed(List<Section> sections) {
    List<Arm> arms = new ArrayList<>();
    for (Section section : sections) {
      String name = section.requiredText("name");
      Candidate candidate = CandidateSection.read(section);
      String policyName = section.requiredText("policy");
      BigDecimal share = share(section);
      section.refuseUnknownKeys();
      if (!policyName.isBlank()) {
        policies
            .named(policyName, section.placeOf("policy"), problems)
            .ifPresent(
                policy -> arms.add(arm(name, candidate, policy, share, section.placeOf("name"))));
      }
    }
    refuseALoneShare(arms);
    return arms;
  }

  private static BigDecimal share(Section section) {
    Optional<BigDecimal> share = section.decimal("share");
    if (share.filter(each -> each.signum() <= 0).isPresent()) {
      section.problem("share", "'share' is %s, expected more than 0".formatted(share.get()), "");
    }
    return share.orElse(null);
  }

  private void refuseALoneShare(List<Arm> arms) {
    List<Arm> sharing = arms.stream().filter(arm -> arm.share() != null).toList();
    if (sharing.size() == 1) {
      problems.add(
          sharing.get(0).place(),
          "arm '%s' has a share of the cases, but no other arm takes the rest"
              .formatted(sharing.get(0).name()),
          "Give another arm a 'share:', or remove this one.");
    }
  }

  private List<Arm> matrix(List<Section> sections, List<String> policyNames) {
    List<RoutePolicy> under =
        policyNames.stream()
            .flatMap(name -> policies.named(name, root.placeOf("policies"), problems).stream())
            .toList();
    List<Arm> arms = new ArrayList<>();
    for (Section section : sections) {
      Candidate candidate = CandidateSection.read(section);
      String name = section.text("name").orElse(slug(candidate.model()));
      Place place = section.placeOf(section.has("name") ? "name" : "model");
      section.refuseUnknownKeys();
      under.forEach(
          policy -> arms.add(arm(name + "@" + policy.name(), candidate, policy, null, place)));
    }
    return arms;
  }

  /** The preset of a policy is that of its arms. */
  private Arm arm(
      String name, Candidate candidate, RoutePolicy policy, BigDecimal share, Place place) {
    Preset demanded = policy.rules().preset();
    Preset stated = candidate.parameters().preset();
    if (demanded != null && stated != null && !stated.equals(demanded)) {
      problems.add(
          place,
          "arm '%s' asks for preset %s, but policy '%s' for %s at %s"
              .formatted(
                  name,
                  described(stated),
                  policy.name(),
                  described(demanded),
                  policy.originsOf("preset").get(0)),
          "Keep one of the two.");
    }
    return new Arm(
        name, demanded == null ? candidate : candidate.with(demanded), policy, share, place);
  }

  private static String described(Preset preset) {
    return preset.version() == null
        ? "'%s'".formatted(preset.name())
        : "'%s' version %s".formatted(preset.name(), preset.version());
  }

  private static String slug(String model) {
    return model.substring(model.indexOf('/') + 1);
  }

  private void refuseDuplicates(List<Arm> arms) {
    Map<String, Place> places = new HashMap<>();
    for (Arm arm : arms) {
      Place first = places.putIfAbsent(arm.name(), arm.place());
      if (first != null && !arm.name().isBlank()) {
        problems.add(
            arm.place(),
            "arm '%s' stands here again".formatted(arm.name()),
            "It stands first at line %d; give each a 'name:' of its own.".formatted(first.line()));
      }
    }
  }
}
