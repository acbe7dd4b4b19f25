package dev.assay.twin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Why a request is turned away, in the words of the wire: a status and an error object. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient ObjectNode metadata = Json.object();
  private final transient Map<String, String> headers = new LinkedHashMap<>();
  private transient ObjectNode availability;
  private transient ObjectNode routerMetadata;
  private transient List<Routed.Try> tries = List.of();

  /**
   * @param errorType one of the contract's, e.g. {@code rate_limit_exceeded}
   */
  Refusal(int status, String errorType, String message) {
    super(message, null, false, false);
    this.status = status;
    metadata.put("error_type", errorType);
  }

  static Refusal badRequest(String message) {
    return new Refusal(400, "invalid_request", message);
  }

  int status() {
    return status;
  }

  String errorType() {
    return metadata.path("error_type").asText();
  }

  /** The object a client may read more from; the caller fills it in. */
  ObjectNode metadata() {
    return metadata;
  }

  Map<String, String> headers() {
    return headers;
  }

  Refusal withHeader(String name, String value) {
    headers.put(name, value);
    return this;
  }

  Refusal withAvailability(ObjectNode why) {
    availability = why;
    return this;
  }

  Refusal withRouterMetadata(ObjectNode told) {
    routerMetadata = told;
    return this;
  }

  /** Tells which endpoints had been tried before it came to this. */
  Refusal after(List<Routed.Try> tried) {
    tries = List.copyOf(tried);
    return this;
  }

  List<Routed.Try> tries() {
    return tries;
  }

  ObjectNode errorObject() {
    ObjectNode error = Json.object();
    error.put("code", status);
    error.put("message", getMessage());
    error.set("metadata", metadata);
    if (availability != null) {
      error.set("availability", availability);
    }
    return error;
  }

  ObjectNode body() {
    ObjectNode body = Json.object();
    body.set("error", errorObject());
    if (routerMetadata != null) {
      body.set("openrouter_metadata", routerMetadata);
    }
    return body;
  }
}
