package dev.assay.score;

import static java.util.Objects.requireNonNull;

import dev.assay.suite.PromptCase;
import dev.assay.suite.Suite;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Answers of known worth to one case, for a gateway that simulates models.
 *
 * @param right each passes every scorer of the case; empty where none can be made, as for a bare
 *     regular expression without a reference
 * @param wrong plausible ones, each of which fails a scorer: right for other cases of the suite, or
 *     broken off
 */
public record SampleAnswers(PromptCase promptCase, List<String> right, List<String> wrong) {
  private static final int WRONG_ANSWERS = 4;

  /** Far enough to meet every label of a suite, near enough for suites of a hundred thousand. */
  private static final int NEIGHBOURS = 200;

  public SampleAnswers {
    requireNonNull(promptCase, "promptCase");
    right = List.copyOf(right);
    wrong = List.copyOf(wrong);
  }

  /** The sample answers of every case, in the suite's order; each was judged by the scorers. */
  public static List<SampleAnswers> of(Suite suite) {
    Scorers scorers = Scorers.of(suite);
    List<PromptCase> cases = suite.cases();
    List<List<String>> right = cases.stream().map(each -> right(each, scorers)).toList();
    List<SampleAnswers> samples = new ArrayList<>();
    for (int i = 0; i < cases.size(); i++) {
      samples.add(
          new SampleAnswers(cases.get(i), right.get(i), wrong(cases.get(i), i, right, scorers)));
    }
    return samples;
  }

  private static List<String> right(PromptCase promptCase, Scorers scorers) {
    Stream<String> made =
        scorers.ready(promptCase).stream().flatMap(each -> each.criterion().examples().stream());
    return Stream.concat(Stream.ofNullable(promptCase.reference()), made)
        .distinct()
        .filter(answer -> passes(promptCase, answer, scorers))
        .toList();
  }

  /** The cases that follow come first, so that each case has mistakes of its own. */
  private static List<String> wrong(
      PromptCase promptCase, int index, List<List<String>> right, Scorers scorers) {
    Stream<String> slips =
        scorers.ready(promptCase).stream().flatMap(each -> each.criterion().slips().stream());
    Stream<String> ofOthers =
        IntStream.rangeClosed(1, Math.min(NEIGHBOURS, right.size() - 1))
            .mapToObj(i -> right.get((index + i) % right.size()))
            .flatMap(answers -> answers.stream().limit(1));
    return Stream.concat(slips, ofOthers)
        .distinct()
        .filter(answer -> fails(promptCase, answer, scorers))
        .limit(WRONG_ANSWERS)
        .toList();
  }

  private static boolean passes(PromptCase promptCase, String answer, Scorers scorers) {
    List<Judgement> judgements = scorers.judge(promptCase, answer);
    return !judgements.isEmpty()
        && judgements.stream()
            .allMatch(each -> each.score().fold(Score.Scored::passed, unscored -> false));
  }

  private static boolean fails(PromptCase promptCase, String answer, Scorers scorers) {
    return scorers.judge(promptCase, answer).stream()
        .anyMatch(each -> each.score().fold(scored -> !scored.passed(), unscored -> false));
  }
}
