package dev.assay.suite;

import static java.util.Objects.requireNonNull;

import dev.assay.problem.Place;
import java.io.Serializable;
import java.util.List;

/**
 * A versioned set of prompt cases.
 *
 * @param version the author's own
 * @param scorers how its answers are judged, in the author's order
 * @param hash of every prompt and expectation: two runs compare only where it is the same
 * @param expectedOutputTokens the author's guess for one answer, for estimates; null when not
 *     stated
 */
public record Suite(
    String name,
    String version,
    String description,
    List<ScorerSettings> scorers,
    List<PromptCase> cases,
    String hash,
    Integer expectedOutputTokens,
    Place place)
    implements Serializable {
  public Suite {
    requireNonNull(name, "name");
    requireNonNull(version, "version");
    requireNonNull(description, "description");
    scorers = List.copyOf(scorers);
    cases = List.copyOf(cases);
    requireNonNull(hash, "hash");
    requireNonNull(place, "place");
  }

  /** A suite that sets no scorer; its cases may still expect something of one as it comes. */
  public Suite(
      String name,
      String version,
      String description,
      List<PromptCase> cases,
      String hash,
      Integer expectedOutputTokens,
      Place place) {
    this(name, version, description, List.of(), cases, hash, expectedOutputTokens, place);
  }
}
