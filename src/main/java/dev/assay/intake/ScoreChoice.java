package dev.assay.intake;

import dev.assay.problem.Closest;
import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import java.nio.file.Path;
import java.util.Set;

/**
 * Which of the scores of a file is the score. The only one is; of several a user has to say, for
 * the choice decides who wins.
 *
 * @param named by the user; null where nothing was said
 */
record ScoreChoice(String named) {
  /** The score's name, or null where the file has no scores. */
  String among(Set<String> scores, Path file) {
    if (named != null && !scores.contains(named)) {
      throw new InvalidInput(
          Place.of(file, 0),
          "there is no score '%s'".formatted(named),
          Closest.hint(named, "scores", scores));
    }
    if (named == null && scores.size() > 1) {
      throw new InvalidInput(
          Place.of(file, 0),
          "there are %d scores of an answer: %s"
              .formatted(scores.size(), String.join("; ", scores)),
          "Say which one counts: --score '%s'.".formatted(scores.iterator().next()));
    }
    return named != null || scores.isEmpty() ? named : scores.iterator().next();
  }
}
