package dev.assay.catalog;

import dev.assay.catalog.Endpoint.DataPolicy;
import dev.assay.catalog.Endpoint.Pace;
import dev.assay.catalog.Listing.ListedEndpoint;
import dev.assay.catalog.Listing.ListedModel;
import dev.assay.problem.Problems;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Several listings as one catalog, value by value: a live listing beats a synced snapshot, a
 * snapshot beats a curated file, and among equals the one named first. Each value knows who stated
 * it.
 *
 * <p>A model, or an endpoint, is there as soon as one of them lists it.
 */
public final class MergedCatalog {
  /** The most trusted first. */
  private final List<Listing> listings;

  private final Map<String, List<Stated<ListedModel>>> models = new LinkedHashMap<>();

  /** What a source says of something. */
  private record Stated<T>(Source source, T what) {}

  /**
   * One value as it holds in the end.
   *
   * @param endpoint the endpoint's tag; empty for a value of the model itself
   * @param name e.g. {@code context-tokens} or {@code input}
   */
  public record Value(String endpoint, String name, String text, Source source) {}

  private MergedCatalog(List<Listing> listings) {
    this.listings = listings;
    for (Listing listing : listings) {
      for (ListedModel model : listing.models()) {
        models
            .computeIfAbsent(model.id(), id -> new ArrayList<>())
            .add(new Stated<>(listing.source(), model));
      }
    }
  }

  public static MergedCatalog of(List<Listing> listings) {
    // a stable sort: equals stay in the order in which they were named
    return new MergedCatalog(
        listings.stream().sorted(Comparator.comparing(each -> each.source().kind())).toList());
  }

  /** The most trusted first. */
  public List<Listing> listings() {
    return listings;
  }

  public Catalog catalog() {
    // the least trusted is what somebody wrote by hand, and so is its order
    List<String> order = new ArrayList<>();
    for (int i = listings.size() - 1; i >= 0; i--) {
      listings.get(i).models().forEach(model -> order.add(model.id()));
    }
    return new Catalog(
        listings.stream().map(Listing::version).distinct().collect(Collectors.joining(" + ")),
        order.stream().distinct().map(this::model).toList());
  }

  private Model model(String id) {
    List<Stated<ListedModel>> stated = models.get(id);
    Facts facts = merged(stated, ListedModel::facts);
    Integer context = facts.value(Fact.CONTEXT_TOKENS, Integer.class).orElse(null);
    List<Endpoint> endpoints =
        tags(stated).stream().map(tag -> endpoint(endpoints(stated, tag), context)).toList();
    return new Model(
        id,
        facts.text(Fact.NAME).orElse(id),
        context == null
            ? endpoints.stream().mapToInt(Endpoint::contextTokens).max().orElse(0)
            : context,
        endpoints,
        stated.get(stated.size() - 1).what().place(),
        profile(facts),
        timeline(stated, ListedModel::listPrices));
  }

  private static Endpoint endpoint(List<Stated<ListedEndpoint>> stated, Integer modelContext) {
    Facts facts = merged(stated, ListedEndpoint::facts);
    String tag = stated.get(0).what().tag();
    return new Endpoint(
        facts.text(Fact.PROVIDER).orElse(tag),
        tag,
        facts.text(Fact.REGION).orElse("global"),
        facts.text(Fact.QUANTIZATION).orElse("unknown"),
        facts
            .value(Fact.CONTEXT_TOKENS, Integer.class)
            .orElse(modelContext == null ? 0 : modelContext),
        facts.value(Fact.MAX_OUTPUT_TOKENS, Integer.class).orElse(null),
        facts.words(Fact.CAPABILITIES).stream()
            .map(word -> constant(Capability.class, word))
            .collect(Collectors.toSet()),
        new DataPolicy(
            facts.value(Fact.MAY_TRAIN, Boolean.class).orElse(DataPolicy.UNKNOWN.mayTrain()),
            facts
                .value(Fact.ZERO_RETENTION, Boolean.class)
                .orElse(DataPolicy.UNKNOWN.zeroRetention())),
        new Pace(
            facts
                .value(Fact.FIRST_TOKEN_MILLIS, Integer.class)
                .orElse(Pace.UNKNOWN.firstTokenMillis()),
            facts
                .value(Fact.TOKENS_PER_SECOND, Integer.class)
                .orElse(Pace.UNKNOWN.tokensPerSecond())),
        timeline(stated, ListedEndpoint::prices));
  }

