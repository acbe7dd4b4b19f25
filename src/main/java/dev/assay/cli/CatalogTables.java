package dev.assay.cli;

import dev.assay.catalog.Catalog;
import dev.assay.catalog.CatalogDiff.Change;
import dev.assay.catalog.Endpoint;
import dev.assay.catalog.MergedCatalog;
import dev.assay.catalog.Model;
import dev.assay.catalog.PriceClass;
import dev.assay.catalog.PriceTimeline;
import dev.assay.catalog.PriceTimeline.Entry;
import dev.assay.catalog.Source;
import dev.assay.catalog.TokenPrice;
import dev.assay.report.Table;
import dev.assay.report.Table.Column;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The catalog as tables. Prices stand in them as text, digit for digit. */
final class CatalogTables {
  private static final String PER_MILLION = "US dollars per million tokens";

  private CatalogTables() {}

  static Table models(MergedCatalog merged, LocalDate day) {
    Catalog catalog = merged.catalog();
    List<List<Object>> rows = new ArrayList<>();
    for (Model model : catalog.models()) {
      Optional<TokenPrice> cheapest = cheapest(model, day);
      long unpriced =
          model.endpoints().stream().filter(each -> each.priceOn(day).isEmpty()).count();
      rows.add(
          Arrays.asList(
              model.id(),
              word(model.profile().tier()),
              (long) model.contextTokens(),
              (long) model.endpoints().size(),
              cheapest.map(each -> each.input().toString()).orElse(null),
              cheapest.map(each -> each.output().toString()).orElse(null),
              unpriced,
              model.profile().expires()));
    }
    return new Table(
        "Models on " + day,
        List.of(
            new Column("model", ""),
            new Column("tier", "certified, fallback or experimental"),
            new Column("context_tokens", "0 where nobody says"),
            new Column("endpoints", "who serve it"),
            new Column("input", PER_MILLION + ", at the cheapest endpoint, else as listed"),
            new Column("output", "likewise"),
            new Column("not_priceable", "endpoints without a price on the day"),
            new Column("expires", "the day from which it is no longer served")),
        rows,
        sources(merged, day));
  }

  private static Optional<TokenPrice> cheapest(Model model, LocalDate day) {
    Optional<TokenPrice> sold =
        model.endpoints().stream()
            .flatMap(each -> each.priceOn(day).stream())
            .min(
                Comparator.comparing(price -> price.input().amount().add(price.output().amount())));
    return sold.or(() -> model.listPrices().on(day).map(Entry::price));
  }

  private static List<String> sources(MergedCatalog merged, LocalDate day) {
    return merged.listings().stream()
        .map(
            each ->
                "%s %s, %s, %d models."
                    .formatted(
                        capital(each.source().kind().word()),
                        each.source().name(),
                        each.source()
                            .ageInDays(day)
                            .map(CatalogTables::ago)
                            .orElse("of unknown age"),
                        each.models().size()))
        .toList();
  }

  private static String ago(long days) {
    return days == 0 ? "read today" : "read %d day%s ago".formatted(days, days == 1 ? "" : "s");
  }

