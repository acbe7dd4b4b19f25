package dev.assay.twin;

import dev.assay.catalog.Capability;
import dev.assay.catalog.Model;
import dev.assay.catalog.TokenPrice;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** What a listing of models is narrowed to, as its query says. */
final class ModelFilter {
  private static final int MOST = 1_000;

  private final Region region;
  private final Function<String, String> query;

  /**
   * @param query the value of a query parameter, or null
   */
  ModelFilter(Region region, Function<String, String> query) {
    this.region = regionIn(query.apply("region"), region);
    this.query = query;
  }

  private static Region regionIn(String name, Region otherwise) {
    return Arrays.stream(Region.values())
        .filter(each -> each.wireName().equals(name) || each.name().equalsIgnoreCase(name))
        .findFirst()
        .orElse(otherwise);
  }

  boolean admits(Model model, TokenPrice cheapest) {
    return model.endpoints().stream().anyMatch(region::admits)
        && (query.apply("zdr") == null
            || model.endpoints().stream()
                .anyMatch(endpoint -> endpoint.dataPolicy().zeroRetention()))
        && Listings.parameterNames(model.endpoints()).containsAll(words("supported_parameters"))
        && model.contextTokens() >= number("context", BigDecimal.ZERO).intValue()
        && isPricedWithin(cheapest)
        && showsModalities(model);
  }

  /** Routers have neither endpoints nor a price, so any filter leaves them out. */
  boolean admitsRouters() {
    return region == Region.GLOBAL
        && List.of(
                "zdr",
                "supported_parameters",
                "context",
                "min_price",
                "max_price",
                "input_modalities",
                "output_modalities",
                "offset")
            .stream()
            .allMatch(name -> query.apply(name) == null);
  }

  int offset() {
    return Math.max(0, number("offset", BigDecimal.ZERO).intValue());
  }

  int limit() {
    return Math.max(0, Math.min(MOST, number("limit", BigDecimal.valueOf(MOST)).intValue()));
  }

  private boolean isPricedWithin(TokenPrice price) {
    if (price == null) {
      return query.apply("min_price") == null && query.apply("max_price") == null;
    }
    BigDecimal input = price.input().amount();
    return input.compareTo(number("min_price", BigDecimal.ZERO)) >= 0
        && input.compareTo(number("max_price", input)) <= 0;
  }

  private boolean showsModalities(Model model) {
    boolean sees =
        model.endpoints().stream()
            .anyMatch(endpoint -> endpoint.capabilities().contains(Capability.VISION));
    List<String> inputs = sees ? List.of("text", "image") : List.of("text");
    List<String> outputs = words("output_modalities");
    return inputs.containsAll(words("input_modalities"))
        && (outputs.isEmpty() || outputs.contains("text") || outputs.contains("all"));
  }

  private List<String> words(String name) {
    String value = query.apply(name);
    return value == null || value.isEmpty() ? List.of() : List.of(value.split(","));
  }

  private BigDecimal number(String name, BigDecimal otherwise) {
    String value = query.apply(name);
    try {
      return value == null ? otherwise : new BigDecimal(value);
    } catch (NumberFormatException notANumber) {
      throw Refusal.badRequest("Invalid %s: expected a number".formatted(name));
    }
  }
}
