package dev.assay.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.catalog.Parameters;
import dev.assay.plan.Question;
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
    if (parameters.temperature() != null) {
      body.put("temperature", parameters.temperature());
    }
    if (parameters.topP() != null) {
      body.put("top_p", parameters.topP());
    }
    if (parameters.seed() != null) {
      body.put("seed", parameters.seed());
    }
    if (parameters.stop() != null) {
      texts(body, "stop", parameters.stop());
    }
    if (parameters.responseFormat() != null) {
      body.set("response_format", parameters.responseFormat());
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
