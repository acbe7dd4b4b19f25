package dev.assay.twin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The refusals of the contract, each with what a client may learn from it. */
final class Refusals {
  private Refusals() {}

  static Refusal noKey() {
    return new Refusal(401, "authentication", "No auth credentials found");
  }

  static Refusal unknownModel(String model) {
    return new Refusal(404, "not_found", "No model is named '%s'".formatted(model))
        .withAvailability(availability("model_not_found", model));
  }

  /**
   * @param excludedBy the filters that took endpoints away, the one that took the last at the end
   */
  static Refusal noEndpoint(String model, List<String> excludedBy) {
    String last = excludedBy.get(excludedBy.size() - 1);
    if (last.equals("context_length")) {
      return new Refusal(
          400,
          "context_length_exceeded",
          "The prompt and its output do not fit the context of any endpoint of " + model);
    }
    boolean byRegion = last.equals("data_region");
    String code =
        byRegion
            ? "region_restricted"
            : last.startsWith("data_policy") ? "privacy_restricted" : "constraint_filtered";
    ObjectNode availability = availability(code, model);
    availability.set("excluded_by", Json.texts(excludedBy));
    String message =
        "No endpoints of %s meet the request; excluded by: %s"
            .formatted(model, String.join(", ", excludedBy));
    return (byRegion
            ? new Refusal(403, "permission_denied", message)
            : new Refusal(404, "not_found", message))
        .withAvailability(availability);
  }

  static ObjectNode availability(String code, String model) {
    ObjectNode availability = Json.object();
    availability.put("code", code);
    availability.put("retryable", false);
    availability.set("requested_models", Json.texts(List.of(model)));
    return availability;
  }
}
