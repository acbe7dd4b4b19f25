package dev.assay.catalog;

import dev.assay.catalog.Listing.ListedEndpoint;
import dev.assay.catalog.Listing.ListedModel;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a reviewer has to know of two states of a listing: models and endpoints that came and went,
 * and every value that changed, in the order of their names. Of prices the newest are compared; the
 * day from which a price holds is no change by itself.
 */
public final class CatalogDiff {
  /** What became of something. */
  public enum Kind {
    ADDED,
    REMOVED,
    CHANGED
  }

  /**
   * One difference.
   *
   * @param endpoint the endpoint's tag; empty for the model itself
   * @param value what changed; empty where all of it came or went
   * @param before null where there was none; likewise after
   */
  public record Change(
      Kind kind, String model, String endpoint, String value, String before, String after) {
    private static final int PERCENT_DECIMALS = 1;

    /** By how many percent a price or a count changed; nothing where that says nothing. */
    public Optional<BigDecimal> percent() {
      if (before == null || after == null || !isNumber(before) || !isNumber(after)) {
        return Optional.empty();
      }
      BigDecimal from = new BigDecimal(before);
      return from.signum() == 0
          ? Optional.empty()
          : Optional.of(
              new BigDecimal(after)
                  .subtract(from)
                  .movePointRight(2)
                  .divide(from, PERCENT_DECIMALS, RoundingMode.HALF_EVEN));
    }

    private static boolean isNumber(String text) {
      return text.matches("[0-9]+(\\.[0-9]+)?");
    }
  }

  private final List<Change> changes = new ArrayList<>();

  private CatalogDiff() {}

  public static List<Change> between(Listing before, Listing after) {
    CatalogDiff diff = new CatalogDiff();
    TreeSet<String> ids = new TreeSet<>();
    before.models().forEach(model -> ids.add(model.id()));
    after.models().forEach(model -> ids.add(model.id()));
    for (String id : ids) {
      diff.model(id, before.model(id), after.model(id));
    }
    return List.copyOf(diff.changes);
  }

  private void model(String id, Optional<ListedModel> before, Optional<ListedModel> after) {
    if (before.isEmpty() || after.isEmpty()) {
      Kind kind = before.isEmpty() ? Kind.ADDED : Kind.REMOVED;
      changes.add(
          new Change(
              kind,
              id,
              "",
              "",
              before.map(CatalogDiff::summary).orElse(null),
              after.map(CatalogDiff::summary).orElse(null)));
      return;
    }
    values(id, "", values(before.get()), values(after.get()));
    TreeSet<String> tags = new TreeSet<>();
    before.get().endpoints().forEach(endpoint -> tags.add(endpoint.tag()));
    after.get().endpoints().forEach(endpoint -> tags.add(endpoint.tag()));
    for (String tag : tags) {
      endpoint(id, tag, before.get().endpoint(tag), after.get().endpoint(tag));
    }
  }

  private void endpoint(
      String id, String tag, Optional<ListedEndpoint> before, Optional<ListedEndpoint> after) {
    if (before.isEmpty() || after.isEmpty()) {
      changes.add(
          new Change(
              before.isEmpty() ? Kind.ADDED : Kind.REMOVED,
              id,
              tag,
              "",
              before.map(each -> summary(each.prices())).orElse(null),
              after.map(each -> summary(each.prices())).orElse(null)));
    } else {
      values(
          id,
          tag,
          values(before.get().facts(), before.get().prices()),
          values(after.get().facts(), after.get().prices()));
    }
  }

  private void values(
      String id, String tag, Map<String, String> before, Map<String, String> after) {
    Map<String, String> all = new TreeMap<>(before);
    all.putAll(after);
    for (String name : all.keySet()) {
      String then = before.get(name);
      String now = after.get(name);
      if (then == null || now == null || !then.equals(now)) {
        Kind kind = then == null ? Kind.ADDED : now == null ? Kind.REMOVED : Kind.CHANGED;
        changes.add(new Change(kind, id, tag, name, then, now));
      }
    }
  }

  private static Map<String, String> values(ListedModel model) {
    return values(model.facts(), model.listPrices());
  }

  private static Map<String, String> values(Facts facts, PriceTimeline prices) {
    Map<String, String> values = new LinkedHashMap<>();
    facts.forEach((fact, text) -> values.put(fact.word(), text));
    prices.newest().ifPresent(entry -> values.putAll(PriceText.of(entry)));
    values.remove(PriceText.VALID_FROM);
    return values;
  }

  private static String summary(ListedModel model) {
    if (!model.listPrices().isEmpty() || model.endpoints().isEmpty()) {
      return summary(model.listPrices());
    }
    return "%d endpoint%s"
        .formatted(model.endpoints().size(), model.endpoints().size() == 1 ? "" : "s");
  }

  private static String summary(PriceTimeline prices) {
    return prices.newest().map(PriceText::summary).orElse("no price");
  }
}
