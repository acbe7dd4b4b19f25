package dev.assay.plan;

import dev.assay.plan.Question.Turn;
import dev.assay.suite.PromptCase;
import dev.assay.suite.Suite;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;

/**
 * A case with what the plan knows of it, worked out once for all arms and repeats.
 *
 * @param twin 0, or a number of its own where other cases ask the very same
 * @param tokens of the prompt, as our tokenizer counts
 * @param tokensAtMost of the prompt, whoever counts
 */
record CaseInPlan(
    Suite suite, PromptCase prompt, int twin, List<Turn> turns, long tokens, long tokensAtMost)
    implements Serializable {

  static CaseInPlan of(Suite suite, PromptCase prompt, int twin) {
    List<Turn> turns =
        prompt.messages().stream()
            .map(each -> new Turn(each.role().name().toLowerCase(Locale.ROOT), each.text()))
            .toList();
    return new CaseInPlan(
        suite,
        prompt,
        twin,
        turns,
        Tokenizer.count(prompt.messages()),
        Tokenizer.countAtMost(prompt.messages()));
  }
}
