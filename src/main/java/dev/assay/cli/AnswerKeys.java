package dev.assay.cli;

import dev.assay.score.SampleAnswers;
import dev.assay.suite.Suite;
import dev.assay.twin.AnswerKey;
import java.util.List;
import java.util.Locale;

/**
 * Makes the twin's answer key from suites, so that what its models answer can be right or wrong.
 */
final class AnswerKeys {
  private AnswerKeys() {}

  /**
   * A case for which no right answer can be made is left out; the twin then answers it in prose.
   */
  static AnswerKey of(List<Suite> suites) {
    AnswerKey.Builder key = AnswerKey.builder();
    for (Suite suite : suites) {
      for (SampleAnswers samples : SampleAnswers.of(suite)) {
        if (!samples.right().isEmpty()) {
          key.add(turns(samples), samples.right().get(0), samples.wrong());
        }
      }
    }
    return key.build();
  }

  private static List<AnswerKey.Turn> turns(SampleAnswers samples) {
    return samples.promptCase().messages().stream()
        .map(
            message ->
                new AnswerKey.Turn(message.role().name().toLowerCase(Locale.ROOT), message.text()))
        .toList();
  }
}
