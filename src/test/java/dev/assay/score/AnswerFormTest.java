package dev.assay.score;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.assay.gateway.ToolCall;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerFormTest {
  private static final JsonNode OBJECT = json("{type: json_object}");
  private static final JsonNode SCHEMA =
      json(
          "{type: json_schema, json_schema: {name: order, schema: {type: object, required: [id],"
              + " properties: {id: {type: integer}}}}}");
  private static final JsonNode TOOLS =
      json(
          "[{type: function, function: {name: look_up, parameters: {type: object,"
              + " required: [order], properties: {order: {type: string}}}}},"
              + " {type: function, function: {name: hang_up}},"
              + " {type: function, function: {name: odd, parameters: {type: nonsense}}}]");

  private final AnswerForm form = new AnswerForm();

  private static JsonNode json(String relaxed) {
    try {
      return new YAMLMapper().readTree(relaxed);
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException(malformed);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"id\": 7} | true | true",
        "\u00a0 {\"id\": 7} | false | false",
        "{\"id\": \"7\"} | true | false",
        "{} | true | false",
        "[7] | false | false",
        "{\"id\": 7} Done. | false | false",
        "Here: {\"id\": 7} | false | false",
        "{\"id\": 7, \"id\": 8} | false | false",
        "{\"id\": 7 | false | false",
        "`` | false | false",
      })
  void onlyAWholeDocumentOfTheAskedKindIsValid(String answer, boolean object, boolean schema) {
    assertThat(form.json(answer, OBJECT)).hasValue(object);
    assertThat(form.json(answer, SCHEMA)).hasValue(schema);
  }

  @Test
  void aFencedDocumentIsNotWhatWasAskedFor() {
    assertThat(form.json("```json\n{\"id\": 7}\n```", SCHEMA)).hasValue(false);
  }

  @Test
  void whereNoJsonWasAskedForNothingIsSaid() {
    assertThat(form.json("{}", null)).isEmpty();
    assertThat(form.json("{}", json("{type: text}"))).isEmpty();
  }

  @Test
  void aSchemaThatCannotBeReadSaysNothingOfADocumentAndProseIsStillNone() {
    JsonNode odd = json("{type: json_schema, json_schema: {schema: {type: nonsense}}}");
    assertThat(form.json("{}", odd)).isEmpty();
    assertThat(form.json("Sure!", odd)).hasValue(false);
  }

  @Test
  void everyCallMustNameAnOfferedToolAndFitIt() {
    ToolCall good = new ToolCall("1", "look_up", "{\"order\": \"4711\"}");
    assertThat(form.toolCalls(List.of(good), TOOLS, null)).hasValue(true);
    assertThat(form.toolCalls(List.of(good, new ToolCall("2", "hang_up", "{}")), TOOLS, null))
        .hasValue(true);
    for (ToolCall bad :
        List.of(
            new ToolCall("2", "look_down", "{}"),
            new ToolCall("2", "look_up", "{\"order\": 4711}"),
            new ToolCall("2", "look_up", "{\"order\": "),
            new ToolCall("2", "hang_up", "[]"))) {
      assertThat(form.toolCalls(List.of(good, bad), TOOLS, null)).as("%s", bad).hasValue(false);
    }
  }

  @Test
  void aModelThatIsFreeNotToCallIsNotWrongWhenItDoesNot() {
    assertThat(form.toolCalls(List.of(), TOOLS, null)).isEmpty();
    assertThat(form.toolCalls(List.of(), TOOLS, json("auto"))).isEmpty();
    assertThat(form.toolCalls(List.of(), TOOLS, json("none"))).isEmpty();
    assertThat(form.toolCalls(List.of(), TOOLS, json("required"))).hasValue(false);
    assertThat(
            form.toolCalls(List.of(), TOOLS, json("{type: function, function: {name: look_up}}")))
        .hasValue(false);
  }

  @Test
  void aToolWhoseSchemaCannotBeReadSaysNothing() {
    ToolCall odd = new ToolCall("1", "odd", "{}");
    assertThat(form.toolCalls(List.of(odd), TOOLS, null)).isEqualTo(Optional.empty());
    assertThat(form.toolCalls(List.of(odd, new ToolCall("2", "gone", "{}")), TOOLS, null))
        .hasValue(false);
  }
}
