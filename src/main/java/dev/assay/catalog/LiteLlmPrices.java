package dev.assay.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.catalog.Listing.ListedEndpoint;
import dev.assay.catalog.Listing.ListedModel;
import dev.assay.problem.Place;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads LiteLLM's price map: what providers charge at their own servers. Only models that answer in
 * text are taken; prices of service tiers (batch, flex, priority) are left out, and so is what
 * models can do, since it says so of some abilities only.
 */
final class LiteLlmPrices {
  private static final Set<String> MODES = Set.of("chat", "responses", "completion");

  /** Its name of a provider, or how that begins: the author of its models, and our slug for it. */
  private record Provider(String name, String author, String slug) {}

  private static final List<Provider> PROVIDERS =
      List.of(
          new Provider("openai", "openai", "openai"),
          new Provider("text-completion-openai", "openai", "openai"),
          new Provider("azure", "openai", "azure"),
          new Provider("anthropic", "anthropic", "anthropic"),
          new Provider("gemini", "google", "google-ai-studio"),
          new Provider("vertex_ai-anthropic_models", "anthropic", "google-vertex"),
          new Provider("vertex_ai-language-models", "google", "google-vertex"),
          new Provider("xai", "x-ai", "xai"),
          new Provider("deepseek", "deepseek", "deepseek"),
          new Provider("moonshot", "moonshotai", "moonshotai"),
          new Provider("mistral", "mistralai", "mistral"),
          new Provider("cohere_chat", "cohere", "cohere"),
          new Provider("bedrock", "amazon", "amazon-bedrock"));

  private LiteLlmPrices() {}

  static boolean isPriceMap(JsonNode body) {
    if (!body.isObject()) {
      return false;
    }
    for (JsonNode model : body) {
      if (model.path("litellm_provider").isTextual()) {
        return true;
      }
    }
    return false;
  }

  static Listing read(JsonNode body, Source source, String version, LocalDate day, Place place) {
    Map<String, List<ListedEndpoint>> endpoints = new LinkedHashMap<>();
    Map<String, Facts> facts = new LinkedHashMap<>();
    body.properties()
        .forEach(
            entry -> {
              JsonNode model = entry.getValue();
              if (MODES.contains(model.path("mode").asText())
                  && !entry.getKey().equals("sample_spec")) {
                Provider provider = provider(model.path("litellm_provider").asText());
                String id = id(entry.getKey(), provider);
                ListedEndpoint endpoint = endpoint(model, provider, day, place);
                List<ListedEndpoint> known =
                    endpoints.computeIfAbsent(id, each -> new ArrayList<>());
                if (known.stream().noneMatch(each -> each.tag().equals(endpoint.tag()))) {
                  known.add(endpoint);
                }
                facts.merge(id, facts(model), Facts::under);
              }
            });
    return new Listing(
            source,
            version,
            endpoints.entrySet().stream()
                .map(
                    each ->
                        new ListedModel(
                            each.getKey(),
                            facts.get(each.getKey()),
                            PriceTimeline.NONE,
                            each.getValue(),
                            place))
                .toList())
        .sorted();
  }

  private static Provider provider(String name) {
    return PROVIDERS.stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseGet(() -> new Provider(name, name.replace('_', '-'), name.replace('_', '-')));
  }

  /** {@code author/slug}: a key may begin with the provider's name, e.g. {@code gemini/...}. */
  private static String id(String key, Provider provider) {
    int slash = key.indexOf('/');
    if (provider.name().equals("openrouter") && slash >= 0) {
      return key.substring(slash + 1);
    }
    return provider.author() + "/" + key.substring(key.lastIndexOf('/') + 1);
  }

  private static Facts facts(JsonNode model) {
    List<String> inputs = new ArrayList<>(List.of("text"));
    if (model.path("supports_vision").asBoolean()) {
      inputs.add("image");
    }
    if (model.path("supports_audio_input").asBoolean()) {
      inputs.add("audio");
    }
    return new Facts.Builder()
        .put(Fact.CONTEXT_TOKENS, count(model, "max_input_tokens"))
        .put(Fact.INPUT_MODALITIES, inputs)
        .put(Fact.EXPIRES, day(model.path("deprecation_date").asText()))
        .facts();
  }

  private static ListedEndpoint endpoint(
      JsonNode model, Provider provider, LocalDate day, Place place) {
    return new ListedEndpoint(
        provider.slug(),
        new Facts.Builder()
            .put(Fact.PROVIDER, provider.slug())
            .put(Fact.MAX_OUTPUT_TOKENS, count(model, "max_output_tokens"))
            .facts(),
        PriceTimeline.of(ListedPrice.ofLiteLlm(model, day)),
        place);
  }

  private static Integer count(JsonNode model, String name) {
    JsonNode value = model.path(name);
    return value.isIntegralNumber() && value.canConvertToInt() && value.intValue() > 0
        ? (Integer) value.intValue()
        : null;
  }

  private static LocalDate day(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException noDay) {
      return null;
    }
  }
}
