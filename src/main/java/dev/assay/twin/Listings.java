package dev.assay.twin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.catalog.Capability;
import dev.assay.catalog.Endpoint;
import dev.assay.catalog.Model;
import dev.assay.catalog.PriceOverride;
import dev.assay.catalog.Rates;
import dev.assay.catalog.TokenPrice;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The catalog as the wire shows it: models, and the endpoints of one. */
final class Listings {
  private static final int HEALTHY = 0;
  private static final int DOWN = -1;
  private static final int MILLION_DIGITS = 6;
  private static final DateTimeFormatter HHMM = DateTimeFormatter.ofPattern("HHmm");

  private final Menu menu;

  Listings(Menu menu) {
    this.menu = menu;
  }

  ObjectNode models(ModelFilter filter) {
    ArrayNode data = Json.array();
    if (filter.admitsRouters()) {
      data.add(autoRouter());
    }
    menu.models().stream()
        .filter(model -> filter.admits(model, cheapest(model)))
        .skip(filter.offset())
        .limit(filter.limit())
        .forEach(model -> data.add(model(model)));
    return (ObjectNode) Json.object().set("data", data);
  }

  /** The endpoints of a model in the region asked. */
  ObjectNode endpoints(String modelId, Region region) {
    Model model = menu.model(modelId);
    ArrayNode endpoints = Json.array();
    model.endpoints().stream()
        .filter(region::admits)
        .forEach(endpoint -> endpoints.add(endpoint(model, endpoint)));
    ObjectNode data = Json.object();
    data.put("id", model.id());
    data.put("name", model.name());
    data.set("architecture", architecture(model));
    data.set("endpoints", endpoints);
    return (ObjectNode) Json.object().set("data", data);
  }

  /** The endpoints of all models that keep no prompts. */
  ObjectNode zeroRetention(Region region) {
    ArrayNode data = Json.array();
    for (Model model : menu.models()) {
      model.endpoints().stream()
          .filter(region::admits)
          .filter(endpoint -> endpoint.dataPolicy().zeroRetention())
          .forEach(endpoint -> data.add(endpoint(model, endpoint)));
    }
    return (ObjectNode) Json.object().set("data", data);
  }

  /** The router is listed among the models; its price of -1 means that it has none of its own. */
  private static ObjectNode autoRouter() {
    ObjectNode node = Json.object();
    node.put("id", ModelName.AUTO);
    node.put("canonical_slug", ModelName.AUTO);
    node.put("name", "Auto Router");
    node.set("pricing", Json.object().put("prompt", "-1").put("completion", "-1"));
    node.set("supported_parameters", Json.array());
    return node;
  }

  private ObjectNode model(Model model) {
    ObjectNode node = Json.object();
    node.put("id", model.id());
    node.put("canonical_slug", model.id());
    node.put("name", model.name());
    node.put("context_length", model.contextTokens());
    node.set("architecture", architecture(model));
    node.set("pricing", pricing(cheapest(model)));
    Endpoint top = model.endpoints().get(0);
    node.set(
        "top_provider",
        Json.object()
            .put("context_length", top.contextTokens())
            .put("max_completion_tokens", top.maxOutputTokens())
            .put("is_moderated", false));
    node.putNull("per_request_limits");
    node.set("supported_parameters", parameters(model.endpoints()));
    return node;
  }

  private ObjectNode endpoint(Model model, Endpoint endpoint) {
    ObjectNode node = Json.object();
    node.put("name", endpoint.provider() + " | " + model.id());
    node.put("provider_name", endpoint.provider());
    node.put("tag", endpoint.tag());
    node.put("model_id", model.id());
    node.put("context_length", endpoint.contextTokens());
    node.putNull("max_prompt_tokens");
    node.put("max_completion_tokens", endpoint.maxOutputTokens());
    node.put("quantization", endpoint.quantization());
    node.set("pricing", pricing(menu.price(model, endpoint).orElse(null)));
    node.set("supported_parameters", parameters(List.of(endpoint)));
    node.put("status", menu.isKnownOut(model, endpoint) ? DOWN : HEALTHY);
    node.put("supports_implicit_caching", false);
    return node;
  }

  private TokenPrice cheapest(Model model) {
    return model.endpoints().stream()
        .flatMap(endpoint -> menu.price(model, endpoint).stream())
        .min(Comparator.comparing(price -> price.input().amount().add(price.output().amount())))
        .orElse(null);
  }

  private static ObjectNode architecture(Model model) {
    boolean sees =
        model.endpoints().stream()
            .anyMatch(endpoint -> endpoint.capabilities().contains(Capability.VISION));
    ObjectNode architecture = Json.object();
    architecture.put("modality", sees ? "text+image->text" : "text->text");
    architecture.set(
        "input_modalities", Json.texts(sees ? List.of("text", "image") : List.of("text")));
    architecture.set("output_modalities", Json.texts(List.of("text")));
    architecture.put("tokenizer", "Other");
    architecture.putNull("instruct_type");
    return architecture;
  }

  /** Decimal strings, US dollars per single token; an endpoint without a price today shows none. */
  private static ObjectNode pricing(TokenPrice price) {
    ObjectNode pricing = Json.object();
    if (price == null) {
      return pricing;
    }
    put(pricing, price.listed());
    if (!pricing.has("request")) {
      pricing.put("request", "0");
    }
    if (price.discount().signum() != 0) {
      pricing.put("discount", price.discount().toPlainString());
    }
    if (!price.overrides().isEmpty()) {
      ArrayNode overrides = Json.array();
      price.overrides().forEach(each -> overrides.add(override(each)));
      pricing.set("overrides", overrides);
    }
    return pricing;
  }

  private static ObjectNode override(PriceOverride override) {
    ObjectNode node = Json.object();
    if (override.abovePromptTokens() != null) {
      node.put("min_prompt_tokens", override.abovePromptTokens());
    }
    if (override.hasHours()) {
      node.put("utc_start", HHMM.format(override.from()));
      node.put("utc_end", HHMM.format(override.until()));
    }
    put(node, override.rates());
    return node;
  }

  private static void put(ObjectNode pricing, Rates rates) {
    rates
        .stated()
        .forEach(
            (part, amount) ->
                pricing.put(
                    part.gatewayName(),
                    (part.isPerToken() ? amount.movePointLeft(MILLION_DIGITS) : amount)
                        .toPlainString()));
  }

  private static ArrayNode parameters(List<Endpoint> endpoints) {
    return Json.texts(parameterNames(endpoints));
  }

  static Set<String> parameterNames(List<Endpoint> endpoints) {
    Set<String> names =
        new TreeSet<>(
            List.of(
                "frequency_penalty",
                "max_completion_tokens",
                "max_tokens",
                "presence_penalty",
                "stop",
                "temperature",
                "top_p"));
    for (Endpoint endpoint : endpoints) {
      for (Capability capability : endpoint.capabilities()) {
        names.addAll(parametersOf(capability));
      }
    }
    return names;
  }

  private static List<String> parametersOf(Capability capability) {
    return switch (capability) {
      case TOOLS -> List.of("tools", "tool_choice");
      case JSON_OBJECT -> List.of("response_format");
      case JSON_SCHEMA -> List.of("response_format", "structured_outputs");
      case REASONING -> List.of("include_reasoning", "reasoning");
      case SEED -> List.of("seed");
      case VISION -> List.of();
    };
  }
}
