package dev.assay.usage;

import static java.util.Objects.requireNonNull;

import dev.assay.catalog.Catalog;
import dev.assay.catalog.Endpoint;
import dev.assay.catalog.Model;
import dev.assay.catalog.PriceOverride;
import dev.assay.catalog.PriceTimeline;
import dev.assay.catalog.TokenPrice;
import dev.assay.catalog.TokenUse;
import dev.assay.money.Usd;
import dev.assay.problem.Closest;
import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What recorded use would have cost by other prices, exactly.
 *
 * <p>Use is priced by the price that holds at its start. A list that begins later prices earlier
 * use by its first price, and says so: asking what a new list would have meant for last month is
 * what it is for.
 */
public final class Repricing {
  private final PriceBook prices;
  private final PriceTimeline everything;

  /**
   * Some calls that are priced alike: by one model at one endpoint, at one time, with prompts that
   * lie in the same tier.
   *
   * @param provider null where it is not known; likewise endpointTag and serviceTier
   * @param promptOfOne the prompt tokens of any of them
   * @param together what they used in sum
   */
  public record Calls(
      String model,
      String provider,
      String endpointTag,
      String serviceTier,
      Instant startedAt,
      long promptOfOne,
      TokenUse together,
      long count) {
    public Calls {
      requireNonNull(startedAt, "startedAt");
      requireNonNull(together, "together");
    }
  }

  /**
   * What they would have cost, or why that cannot be told.
   *
   * @param usd null where it cannot be told
   * @param whyNot null where it can; a clause
   * @param isByLaterPrice whether the list knows no price that early
   */
  public record Answer(Usd usd, String whyNot, boolean isByLaterPrice) {
    static Answer unknown(String why) {
      return new Answer(null, why, false);
    }
  }

  private Repricing(PriceBook prices, PriceTimeline everything) {
    this.prices = prices;
    this.everything = everything;
  }

  /** Prices each call as the model, at the endpoint, that served it. */
  public static Repricing asServed(Catalog catalog) {
    return new Repricing(new PriceBook(catalog), null);
  }

  /**
   * Prices every call as if one model had served it.
   *
   * @param offer {@code MODEL}, or {@code MODEL@ENDPOINT} where its endpoints differ in price
   */
  public static Repricing as(String offer, Catalog catalog) {
    return new Repricing(new PriceBook(catalog), timeline(offer, catalog));
  }

  private static PriceTimeline timeline(String offer, Catalog catalog) {
    Place place = Place.setting("--as");
    int at = offer.lastIndexOf('@');
    String id = at > 0 ? offer.substring(0, at) : offer;
    Model model =
        catalog
            .model(id)
            .orElseThrow(
                () ->
                    new InvalidInput(
                        place,
                        "the prices hold no model '%s'".formatted(id),
                        Closest.to(id, catalog.modelIds())
                            .map("Did you mean '%s'?"::formatted)
                            .orElse("'assay catalog list FILE' shows those there are.")));
    List<String> tags = model.endpoints().stream().map(Endpoint::tag).toList();
    if (at > 0) {
      String tag = offer.substring(at + 1);
      return model.endpoints().stream()
          .filter(each -> each.tag().equals(tag))
          .findFirst()
          .map(Endpoint::timeline)
          .orElseThrow(
              () ->
                  new InvalidInput(
                      place,
                      "'%s' has no endpoint '%s'".formatted(id, tag),
                      Closest.hint(tag, "endpoints", tags)));
    }
    if (!model.listPrices().isEmpty()) {
      return model.listPrices();
    }
    List<PriceTimeline> different =
        model.endpoints().stream().map(Endpoint::timeline).distinct().toList();
    if (different.size() == 1) {
      return different.get(0);
    }
    throw new InvalidInput(
        place,
        tags.isEmpty()
            ? "'%s' has no price".formatted(id)
            : "'%s' is sold by %d endpoints at different prices".formatted(id, tags.size()),
        tags.isEmpty()
            ? "Name a model that has one."
            : "Name one: %s."
                .formatted(
                    tags.stream()
                        .map(tag -> "--as %s@%s".formatted(id, tag))
                        .collect(Collectors.joining(", "))));
  }

  /** The prompt lengths at which any of these prices changes, ascending. */
  public List<Long> promptTiers() {
    return overrides()
        .flatMap(override -> Stream.ofNullable(override.abovePromptTokens()))
        .distinct()
        .sorted()
        .toList();
  }

  /** Whether the time of day matters to any of these prices. */
  public boolean dependsOnTheHour() {
    return overrides().anyMatch(PriceOverride::hasHours);
  }

  private Stream<PriceOverride> overrides() {
    Stream<PriceTimeline> all =
        everything != null
            ? Stream.of(everything)
            : prices.catalog().models().stream()
                .flatMap(
                    model ->
                        Stream.concat(
                            Stream.of(model.listPrices()),
                            model.endpoints().stream().map(Endpoint::timeline)));
    return all.flatMap(each -> each.prices().stream()).flatMap(price -> price.overrides().stream());
  }

  /** What these calls would have cost. */
  public Answer price(Calls calls) {
    if (!PriceBook.isListPriced(calls.serviceTier())) {
      return Answer.unknown(
          "the service tier '%s' has no listed price".formatted(calls.serviceTier()));
    }
    return everything != null
        ? priced(everything, calls)
        : offer(calls)
            .map(timeline -> priced(timeline, calls))
            .orElseGet(
                () ->
                    Answer.unknown(
                        "no price of '%s' at %s".formatted(calls.model(), sellerOf(calls))));
  }

  private static String sellerOf(Calls calls) {
    if (calls.endpointTag() != null) {
      return "'%s'".formatted(calls.endpointTag());
    }
    return calls.provider() == null ? "an unknown provider" : "'%s'".formatted(calls.provider());
  }

  /** The endpoint's own prices, else what the list states of the model whoever serves it. */
  private Optional<PriceTimeline> offer(Calls calls) {
    return prices
        .endpoint(calls.model(), calls.provider(), calls.endpointTag())
        .map(Endpoint::timeline)
        .filter(timeline -> !timeline.isEmpty())
        .or(
            () ->
                Optional.ofNullable(calls.model())
                    .flatMap(prices::model)
                    .map(Model::listPrices)
                    .filter(timeline -> !timeline.isEmpty()));
  }

  private static Answer priced(PriceTimeline timeline, Calls calls) {
    LocalDate day = LocalDate.ofInstant(calls.startedAt(), ZoneOffset.UTC);
    Optional<PriceTimeline.Entry> then = timeline.on(day);
    PriceTimeline.Entry entry = then.or(timeline::first).orElseThrow();
    TokenPrice price = entry.price();
    if (price == null) {
      return Answer.unknown("not priceable: %s".formatted(entry.notPriceable()));
    }
    return new Answer(
        price.rates(calls.promptOfOne(), calls.startedAt()).cost(calls.together(), calls.count()),
        null,
        then.isEmpty());
  }
}
