package dev.assay.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.catalog.Parameters;
import dev.assay.catalog.Sampling;
import dev.assay.catalog.Tools;
import dev.assay.plan.Question;
import java.math.BigDecimal;
import java.util.List;

/** The part of a chat completion request that all servers share. */
final class ChatBody {
  private ChatBody() {}

  static ObjectNode of(Question question) {
    ObjectNode body = Json.MAPPER.createObjectNode();
    body.put("model", question.candidate().model());
    ArrayNode messages = body.putArray("messages");
    question
        .turns()
        .forEach(turn -> messages.addObject().put("role", turn.role()).put("content", turn.text()));
    sampling(question.candidate().parameters(), body);
    return body;
  }

  private static void sampling(Parameters parameters, ObjectNode body) {
    number(body, "temperature", parameters.temperature());
    number(body, "top_p", parameters.topP());
    Sampling rarer = parameters.sampling();
    if (rarer.topK() != null) {
      body.put("top_k", rarer.topK());
    }
    number(body, "min_p", rarer.minP());
    number(body, "top_a", rarer.topA());
    number(body, "frequency_penalty", rarer.frequencyPenalty());
    number(body, "presence_penalty", rarer.presencePenalty());
    number(body, "repetition_penalty", rarer.repetitionPenalty());
    if (rarer.logitBias() != null) {
      ObjectNode bias = body.putObject("logit_bias");
      rarer.logitBias().forEach(bias::put);
    }
    if (parameters.seed() != null) {
      body.put("seed", parameters.seed());
    }
    if (parameters.stop() != null) {
      texts(body, "stop", parameters.stop());
    }
    json(body, "response_format", parameters.responseFormat());
    if (parameters.serviceTier() != null) {
      body.put("service_tier", parameters.serviceTier());
    }
    if (parameters.tools() != null) {
      Tools tools = parameters.tools();
      json(body, "tools", tools.definitions());
      json(body, "tool_choice", tools.choice());
      flag(body, "parallel_tool_calls", tools.parallel());
    }
  }

  /** Nothing where it is not set; likewise the others. */
  static void number(ObjectNode object, String field, BigDecimal number) {
    if (number != null) {
      object.put(field, number);
    }
  }

  static void flag(ObjectNode object, String field, Boolean flag) {
    if (flag != null) {
      object.put(field, flag);
    }
  }

  static void json(ObjectNode object, String field, JsonNode value) {
    if (value != null) {
      object.set(field, value);
    }
  }

  /** Nothing where there are none. */
  static void texts(ObjectNode object, String field, List<String> texts) {
    if (!texts.isEmpty()) {
      ArrayNode array = object.putArray(field);
      texts.forEach(array::add);
    }
  }
}
