package dev.assay.score;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.regex.RegularExpression;
import java.io.FileNotFoundException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The answer is a document that fits a JSON Schema. The schema stands in the options; what it
 * refers to must stand in the schema itself, since nothing is fetched.
 */
final class JsonSchema implements Scorer {
  private static final int ERRORS_TOLD = 3;

  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          registry ->
              registry.schemaRegistryConfig(
                  SchemaRegistryConfig.builder()
                      .locale(Locale.ROOT)
                      .regularExpressionFactory(JsonSchema::bounded)
                      .build()));

  private static final List<JsonNode> ONE_OF_EACH_TYPE =
      List.of(
          NullNode.instance,
          BooleanNode.TRUE,
          IntNode.valueOf(0),
          TextNode.valueOf(""),
          JsonNodeFactory.instance.arrayNode(),
          JsonNodeFactory.instance.objectNode());

  private final Schema schema;

  private JsonSchema(Schema schema) {
    this.schema = schema;
  }

  static Scorer of(Options options) {
    Optional<JsonNode> stated = options.value("schema");
    if (stated.isEmpty()) {
      options.fault(
          "it has no schema", "Name its file under 'schema-file:', or write it under 'schema:'.");
    }
    JsonNode document = stated.orElse(BooleanNode.TRUE);
    try {
      refuseWhatTheMetaSchemaRefuses(document);
      return new JsonSchema(compiled(document));
    } catch (Unusable wrong) {
      options.fault(wrong.getMessage(), wrong.mend());
      return new JsonSchema(REGISTRY.getSchema(BooleanNode.TRUE));
    }
  }

  /** A schema of somebody else's, or nothing where it cannot be used. */
  static Optional<JsonSchema> readable(JsonNode document) {
    try {
      refuseWhatTheMetaSchemaRefuses(document);
      return Optional.of(new JsonSchema(compiled(document)));
    } catch (Unusable wrong) {
      return Optional.empty();
    }
  }

  /** The library takes an unknown type for one that nothing fits. */
  private static void refuseWhatTheMetaSchemaRefuses(JsonNode document) throws Unusable {
    String dialect =
        document.path("$schema").asText(SpecificationVersion.DRAFT_2020_12.getDialectId());
    if (SpecificationVersion.fromDialectId(dialect).isEmpty()) {
      throw new Unusable(
          "its schema is written in the unknown dialect " + Told.of(dialect),
          "Known are the drafts 4, 6, 7, 2019-09 and 2020-12.");
    }
    List<Error> errors = REGISTRY.getSchema(SchemaLocation.of(dialect)).validate(document);
    if (!errors.isEmpty()) {
      throw new Unusable("its schema is wrong: " + told(errors), "");
    }
  }

  private static Schema compiled(JsonNode document) throws Unusable {
    try {
      Schema schema = REGISTRY.getSchema(document);
      schema.initializeValidators();
      for (JsonNode shape : ONE_OF_EACH_TYPE) {
        schema.validate(shape);
      }
      return schema;
    } catch (SchemaException unusable) {
      throw unusable.getCause() instanceof FileNotFoundException missing
          ? new Unusable(
              "its schema refers to %s, and nothing is fetched".formatted(missing.getMessage()),
              "Copy it into the schema, under '$defs'.")
          : new Unusable("its schema cannot be used: " + unusable.getMessage(), "");
    } catch (StackOverflowError endless) {
      throw new Unusable("its schema refers to itself without end", "");
    }
  }

  private static RegularExpression bounded(String pattern) {
    try {
      return BoundedPattern.compile(pattern, 0)::isFoundIn;
    } catch (Unusable malformed) {
      throw new SchemaException(malformed.getMessage());
    }
  }

  @Override
  public boolean needsExpectation() {
    return false;
  }

  @Override
  public Criterion expecting(JsonNode value) throws Unusable {
    if (!value.isNull()) {
      throw new Unusable(
          "takes its schema from the suite, and the case states " + Told.of(value),
          "Leave it out of the case.");
    }
    return this::judge;
  }

  Score judge(String answer) {
    try {
      List<Error> errors = schema.validate(JsonAnswer.parse(answer));
      return errors.isEmpty() ? Score.Scored.pass() : Score.Scored.fail(told(errors));
    } catch (JsonAnswer.NotJson notJson) {
      return Score.Scored.fail(notJson.getMessage());
    } catch (BoundedPattern.TooMuchWork endless) {
      return new Score.Unscored(endless.getMessage());
    } catch (StackOverflowError endless) {
      return new Score.Unscored("the schema refers to itself without end");
    }
  }

  private static String told(List<Error> errors) {
    return errors.stream()
        .sorted(Comparator.comparing(error -> error.getInstanceLocation().toString()))
        .limit(ERRORS_TOLD)
        .map(
            error ->
                error.getInstanceLocation().toString().isEmpty()
                    ? error.getMessage()
                    : error.toString())
        .collect(Collectors.joining("; "));
  }
}
