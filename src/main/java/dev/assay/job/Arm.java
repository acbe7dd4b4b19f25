package dev.assay.job;

import static java.util.Objects.requireNonNull;

import dev.assay.catalog.Candidate;
import dev.assay.policy.RoutePolicy;
import dev.assay.problem.Place;
import java.io.Serializable;

/** A candidate under a route policy; reports compare arms by name. */
public record Arm(String name, Candidate candidate, RoutePolicy policy, Place place)
    implements Serializable {
  public Arm {
    requireNonNull(name, "name");
    requireNonNull(candidate, "candidate");
    requireNonNull(policy, "policy");
    requireNonNull(place, "place");
  }
}
