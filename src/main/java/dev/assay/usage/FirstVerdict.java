package dev.assay.usage;

import dev.assay.score.Judgement;
import java.util.List;

/**
 * What the only scorer of an answer said of it when its run was made. The event of the answer
 * repeats it, since to find the scores of millions of events takes longer than all that is reckoned
 * of them.
 *
 * @param scoring the folder of the scores that hold it too; null where there is no such verdict
 * @param score null where unscored
 * @param passed null where unscored
 */
public record FirstVerdict(String scoring, Double score, Boolean passed) {
  public static final FirstVerdict NONE = new FirstVerdict(null, null, null);

  /** Of several scorers none speaks for the others. */
  public static FirstVerdict of(String scoring, List<Judgement> judgements) {
    return judgements.size() == 1
        ? judgements
            .get(0)
            .score()
            .fold(
                scored -> new FirstVerdict(scoring, scored.value(), scored.passed()),
                unscored -> new FirstVerdict(scoring, null, null))
        : NONE;
  }
}
