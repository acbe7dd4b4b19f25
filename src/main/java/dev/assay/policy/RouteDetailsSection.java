package dev.assay.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.policy.RouteDetails.Percentiles;
import dev.assay.policy.RouteDetails.SortAcross;
import dev.assay.settings.Section;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The finer points of a policy, as its file states them. */
final class RouteDetailsSection {
  private static final List<String> UNITS = List.of("request", "image", "audio");

  /** What the gateway's cache takes. */
  private static final int LONGEST_CACHE_SECONDS = 86_400;

  private RouteDetailsSection() {}

  /**
   * Reads them.
   *
   * @param maxPrice the section of the price cap, which holds the prices per unit, too; empty where
   *     there is none
   */
  static RouteDetails read(Section root, Optional<Section> maxPrice) {
    return new RouteDetails(
        root.flag("distillable-only").orElse(null),
        percentiles(root, "preferred-min-throughput-tokens-per-second"),
        percentiles(root, "preferred-max-latency-seconds"),
        sortAcross(root),
        maxPrice.map(RouteDetailsSection::unitPrices).orElse(Map.of()),
        responseCache(root));
  }

  /** A single number bounds the median. */
  private static Percentiles percentiles(Section root, String key) {
    if (!root.has(key)) {
      return null;
    }
    if (root.json(key).filter(JsonNode::isObject).isEmpty()) {
      return new Percentiles(moreThanZero(root, key, key), null, null, null);
    }
    Section bounds = root.section(key).orElseThrow();
    Percentiles percentiles =
        new Percentiles(
            moreThanZero(bounds, key, "p50"),
            moreThanZero(bounds, key, "p75"),
            moreThanZero(bounds, key, "p90"),
            moreThanZero(bounds, key, "p99"));
    bounds.refuseUnknownKeys();
    if (bounds.isEmpty()) {
      root.problem(
          key,
          "'%s' names no percentile".formatted(key),
          "Give it a number for the median, or some of p50, p75, p90 and p99.");
    }
    return percentiles;
  }

  private static BigDecimal moreThanZero(Section section, String setting, String key) {
    Optional<BigDecimal> bound = section.decimal(key);
    if (bound.filter(each -> each.signum() <= 0).isPresent()) {
      section.problem(
          key,
          "'%s' is %s, expected more than 0".formatted(key, bound.get()),
          "Leave '%s' out where no endpoint is to be preferred.".formatted(setting));
    }
    return bound.orElse(null);
  }

  private static SortAcross sortAcross(Section root) {
    Optional<SortAcross> across = root.choice("sort-across", SortAcross.class);
    if (across.isPresent() && !root.has("sort")) {
      root.problem(
          "sort-across",
          "the policy has 'sort-across', but no 'sort'",
          "Add 'sort:', which says what endpoints are ordered by, or remove it.");
    }
    return across.orElse(null);
  }

  private static Map<String, BigDecimal> unitPrices(Section maxPrice) {
    Map<String, BigDecimal> prices = new TreeMap<>();
    for (String unit : UNITS) {
      maxPrice.decimal(unit).ifPresent(usd -> prices.put(unit, usd));
      if (prices.containsKey(unit) && prices.get(unit).signum() < 0) {
        maxPrice.problem(
            unit,
            "'%s' is %s, expected zero or more US dollars each".formatted(unit, prices.get(unit)),
            "");
      }
    }
    return prices;
  }

  private static Duration responseCache(Section root) {
    Optional<Integer> seconds = root.wholeNumber("response-cache-seconds");
    if (seconds.filter(each -> each < 1 || each > LONGEST_CACHE_SECONDS).isPresent()) {
      root.problem(
          "response-cache-seconds",
          "'response-cache-seconds' is %d, expected 1 to %d"
              .formatted(seconds.get(), LONGEST_CACHE_SECONDS),
          "Leave it out to be answered afresh.");
    }
    return seconds.map(Duration::ofSeconds).orElse(null);
  }

  /** For the policy's hash: equal for equal meaning, whatever zeros a number ends in. */
  static ArrayNode content(RouteDetails details) {
    ObjectNode units = JsonNodeFactory.instance.objectNode();
    details.maxUnitPrices().forEach((unit, usd) -> units.put(unit, canonical(usd)));
    Duration cached = details.responseCache();
    return JsonNodeFactory.instance
        .arrayNode()
        .add(details.distillableOnly())
        .add(content(details.minThroughput()))
        .add(content(details.maxLatency()))
        .add(details.sortAcross() == null ? null : details.sortAcross().name())
        .add(units)
        .add(cached == null ? null : cached.toSeconds());
  }

  private static ArrayNode content(Percentiles bounds) {
    ArrayNode content = JsonNodeFactory.instance.arrayNode();
    return bounds == null
        ? content
        : content
            .add(canonical(bounds.p50()))
            .add(canonical(bounds.p75()))
            .add(canonical(bounds.p90()))
            .add(canonical(bounds.p99()));
  }

  private static String canonical(BigDecimal number) {
    return number == null ? null : number.stripTrailingZeros().toPlainString();
  }
}
