package dev.assay.job;

import static java.util.Objects.requireNonNull;

import dev.assay.catalog.Candidate;
import dev.assay.catalog.ModelChoice;
import dev.assay.policy.RoutePolicy;
import dev.assay.problem.Place;
import java.io.Serializable;
import java.math.BigDecimal;

/**
 * A candidate under a route policy; reports compare arms by name.
 *
 * @param share its weight among the arms that divide the cases between them; null where it asks
 *     them all
 */
public record Arm(
    String name, Candidate candidate, RoutePolicy policy, BigDecimal share, Place place)
    implements Serializable {

  /** An arm that asks every case. */
  public Arm(String name, Candidate candidate, RoutePolicy policy, Place place) {
    this(name, candidate, policy, null, place);
  }

  public Arm {
    requireNonNull(name, "name");
    requireNonNull(candidate, "candidate");
    requireNonNull(policy, "policy");
    requireNonNull(place, "place");
  }

  /**
   * Whether the same arm asks the same model tomorrow. A router chooses by what it sees fit, and an
   * alias moves on, so that nothing can be held against either.
   */
  public boolean isReproducible() {
    return !ModelChoice.isLeftToTheGateway(candidate.model());
  }
}
