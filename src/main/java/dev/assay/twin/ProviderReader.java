package dev.assay.twin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.twin.ProviderPreferences.MaxPrice;
import dev.assay.twin.ProviderPreferences.Sort;
import io.undertow.util.HeaderMap;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads the provider object of a request; a field it does not know is refused. */
final class ProviderReader {
  private static final Set<String> FIELDS =
      Set.of(
          "order",
          "only",
          "ignore",
          "allow_fallbacks",
          "require_parameters",
          "data_collection",
          "zdr",
          "enforce_distillable_text",
          "quantizations",
          "sort",
          "preferred_min_throughput",
          "preferred_max_latency",
          "max_price");
  private static final Set<String> QUANTIZATIONS =
      Set.of(
          "int4", "int8", "fp4", "mxfp4", "nvfp4", "fp6", "fp8", "mxfp8", "fp16", "bf16", "fp32",
          "unknown");

  private ProviderReader() {}

  static ProviderPreferences read(Fields provider, HeaderMap headers) {
    provider.refuseOthersThan(FIELDS);
    List<String> quantizations = provider.texts("quantizations", QUANTIZATIONS.size());
    provider.require(
        QUANTIZATIONS.containsAll(quantizations), "quantizations", "names of quantizations");
    boolean noTraining =
        "deny".equals(provider.word("data_collection", Set.of("allow", "deny")))
            || "true".equals(headers.getFirst("X-OpenRouter-No-Prompt-Training"));
    JsonNode sort = provider.json("sort");
    Fields sorting = sort != null && sort.isObject() ? provider.object("sort") : null;
    return new ProviderPreferences(
        provider.texts("order", 100),
        provider.texts("only", 100),
        provider.texts("ignore", 100),
        provider.flag("allow_fallbacks", true),
        provider.flag("require_parameters", false),
        noTraining,
        provider.flag("zdr", false),
        quantizations,
        sorting == null ? sort(provider, "sort") : sort(sorting, "by"),
        sorting != null && "none".equals(sorting.word("partition", Set.of("model", "none"))),
        maxPrice(provider.object("max_price")),
        median(provider, "preferred_max_latency"),
        median(provider, "preferred_min_throughput"));
  }

  private static Sort sort(Fields fields, String name) {
    String by = fields.word(name, Set.of("price", "throughput", "latency", "exacto"));
    // exacto orders by tool-call quality, of which every endpoint here has the same
    return by == null || by.equals("exacto") ? null : Sort.valueOf(by.toUpperCase(Locale.ROOT));
  }

  private static MaxPrice maxPrice(Fields limit) {
    return new MaxPrice(limit.price("prompt"), limit.price("completion"), limit.price("request"));
  }

  /** A bound on the median: a bare number, or the p50 of several. */
  private static BigDecimal median(Fields provider, String name) {
    JsonNode bound = provider.json(name);
    return bound != null && bound.isObject()
        ? provider.object(name).decimal("p50")
        : provider.decimal(name);
  }
}
