package dev.assay.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.catalog.Listing.ListedEndpoint;
import dev.assay.catalog.Listing.ListedModel;
import dev.assay.problem.Place;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Gathers the pages of an OpenRouter-style listing: {@code /models}, {@code
 * /models/{author}/{slug}/endpoints} and {@code /endpoints/zdr}.
 *
 * <p>Health and speed are left out: they change by the minute, and a price list that changed with
 * them could not be reviewed. So are ids that name no model of their own, such as aliases.
 */
public final class OpenRouterListing {
  private final LocalDate day;
  private final Place place;
  private final Map<String, ListedModel> models = new LinkedHashMap<>();
  private final Set<String> zeroRetention = new HashSet<>();
  private boolean knowsRetention;

  /**
   * @param day from which the listed prices are known to hold
   * @param place where the listing came from
   */
  public OpenRouterListing(LocalDate day, Place place) {
    this.day = day;
    this.place = place;
  }

  /** Whether a body is a page of such a listing. */
  static boolean isPage(JsonNode body) {
    return body.path("data").isArray() || body.path("data").path("endpoints").isArray();
  }

  /** Adds a page, whichever it is. */
  public OpenRouterListing add(JsonNode body) {
    JsonNode data = body.path("data");
    if (data.isArray()) {
      data.forEach(this::addModel);
    } else if (data.path("endpoints").isArray()) {
      addModel(data);
    }
    return this;
  }

  /** Adds the list of endpoints that keep no prompts; an endpoint that is not on it keeps them. */
  public OpenRouterListing addZeroRetention(JsonNode body) {
    knowsRetention |= body.path("data").isArray();
    body.path("data")
        .forEach(
            endpoint ->
                zeroRetention.add(
                    key(endpoint.path("model_id").asText(), endpoint.path("tag").asText())));
    return this;
  }

  private static String key(String model, String tag) {
    return model + " " + tag;
  }

  /** The ids listed so far, whose endpoints may be asked for. */
  public List<String> modelIds() {
    return List.copyOf(models.keySet());
  }

  public Listing listing(Source source, String version) {
    return new Listing(source, version, models.values().stream().map(this::withRetention).toList())
        .sorted();
  }

  private ListedModel withRetention(ListedModel model) {
    if (!knowsRetention) {
      return model;
    }
    return new ListedModel(
        model.id(),
        model.facts(),
        model.listPrices(),
        model.endpoints().stream()
            .map(
                endpoint ->
                    new ListedEndpoint(
                        endpoint.tag(),
                        endpoint
                            .facts()
                            .under(
                                new Facts.Builder()
                                    .put(
                                        Fact.ZERO_RETENTION,
                                        zeroRetention.contains(key(model.id(), endpoint.tag())))
                                    .facts()),
                        endpoint.prices(),
                        endpoint.place()))
            .toList(),
        model.place());
  }

  private void addModel(JsonNode node) {
    String id = node.path("id").asText();
    if (id.isBlank() || id.startsWith("~")) {
      return;
    }
    JsonNode architecture = node.path("architecture");
    Facts facts =
        new Facts.Builder()
            .put(Fact.NAME, text(node, "name"))
            .put(Fact.CONTEXT_TOKENS, count(node, "context_length"))
            .put(Fact.INPUT_MODALITIES, texts(architecture.path("input_modalities")))
            .put(Fact.OUTPUT_MODALITIES, texts(architecture.path("output_modalities")))
            .put(Fact.PARAMETERS, texts(node.path("supported_parameters")))
            .put(Fact.EXPIRES, day(node.path("expiration_date")))
            .facts();
    PriceTimeline prices =
        node.path("pricing").isObject()
            ? PriceTimeline.of(ListedPrice.ofGateway(node.path("pricing"), day))
            : PriceTimeline.NONE;
    boolean sees = texts(architecture.path("input_modalities")).contains("image");
    List<ListedEndpoint> endpoints = new ArrayList<>();
    node.path("endpoints").forEach(each -> endpoints.add(endpoint(each, sees)));
    models.merge(
        id, new ListedModel(id, facts, prices, distinct(endpoints), place), this::together);
  }

  /** What several pages say of one model. */
  private ListedModel together(ListedModel before, ListedModel more) {
    List<ListedEndpoint> endpoints = new ArrayList<>(before.endpoints());
    endpoints.addAll(more.endpoints());
    return new ListedModel(
        before.id(),
        more.facts().under(before.facts()),
        before.listPrices().isEmpty() ? more.listPrices() : before.listPrices(),
        distinct(endpoints),
        place);
  }

  /** A tag that is listed twice is one offer; the first of the two is what is shown first. */
  private static List<ListedEndpoint> distinct(List<ListedEndpoint> endpoints) {
    Map<String, ListedEndpoint> byTag = new LinkedHashMap<>();
    endpoints.forEach(each -> byTag.putIfAbsent(each.tag(), each));
    return List.copyOf(byTag.values());
  }

  private ListedEndpoint endpoint(JsonNode node, boolean sees) {
    String shown = node.path("provider_name").asText();
    String slug = shown.strip().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    String tag = node.path("tag").asText().isBlank() ? slug : node.path("tag").asText();
    int slash = tag.indexOf('/');
    Facts facts =
        new Facts.Builder()
            .put(Fact.PROVIDER, slash < 0 ? tag : tag.substring(0, slash))
            .put(Fact.QUANTIZATION, text(node, "quantization"))
            .put(Fact.CONTEXT_TOKENS, count(node, "context_length"))
            .put(Fact.MAX_OUTPUT_TOKENS, count(node, "max_completion_tokens"))
            .put(Fact.CAPABILITIES, capabilities(texts(node.path("supported_parameters")), sees))
            .facts();
    return new ListedEndpoint(
        tag, facts, PriceTimeline.of(ListedPrice.ofGateway(node.path("pricing"), day)), place);
  }

  private static List<Capability> capabilities(List<String> parameters, boolean sees) {
    List<Capability> capabilities = new ArrayList<>();
    add(capabilities, Capability.TOOLS, parameters.contains("tools"));
    add(capabilities, Capability.JSON_OBJECT, parameters.contains("response_format"));
    add(capabilities, Capability.JSON_SCHEMA, parameters.contains("structured_outputs"));
    add(capabilities, Capability.REASONING, parameters.contains("reasoning"));
    add(capabilities, Capability.SEED, parameters.contains("seed"));
    add(capabilities, Capability.VISION, sees);
    return capabilities;
  }

  private static void add(List<Capability> all, Capability each, boolean has) {
    if (has) {
      all.add(each);
    }
  }

  private static String text(JsonNode node, String name) {
    JsonNode value = node.path(name);
    return value.isTextual() && !value.textValue().isBlank() ? value.textValue() : null;
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(
        each -> {
          if (each.isTextual() && !each.textValue().isBlank()) {
            texts.add(each.textValue());
          }
        });
    return texts;
  }

  private static Integer count(JsonNode node, String name) {
    JsonNode value = node.path(name);
    return value.canConvertToInt() && value.isIntegralNumber() && value.intValue() > 0
        ? (Integer) value.intValue()
        : null;
  }

  private static LocalDate day(JsonNode value) {
    try {
      return value.isTextual() && value.textValue().length() >= 10
          ? LocalDate.parse(value.textValue().substring(0, 10))
          : null;
    } catch (DateTimeParseException noDay) {
      return null;
    }
  }
}