  private static String capital(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  private static String word(Enum<?> constant) {
    return constant == null ? null : constant.name().toLowerCase(Locale.ROOT);
  }

  /** Every value of a model with who stated it and when. */
  static Table values(String model, MergedCatalog merged, LocalDate day) {
    return new Table(
        model + " on " + day,
        List.of(
            new Column("endpoint", "by its tag; none for a value of the model itself"),
            new Column("value", "what is stated; prices in " + PER_MILLION + ", or per piece"),
            new Column("is", ""),
            new Column("source", "who states it: live, snapshot or curated"),
            new Column("age_days", "since it was read from its origin; unknown where nobody says"),
            new Column("from", "the file or the address")),
        merged.values(model, day).stream()
            .map(
                value ->
                    Arrays.<Object>asList(
                        value.endpoint().isEmpty() ? null : value.endpoint(),
                        value.name(),
                        value.text(),
                        value.source().kind().word(),
                        value.source().ageInDays(day).orElse(null),
                        value.source().name()))
            .toList(),
        List.of("A live listing beats a snapshot, a snapshot beats a curated file."));
  }

  static Table changes(String title, List<Change> changes) {
    long models = changes.stream().map(Change::model).distinct().count();
    return new Table(
        title,
        List.of(
            new Column("change", "added, removed or changed"),
            new Column("model", ""),
            new Column("endpoint", "by its tag; none for the model itself"),
            new Column("value", "none where all of it came or went; prices in " + PER_MILLION),
            new Column("before", ""),
            new Column("after", ""),
            new Column("percent", "by how much a number changed")),
        changes.stream()
            .map(
                change ->
                    Arrays.<Object>asList(
                        word(change.kind()),
                        change.model(),
                        change.endpoint().isEmpty() ? null : change.endpoint(),
                        change.value().isEmpty() ? null : change.value(),
                        change.before(),
                        change.after(),
                        change.percent().orElse(null)))
            .toList(),
        List.of(
            changes.isEmpty()
                ? "Nothing changed."
                : "%d change%s in %d model%s."
                    .formatted(
                        changes.size(),
                        changes.size() == 1 ? "" : "s",
                        models,
                        models == 1 ? "" : "s")));
  }

  /** Every price a model ever had, with what changed from one to the next. */
  static Table history(Model model, MergedCatalog merged) {
    List<List<Object>> rows = new ArrayList<>();
    addHistory(rows, model, merged, "", model.listPrices());
    for (Endpoint endpoint : model.endpoints()) {
      addHistory(rows, model, merged, endpoint.tag(), endpoint.timeline());
    }
    return new Table(
        "Prices of " + model.id(),
        List.of(
            new Column("endpoint", "by its tag; none for what is listed of the model as a whole"),
            new Column("valid_from", "UTC; it holds until the next"),
            new Column("input", PER_MILLION + ", as listed"),
            new Column("output", "likewise"),
            new Column("cached_input", "likewise; none where it costs what other input does"),
            new Column("cache_write", "likewise"),
            new Column("input_percent", "by how much input changed"),
            new Column("output_percent", "by how much output changed"),
            new Column("not_priceable", "why there is no price"),
            new Column("source", "who states it: live, snapshot or curated")),
        rows,
        List.of());
  }

  private static void addHistory(
      List<List<Object>> rows,
      Model model,
      MergedCatalog merged,
      String tag,
      PriceTimeline timeline) {
    TokenPrice before = null;
    for (Entry entry : timeline.entries()) {
      TokenPrice price = entry.price();
      rows.add(
          Arrays.asList(
              tag.isEmpty() ? null : tag,
              entry.validFrom(),
              listed(price, PriceClass.INPUT),
              listed(price, PriceClass.OUTPUT),
              listed(price, PriceClass.CACHED_INPUT),
              listed(price, PriceClass.CACHE_WRITE),
              percent(before, price, PriceClass.INPUT),
              percent(before, price, PriceClass.OUTPUT),
              entry.notPriceable(),
              merged
                  .sourceOfPrice(model.id(), tag, entry)
                  .map(Source::kind)
                  .map(Source.Kind::word)
                  .orElse(null)));
      before = price == null ? before : price;
    }
  }

  private static String listed(TokenPrice price, PriceClass part) {
    return price == null
        ? null
        : price.listed().stated(part).map(BigDecimal::toPlainString).orElse(null);
  }

  private static BigDecimal percent(TokenPrice before, TokenPrice after, PriceClass part) {
    if (before == null || after == null) {
      return null;
    }
    BigDecimal then = before.listed().perMillion(part).amount();
    BigDecimal now = after.listed().perMillion(part).amount();
    return then.signum() == 0
        ? null
        : now.subtract(then).movePointRight(2).divide(then, 1, RoundingMode.HALF_EVEN);
  }
}
