package dev.assay.plan;

import static java.util.Objects.requireNonNull;

import dev.assay.catalog.Candidate;
import dev.assay.policy.RoutePolicy;
import java.io.Serializable;
import java.util.List;

/**
 * What goes to the model, and nothing else: no expectation, no other case.
 *
 * @param modelIsDefaulted whether nobody chose the model, so that an implicit default may fall back
 */
public record Question(
    List<Turn> turns, Candidate candidate, RoutePolicy policy, boolean modelIsDefaulted)
    implements Serializable {

  /**
   * One message as the wire knows it: {@code system}, {@code user} or {@code assistant}, and its
   * text.
   */
  public record Turn(String role, String text) implements Serializable {
    public Turn {
      requireNonNull(role, "role");
      requireNonNull(text, "text");
    }
  }

  public Question {
    turns = List.copyOf(turns);
    requireNonNull(candidate, "candidate");
    requireNonNull(policy, "policy");
  }
}
