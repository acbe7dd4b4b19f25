package dev.assay.score;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * One scorer's score of one answer.
 *
 * @param scorerHash of the scorer, its version and its options: scores compare only where it is the
 *     same
 */
public record Judgement(String scorer, String scorerHash, Score score) implements Serializable {
  public Judgement {
    requireNonNull(scorer, "scorer");
    requireNonNull(scorerHash, "scorerHash");
    requireNonNull(score, "score");
  }
}
