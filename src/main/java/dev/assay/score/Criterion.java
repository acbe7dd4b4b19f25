package dev.assay.score;

import java.util.List;

/** What an answer to one case has to meet. Made once, it judges any number of answers at a time. */
interface Criterion {
  Score judge(String answer);

  /** Answers that meet it, made from what it expects; none where none can be made. */
  default List<String> examples() {
    return List.of();
  }

  /** Answers that nearly meet it, as a careless model would give them. */
  default List<String> slips() {
    return List.of();
  }
}