  private static ModelProfile profile(Facts facts) {
    return new ModelProfile(
        facts.value(Fact.TIER, Tier.class).orElse(null),
        facts.words(Fact.INPUT_MODALITIES),
        facts.words(Fact.OUTPUT_MODALITIES),
        facts.words(Fact.PARAMETERS),
        facts.value(Fact.COST_CLASS, CostClass.class).orElse(null),
        facts.value(Fact.LATENCY_CLASS, LatencyClass.class).orElse(null),
        facts.words(Fact.RUNTIMES),
        facts.words(Fact.WORKLOADS),
        facts.value(Fact.EXPIRES, LocalDate.class).orElse(null));
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String word) {
    return Stream.of(type.getEnumConstants())
        .filter(each -> each.name().replace('_', '-').equalsIgnoreCase(word))
        .findFirst()
        .orElseThrow();
  }

  private static <T> Facts merged(List<Stated<T>> stated, Function<T, Facts> facts) {
    // from the least trusted up, each over those before
    Facts merged = Facts.NONE;
    for (int i = stated.size() - 1; i >= 0; i--) {
      merged = merged.under(facts.apply(stated.get(i).what()));
    }
    return merged;
  }

  private static <T> PriceTimeline timeline(
      List<Stated<T>> stated, Function<T, PriceTimeline> prices) {
    PriceTimeline merged = PriceTimeline.NONE;
    for (int i = stated.size() - 1; i >= 0; i--) {
      merged = merged.under(prices.apply(stated.get(i).what()));
    }
    return merged;
  }

  /** The endpoints' tags, those written by hand first. */
  private static Collection<String> tags(List<Stated<ListedModel>> stated) {
    Set<String> tags = new LinkedHashSet<>();
    for (int i = stated.size() - 1; i >= 0; i--) {
      stated.get(i).what().endpoints().forEach(endpoint -> tags.add(endpoint.tag()));
    }
    return tags;
  }

  private static List<Stated<ListedEndpoint>> endpoints(
      List<Stated<ListedModel>> stated, String tag) {
    return stated.stream()
        .flatMap(
            each ->
                each.what().endpoint(tag).stream()
                    .map(endpoint -> new Stated<>(each.source(), endpoint)))
        .toList();
  }

  /** Every value of a model and of its endpoints that holds on a day, with who stated it. */
  public List<Value> values(String modelId, LocalDate day) {
    List<Stated<ListedModel>> stated = models.getOrDefault(modelId, List.of());
    List<Value> values = new ArrayList<>();
    addFacts(values, "", stated, ListedModel::facts);
    addPrice(values, "", stated, ListedModel::listPrices, day);
    for (String tag : tags(stated)) {
      List<Stated<ListedEndpoint>> endpoint = endpoints(stated, tag);
      addFacts(values, tag, endpoint, ListedEndpoint::facts);
      addPrice(values, tag, endpoint, ListedEndpoint::prices, day);
    }
    return values;
  }

  private static <T> void addFacts(
      List<Value> values, String tag, List<Stated<T>> stated, Function<T, Facts> facts) {
    merged(stated, facts)
        .forEach(
            (fact, text) ->
                values.add(
                    new Value(
                        tag,
                        fact.word(),
                        text,
                        whoFirst(stated, each -> facts.apply(each).isStated(fact)))));
  }

  private static <T> void addPrice(
      List<Value> values,
      String tag,
      List<Stated<T>> stated,
      Function<T, PriceTimeline> prices,
      LocalDate day) {
    timeline(stated, prices)
        .on(day)
        .ifPresent(
            entry -> {
              Source source =
                  whoFirst(stated, each -> prices.apply(each).entries().contains(entry));
              PriceText.of(entry)
                  .forEach((name, text) -> values.add(new Value(tag, name, text, source)));
            });
  }

  private static <T> Source whoFirst(List<Stated<T>> stated, Predicate<T> states) {
    return stated.stream()
        .filter(each -> states.test(each.what()))
        .map(Stated::source)
        .findFirst()
        .orElseThrow();
  }

  /** Who stated the entry of a timeline that holds. */
  public Optional<Source> sourceOfPrice(String modelId, String tag, PriceTimeline.Entry entry) {
    return models.getOrDefault(modelId, List.of()).stream()
        .filter(
            each ->
                (tag.isEmpty()
                        ? Optional.of(each.what().listPrices())
                        : each.what().endpoint(tag).map(ListedEndpoint::prices))
                    .filter(prices -> prices.entries().contains(entry))
                    .isPresent())
        .map(Stated::source)
        .findFirst();
  }

  /** Reports curated models that cannot be asked, since no source says who serves them. */
  void reportWhatNobodyStates(Problems problems) {
    models.forEach(
        (id, stated) -> {
          Stated<ListedModel> last = stated.get(stated.size() - 1);
          if (last.source().kind() == Source.Kind.CURATED && tags(stated).isEmpty()) {
            problems.add(
                last.what().place(),
                "model '%s' has no endpoints, and no other source of the catalog lists one"
                    .formatted(id),
                "Sync a listing that has it, or add 'endpoints:'.");
          }
        });
  }
}
