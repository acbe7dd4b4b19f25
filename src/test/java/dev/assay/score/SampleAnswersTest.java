package dev.assay.score;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.assay.problem.Place;
import dev.assay.suite.Expectation;
import dev.assay.suite.Message;
import dev.assay.suite.PromptCase;
import dev.assay.suite.Suite;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SampleAnswersTest {
  private static final Place PLACE = Place.setting("test");

  private static JsonNode json(String text) {
    try {
      return new JsonMapper().readTree(text);
    } catch (JsonProcessingException malformed) {
      throw new AssertionError(malformed);
    }
  }

  private static PromptCase promptCase(String id, String reference, String scorer, String value) {
    return new PromptCase(
        id,
        id,
        null,
        List.of(),
        List.of(new Message(Message.Role.USER, id)),
        List.of(new Expectation(scorer, json(value), json("{}"), PLACE)),
        reference,
        id,
        PLACE);
  }

  private static List<SampleAnswers> samples(PromptCase... cases) {
    return SampleAnswers.of(new Suite("s", "1", "", List.of(cases), "h", null, PLACE));
  }

  @Test
  void aReferenceThatPassesComesFirstAndOneThatFailsIsLeftOut() {
    List<SampleAnswers> samples =
        samples(
            promptCase("a", "The capital is Paris, of course.", "contains", "\"Paris\""),
            promptCase("b", "I do not know.", "contains", "\"Rome\""));

    assertThat(samples.get(0).right())
        .containsExactly("The capital is Paris, of course.", "In short: Paris.", "Paris");
    assertThat(samples.get(1).right()).containsExactly("In short: Rome.", "Rome");
  }

  @Test
  void theRightAnswersOfOtherCasesAreTheWrongOnesWhereTheyFail() {
    List<SampleAnswers> samples =
        samples(
            promptCase("a", null, "exact_match", "\"x\""),
            promptCase("b", null, "exact_match", "\"y\""),
            promptCase("c", null, "exact_match", "\"x\""));

    assertThat(samples.get(0).right()).containsExactly("x");
    assertThat(samples.get(0).wrong()).containsExactly("y");
    assertThat(samples.get(1).wrong()).containsExactly("x");
  }

  @Test
  void aDocumentIsAlsoBrokenOff() {
    List<SampleAnswers> samples = samples(promptCase("a", null, "json_match", "{\"n\":1,\"m\":2}"));

    assertThat(samples.get(0).right()).containsExactly("{\"n\":1,\"m\":2}");
    assertThat(samples.get(0).wrong()).containsExactly("{\"n\":1,\"");
  }

  @Test
  void whereNoRightAnswerCanBeMadeThereIsNone() {
    List<SampleAnswers> samples =
        samples(
            promptCase("a", null, "regex", "\"^[a-z]+$\""),
            promptCase("b", "word", "regex", "\"^[a-z]+$\""));

    assertThat(samples.get(0).right()).isEmpty();
    assertThat(samples.get(0).wrong()).isEmpty();
    assertThat(samples.get(1).right()).containsExactly("word");
  }

  @Test
  void aFewWrongAnswersAreEnough() {
    PromptCase[] cases =
        IntStream.range(0, 50)
            .mapToObj(i -> promptCase("c" + i, null, "numeric", Integer.toString(i)))
            .toArray(PromptCase[]::new);

    assertThat(samples(cases))
        .allSatisfy(sample -> assertThat(sample.wrong()).hasSize(4).doesNotHaveDuplicates());
  }
}
