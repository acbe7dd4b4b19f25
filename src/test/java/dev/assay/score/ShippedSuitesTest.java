package dev.assay.score;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.problem.Problems;
import dev.assay.suite.PromptCase;
import dev.assay.suite.Suite;
import dev.assay.suite.SuiteFolder;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The suites under {@code prompts/} are sound, and their own answers are right. */
class ShippedSuitesTest {
  private static Suite suite(String name) {
    Problems problems = new Problems();
    Suite suite = SuiteFolder.read(Path.of("prompts", name), problems).orElseThrow();
    Scorers.check(suite, problems);
    assertThat(problems.all()).isEmpty();
    return suite;
  }

  @ParameterizedTest
  @CsvSource({"support-triage, 48", "order-extraction, 20", "word-problems, 24"})
  void aShippedSuiteIsSoundAndLargeEnough(String name, int cases) {
    Suite suite = suite(name);

    assertThat(suite.name()).isEqualTo(name);
    assertThat(suite.cases()).hasSizeGreaterThanOrEqualTo(cases);
    assertThat(suite.expectedOutputTokens()).isPositive();
    assertThat(suite.cases()).extracting(PromptCase::contentHash).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(strings = {"support-triage", "order-extraction", "word-problems"})
  void everyCaseHasARightAnswerAndWrongOnesThatTheScorersTellApart(String name) {
    Suite suite = suite(name);
    Scorers scorers = Scorers.of(suite);

    assertThat(SampleAnswers.of(suite))
        .hasSameSizeAs(suite.cases())
        .allSatisfy(
            sample -> {
              assertThat(sample.right()).isNotEmpty();
              assertThat(sample.right())
                  .allSatisfy(
                      answer ->
                          assertThat(scorers.judge(sample.promptCase(), answer))
                              .isNotEmpty()
                              .allMatch(each -> passed(each)));
              assertThat(sample.wrong()).hasSizeGreaterThanOrEqualTo(3);
              assertThat(sample.wrong())
                  .allSatisfy(
                      answer ->
                          assertThat(scorers.judge(sample.promptCase(), answer))
                              .anyMatch(each -> !passed(each)));
            });
  }

  private static boolean passed(Judgement judgement) {
    return judgement.score().fold(Score.Scored::passed, unscored -> false);
  }

  @Test
  void everyReferenceOfTheWordProblemsIsARightAnswerAndItsArithmeticHolds() {
    Pattern step = Pattern.compile("(-?[0-9.]+) ([-+*/]) (-?[0-9.]+) = (-?[0-9.]+)");
    Map<String, BinaryOperator<BigDecimal>> operators =
        Map.of(
            "+", BigDecimal::add,
            "-", BigDecimal::subtract,
            "*", BigDecimal::multiply,
            "/", BigDecimal::divide);
    for (SampleAnswers sample : SampleAnswers.of(suite("word-problems"))) {
      String reference = sample.promptCase().reference();
      assertThat(sample.right()).first().isEqualTo(reference);
      List<String> lines = reference.lines().toList();
      String[] steps = lines.get(0).split("; ", -1);
      BigDecimal result = null;
      for (String each : steps) {
        Matcher equation = step.matcher(each);
        assertThat(equation.matches()).as(each).isTrue();
        result = new BigDecimal(equation.group(4));
        assertThat(
                operators
                    .get(equation.group(2))
                    .apply(new BigDecimal(equation.group(1)), new BigDecimal(equation.group(3))))
            .as(each)
            .isEqualByComparingTo(result);
      }
      assertThat(lines.get(1)).startsWith("ANSWER: ");
      assertThat(new BigDecimal(lines.get(1).substring("ANSWER: ".length())))
          .isEqualByComparingTo(result);
    }
  }

  @Test
  void everyLabelOfTheTriageIsOneTheSystemPromptExplains() {
    for (PromptCase each : suite("support-triage").cases()) {
      String label = each.expectations().get(0).value().asText();
      assertThat(each.messages().get(0).text()).containsPattern("(?m)^" + label + "  ");
    }
  }

  @Test
  void theTriageHasTicketsThatShareAClusterAndTicketsInTwoOtherLanguages() {
    Suite suite = suite("support-triage");

    assertThat(suite.cases())
        .filteredOn(each -> !each.clusterId().equals(each.id()))
        .hasSizeGreaterThan(5);
    assertThat(suite.cases())
        .filteredOn(each -> each.tags().contains("german"))
        .hasSizeGreaterThan(2);
    assertThat(suite.cases())
        .filteredOn(each -> each.tags().contains("spanish"))
        .hasSizeGreaterThan(2);
  }
}
