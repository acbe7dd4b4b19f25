package dev.assay.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.assay.gateway.Charge;
import dev.assay.gateway.Exchange;
import dev.assay.gateway.Outcome;
import dev.assay.gateway.Served;
import dev.assay.gateway.Timing;
import dev.assay.gateway.TokenCounts;
import dev.assay.plan.CallId;
import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import dev.assay.suite.Expectation;
import dev.assay.suite.Message;
import dev.assay.suite.PromptCase;
import dev.assay.suite.ScorerSettings;
import dev.assay.suite.Suite;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScorersTest {
  private static final Place PLACE = Place.setting("test");
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException malformed) {
      throw new AssertionError(malformed);
    }
  }

  private static PromptCase promptCase(Expectation... expectations) {
    return new PromptCase(
        "a",
        "a",
        null,
        List.of(),
        List.of(new Message(Message.Role.USER, "?")),
        List.of(expectations),
        null,
        "hash",
        PLACE);
  }

  private static Suite suite(PromptCase... cases) {
    return new Suite("s", "1", "", List.of(cases), "hash", null, PLACE);
  }

  private static Expectation expects(String scorer, String value, String options) {
    return new Expectation(scorer, json(value), json(options), PLACE);
  }

  private static Score score(String scorer, String value, String options, String answer) {
    PromptCase promptCase = promptCase(expects(scorer, value, options));
    List<Judgement> judgements = Scorers.of(suite(promptCase)).judge(promptCase, answer);
    assertThat(judgements).hasSize(1);
    return judgements.get(0).score();
  }

  private static boolean passes(String scorer, String value, String options, String answer) {
    Score.Scored scored = (Score.Scored) score(scorer, value, options, answer);
    assertThat(scored.passed()).isEqualTo(scored.value() == 1);
    return scored.passed();
  }

  private static String quoted(String text) {
    return JSON.getNodeFactory().textNode(text).toString();
  }

  @ParameterizedTest(name = "{0} {1} {2}: {3} -> {4}")
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "exact_match | `\"yes\"` | {} | `yes` | true",
        "exact_match | `\"yes\"` | {} | ` yes\n` | true",
        "exact_match | `\"yes\"` | {} | `Yes` | false",
        "exact_match | `\"yes\"` | {} | `yes.` | false",
        "exact_match | `\"yes\"` | {} | `` | false",
        "exact_match | `\"yes\"` | {\"ignore-case\":true} | `YES` | true",
        "exact_match | `\"yes\"` | {\"trim\":false} | `yes ` | false",
        "exact_match | `42` | {} | `42` | true",
        "equals | `\"yes\"` | {} | `yes` | true",
        "equals | `\"yes\"` | {} | `yes\n` | false",
        "equals | `{\"a\":1}` | {} | `{ \"a\": 1.0 }` | true",
        "equals | `{\"a\":1}` | {} | `{ \"a\": 2 }` | false",
        "contains | `\"Paris\"` | {} | `It is Paris.` | true",
        "contains | `\"Paris\"` | {} | `It is paris.` | false",
        "contains | `\"Paris\"` | {\"ignore-case\":true} | `It is paris.` | true",
        "contains | `12` | {} | `about 120` | true",
        "icontains | `\"Paris\"` | {} | `PARIS` | true",
        "regex | `\"^a.c$\"` | {} | `abc` | true",
        "regex | `\"b\"` | {} | `abc` | true",
        "regex | `\"B\"` | {} | `abc` | false",
        "regex | `\"B\"` | {\"ignore-case\":true} | `abc` | true",
        "regex | `\"^b$\"` | {} | `a\nb\nc` | false",
        "regex | `\"^b$\"` | {\"multiline\":true} | `a\nb\nc` | true",
        "regex | `\"a.b\"` | {\"dot-all\":true} | `a\nb` | true"
      })
  void textScorersPassWhatTheySay(
      String scorer, String value, String options, String answer, boolean passed) {
    assertThat(passes(scorer, value, options, answer == null ? "" : answer)).isEqualTo(passed);
  }

  @ParameterizedTest(name = "{0} in: {1}")
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "42 | 42",
        "42 | The answer is 42.",
        "42 | First 7, then 35, so 42 in total.",
        "42 | `ANSWER: 42`",
        "42 | `**Answer:** 42 (of 100)`",
        "42 | `answer = 42, not 41`",
        "42 | `ANSWER: 41\nSorry.\nANSWER: 42`",
        "42 | `\\boxed{42}`",
        "42 | `$42$`",
        "42 | 42.000",
        "42 | +42",
        "42 | `4.2e1`",
        "1234.5 | `$1,234.50`",
        "1234.5 | `1 234.50 EUR`",
        "1234.5 | `1.234,50 EUR`",
        "1234.5 | `1'234.50`",
        "1234567 | `1,234,567`",
        "1234567 | `1.234.567,00`",
        "12.5 | `12,5 kg`",
        "0.5 | .5",
        "1.234 | 1.234",
        "1234 | `1,234`",
        "-11 | -11 degrees",
        "-11 | `−11`",
        "-5 | `-$5`",
        "-5 | `$-5`",
        "12 | 10-12",
        "12 | from 10 – 12",
        "5 | - 5 apples",
        "2 | 5 - 3 = 2",
        "30 | 30 m2",
        "56 | It needs 56m of fence",
        "99.90 | 99.9",
        "7.5 | `7.5%`",
        "6.10 | `6.10 euros.`"
      })
  void theNumberAnAnswerSettlesOnIsFound(String expected, String answer) {
    assertThat(passes("numeric", expected, "{}", answer)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no idea",
        "41",
        "42.0001",
        "-42",
        "ANSWER: none, though 42 came to mind before. ANSWER:",
        "42, or rather 43",
        "4 2",
        "m42"
      })
  void anAnswerThatDoesNotSettleOnTheNumberFails(String answer) {
    assertThat(passes("numeric", "42", "{}", answer)).isFalse();
  }

  @Test
  void theToleranceIsExactAndIncludesItsEnds() {
    String tenth = "{\"tolerance\": 0.1}";

    assertThat(passes("numeric", "0.3", tenth, "0.2")).isTrue();
    assertThat(passes("numeric", "0.3", tenth, "0.4")).isTrue();
    assertThat(passes("numeric", "0.3", tenth, "0.40000000000000000001")).isFalse();
    assertThat(passes("numeric", "0.1234567890123456789", "{}", "0.1234567890123456788")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e999999999", "-1e-999999999", "9e999"})
  void aNumberOfHostileSizeIsJudgedAtOnce(String answer) {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> {
          assertThat(passes("numeric", "42", "{}", answer)).isFalse();
          assertThat(passes("json_match", "42", "{}", answer)).isFalse();
          assertThat(passes("json_schema", "null", "{\"schema\":{\"multipleOf\":7}}", answer))
              .isFalse();
        });
  }

  @Test
  void aMillionDigitsAreNoNumberAndTakeNoTime() {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> {
          assertThat(passes("numeric", "42", "{}", "9".repeat(1_000_000))).isFalse();
          assertThat(passes("numeric", "42", "{}", "1,".repeat(500_000))).isFalse();
          assertThat(passes("numeric", "42", "{}", "answer ".repeat(200_000))).isFalse();
        });
  }

  @ParameterizedTest
  @CsvSource({"(a+)+\\1b, 40", "a*a*a*a*a*b, 3000", "(a|b)*c, 200000"})
  void aPatternThatWouldRunForHoursLeavesTheAnswerUnscored(String pattern, int length) {
    Score score = score("regex", quoted(pattern), "{}", "a".repeat(length) + "!");

    assertThat(score)
        .isEqualTo(
            new Score.Unscored(
                "the pattern '%s' takes too much work on this answer".formatted(pattern)));
  }

  @Test
  void aPatternOfASchemaIsBoundedToo() {
    String options = "{\"schema\": {\"type\": \"string\", \"pattern\": \"^a*a*a*a*a*$\"}}";

    assertThat(score("json_schema", "null", options, quoted("a".repeat(3000) + "!")))
        .isInstanceOf(Score.Unscored.class);
  }

  private static final String ORDER =
      """
      {"schema": {"type": "object", "required": ["n"], "additionalProperties": false,
                  "properties": {"n": {"type": "integer", "minimum": 1}}}}
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"n\":1}", " {\"n\" : 2}\n", "```json\n{\"n\":1}\n```", "```\n{\"n\":1}```"})
  void aDocumentThatFitsTheSchemaPassesFencedOrNot(String answer) {
    assertThat(passes("json_schema", "null", ORDER, answer)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "`` | the answer is empty",
        "`{\"n\":0}` | /n: must have a minimum value of 1",
        "`{\"n\":1.5}` | /n: number found, integer expected",
        "`{}` | required property 'n' not found",
        "`{\"n\":1} {\"n\":2}` | not a JSON document: Trailing token",
        "`{\"n\":1,\"n\":2}` | not a JSON document: Duplicate field 'n'",
        "`{\"n\":` | not a JSON document: Unexpected end-of-input",
        "`Here it is: {\"n\":1}` | not a JSON document: Unrecognized token 'Here'",
        "`NaN` | not a JSON document: Non-standard token 'NaN'"
      })
  void aDocumentThatDoesNotFitFailsWithTheReason(String answer, String reason) {
    Score.Scored scored =
        (Score.Scored) score("json_schema", "null", ORDER, answer == null ? "" : answer);

    assertThat(scored.passed()).isFalse();
    assertThat(scored.value()).isZero();
    assertThat(scored.detail()).startsWith(reason);
  }

  @Test
  void aDocumentIsComparedByMeaning() {
    String expected = "{\"a\": 1.50, \"b\": [1, {\"c\": null}]}";

    assertThat(passes("json_match", expected, "{}", "{\"b\":[1.0,{\"c\":null}],\"a\":1.5}"))
        .isTrue();
    assertThat(passes("json_match", expected, "{}", "{\"b\":[{\"c\":null},1],\"a\":1.5}"))
        .isFalse();
    assertThat(passes("json_match", quoted(expected), "{}", expected)).isTrue();
  }

  @Test
  void theShareOfEqualFieldsIsTheScoreAndTheDetailNamesTheDifferences() {
    String expected = "{\"a\": 1, \"b\": \"x\", \"lines\": [{\"n\": 2}], \"d\": null}";
    String answer = "{\"a\": 1, \"b\": \"y\", \"lines\": [{\"n\": 3}, {\"n\": 4}], \"e/f\": true}";

    assertThat(score("json_match", expected, "{}", answer))
        .isEqualTo(
            new Score.Scored(
                0.2,
                false,
                "/b: expected 'x', got 'y'; /d: expected null, got nothing; "
                    + "/e~1f: expected nothing, got true; /lines/0/n: expected 2, got 3; "
                    + "/lines/1: expected nothing, got a mapping"));
  }

  @Test
  void nullIsNotTheSameAsAbsentAndANumberIsNotItsText() {
    assertThat(passes("json_match", "{\"a\":null}", "{}", "{}")).isFalse();
    assertThat(passes("json_match", "{\"a\":1}", "{}", "{\"a\":\"1\"}")).isFalse();
  }

  @Test
  void everyScorerOfTheCaseJudgesTheSameAnswer() {
    PromptCase promptCase =
        promptCase(
            expects("contains", "\"b\"", "{}"),
            expects("regex", "null", "{}"),
            expects("json_schema", "null", "{\"schema\":{\"type\":\"string\"}}"));

    assertThat(Scorers.of(suite(promptCase)).judge(promptCase, "\"abc\""))
        .extracting(Judgement::scorer)
        .containsExactly("contains", "json_schema");
  }

  @Test
  void theTextOfAnAnswerIsWhatIsJudged() {
    PromptCase promptCase = promptCase(expects("exact_match", "\"x\"", "{}"));
    Outcome.Answer answer =
        new Outcome.Answer(
            new Exchange(
                new CallId("c"),
                1,
                "trace",
                "openrouter",
                "http://localhost",
                false,
                200,
                Served.UNKNOWN,
                new Timing(Instant.EPOCH, null, null, Duration.ZERO),
                TokenCounts.UNKNOWN,
                Charge.UNKNOWN),
            "x",
            "y",
            List.of());

    assertThat(Scorers.of(suite(promptCase)).judge(promptCase, answer))
        .extracting(Judgement::score)
        .containsExactly(Score.Scored.pass());
  }

  @Test
  void theHashOfAScorerFollowsItsNameAndOptionsAndNothingElse() {
    String plain = hash(expects("exact_match", "\"x\"", "{}"));

    assertThat(hash(expects("exact_match", "\"y\"", "{}"))).isEqualTo(plain).hasSize(32);
    assertThat(hash(expects("contains", "\"x\"", "{}"))).isNotEqualTo(plain);
    assertThat(hash(expects("exact_match", "\"x\"", "{\"trim\":false}"))).isNotEqualTo(plain);
    assertThat(hash(expects("numeric", "1", "{\"tolerance\":0.10}")))
        .isEqualTo(hash(expects("numeric", "1", "{\"tolerance\":0.1}")));
  }

  private static String hash(Expectation expectation) {
    PromptCase promptCase = promptCase(expectation);
    return Scorers.of(suite(promptCase)).judge(promptCase, "").get(0).scorerHash();
  }

  @Test
  void theHashOfASetFollowsItsScorersWhateverTheirOrder() {
    Expectation contains = expects("contains", "\"x\"", "{}");
    Expectation exact = expects("exact_match", "\"x\"", "{}");

    String hash = setHash(promptCase(contains, exact));

    assertThat(setHash(promptCase(exact, contains))).isEqualTo(hash);
    assertThat(setHash(promptCase(exact))).isNotEqualTo(hash);
  }

  private static String setHash(PromptCase promptCase) {
    return Scorers.setHash(List.of(Scorers.of(suite(promptCase))));
  }

  @Test
  void scorersTravelAndJudgeTheSameWhereTheyArrive() throws IOException, ClassNotFoundException {
    PromptCase promptCase =
        promptCase(
            expects("numeric", "0.12345678901234567891", "{\"tolerance\":0.10}"),
            expects("json_schema", "null", "{\"schema\":{\"type\":\"number\"}}"));
    Scorers scorers = Scorers.of(suite(promptCase));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(scorers);
    }

    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      Scorers arrived = (Scorers) in.readObject();

      assertThat(arrived.judge(promptCase, "0.2")).isEqualTo(scorers.judge(promptCase, "0.2"));
      assertThat(Scorers.setHash(List.of(arrived))).isEqualTo(Scorers.setHash(List.of(scorers)));
    }
  }

  @Test
  void manyThreadsMayJudgeAtATime() {
    PromptCase promptCase =
        promptCase(expects("regex", "\"^\\\\{.*1\"", "{}"), expects("json_schema", "null", ORDER));
    Scorers scorers = Scorers.of(suite(promptCase));
    List<Judgement> alone = scorers.judge(promptCase, "{\"n\":1}");

    assertThat(
            IntStream.range(0, 2000)
                .parallel()
                .mapToObj(i -> scorers.judge(promptCase, "{\"n\":1}"))
                .toList())
        .containsOnly(alone);
  }

  @Test
  void scorersOfAnUnsoundSuiteAreRefused() {
    Suite unsound = suite(promptCase(expects("exact_mach", "\"x\"", "{}")));

    assertThatThrownBy(() -> Scorers.of(unsound))
        .isInstanceOf(InvalidInput.class)
        .hasMessage(
            "test: the suite names the scorer 'exact_mach', which does not exist. "
                + "Did you mean 'exact_match'? Known scorers: contains, equals, exact_match, "
                + "icontains, json_match, json_schema, numeric, regex.");
  }

  @Test
  void aCaseOfAnotherSuiteIsRefused() {
    Scorers scorers = Scorers.of(suite());

    assertThatThrownBy(() -> scorers.judge(promptCase(), "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot judge case 'a': the suite 's' has no such case");
  }

  @Test
  void aScorerThatIsFaultyIsToldOnceForTheWholeSuite() {
    ScorerSettings settings = new ScorerSettings("regex", json("{\"flags\":\"i\"}"), PLACE);
    List<PromptCase> cases =
        IntStream.range(0, 5)
            .mapToObj(
                i ->
                    new PromptCase(
                        "c" + i,
                        "c",
                        null,
                        List.of(),
                        List.of(),
                        List.of(new Expectation("regex", json("\"x\""), settings.options(), PLACE)),
                        null,
                        "h",
                        PLACE))
            .toList();

    assertThatThrownBy(
            () -> Scorers.of(new Suite("s", "1", "", List.of(settings), cases, "h", null, PLACE)))
        .hasMessage(
            "test: the scorer 'regex': 'flags' is no option of it. "
                + "Known options: dot-all, ignore-case, multiline.");
  }
}
