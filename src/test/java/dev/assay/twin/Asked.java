package dev.assay.twin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The bodies that tests send. */
final class Asked {
  private Asked() {}

  static ObjectNode of(String model, String prompt) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("model", model);
    body.putArray("messages").addObject().put("role", "user").put("content", prompt);
    return body;
  }

  static String plain(String model, String prompt) {
    return of(model, prompt).toString();
  }

  static String streamed(String model, String prompt) {
    return of(model, prompt).put("stream", true).toString();
  }

  static String inSession(String model, String prompt, String session) {
    return of(model, prompt).put("session_id", session).toString();
  }

  /** A body with a provider object, given as JSON with single quotes. */
  static String routed(String model, String provider) {
    ObjectNode body = of(model, "Where does this go?");
    body.set("provider", Client.parse(provider.replace('\'', '"')));
    return body.toString();
  }
}
