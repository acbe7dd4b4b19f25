package dev.assay.catalog;

import dev.assay.catalog.Listing.ListedEndpoint;
import dev.assay.catalog.Listing.ListedModel;
import dev.assay.problem.Problems;
import dev.assay.settings.Section;
import dev.assay.settings.SettingsFile;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads catalog files: models, their endpoints and dated prices, as exact as they were typed.
 *
 * <p>A file is curated or, where it says {@code snapshot:}, what a sync has written. One that
 * stands alone must be whole; beside others it may leave out what they state.
 */
public final class CatalogFile {
  private final Section root;
  private final boolean mustBeWhole;
  private final Problems problems;

  private CatalogFile(Section root, boolean mustBeWhole, Problems problems) {
    this.root = root;
    this.mustBeWhole = mustBeWhole;
    this.problems = problems;
  }

  /** The catalog of one file, or nothing and every fault of it. */
  public static Optional<Catalog> read(Path file, Problems problems) {
    return read(List.of(file), problems);
  }

  /** The catalog that several files state together, or nothing and every fault of each. */
  public static Optional<Catalog> read(List<Path> files, Problems problems) {
    int before = problems.count();
    List<Listing> listings =
        files.stream()
            .flatMap(file -> listing(file, files.size() == 1, problems).stream())
            .toList();
    if (listings.size() < files.size()) {
      return Optional.empty();
    }
    MergedCatalog merged = MergedCatalog.of(listings);
    merged.reportWhatNobodyStates(problems);
    return problems.count() > before ? Optional.empty() : Optional.of(merged.catalog());
  }

  /** What one file states, whole or not, or nothing and every fault of it. */
  public static Optional<Listing> listing(Path file, Problems problems) {
    return listing(file, false, problems);
  }

  private static Optional<Listing> listing(Path file, boolean alone, Problems problems) {
    int before = problems.count();
    Section root = SettingsFile.read(file, problems);
    if (root.place().line() == 0) {
      return Optional.empty(); // the file could not be opened, and that has been reported
    }
    boolean curated = !root.has("snapshot");
    Listing listing = new CatalogFile(root, alone && curated, problems).listing(file, curated);
    return problems.count() > before ? Optional.empty() : Optional.of(listing);
  }

  private Listing listing(Path file, boolean curated) {
    String version = root.requiredText("version");
    Instant takenAt = curated ? asOf() : takenAt();
    List<ListedModel> models = models();
    root.refuseUnknownKeys();
    return new Listing(
        new Source(curated ? Source.Kind.CURATED : Source.Kind.SNAPSHOT, file.toString(), takenAt),
        version,
        models);
  }

  /** The day on which somebody last held the file against its origin; null where it names none. */
  private Instant asOf() {
    return day(root, "as-of").map(day -> day.atStartOfDay(ZoneOffset.UTC).toInstant()).orElse(null);
  }

  private Instant takenAt() {
    Section snapshot = root.requiredSection("snapshot");
    snapshot.requiredText("of");
    String text = snapshot.requiredText("taken-at");
    snapshot.refuseUnknownKeys();
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException noTime) {
      if (!text.isBlank()) {
        snapshot.problem(
            "taken-at",
            "'taken-at' is '%s', expected a time such as 2026-11-21T06:00:00Z".formatted(text),
            "");
      }
      return Instant.EPOCH;
    }
  }

  private List<ListedModel> models() {
    List<Section> sections = root.sections("models");
    if (sections.isEmpty()) {
      root.problem("models", "the catalog has no models", "Add one under 'models:'.");
    }
    Map<String, Integer> lines = new HashMap<>();
    List<ListedModel> models = new ArrayList<>();
    for (Section section : sections) {
      ListedModel model = model(section);
      models.add(model);
      Integer first = lines.putIfAbsent(model.id(), section.placeOf("id").line());
      if (first != null && !model.id().isBlank()) {
        section.problem(
            "id",
            "model '%s' stands here again".formatted(model.id()),
            "It stands first at line %d; keep one of the two.".formatted(first));
      }
    }
    return models;
  }

  private ListedModel model(Section section) {
    String id = section.requiredText("id");
    Facts facts =
        new Facts.Builder()
            .put(Fact.NAME, section.text("name"))
            .put(Fact.TIER, section.choice("tier", Tier.class))
            .put(Fact.CONTEXT_TOKENS, needed(section, "context-tokens"))
            .put(Fact.INPUT_MODALITIES, section.texts("input-modalities"))
            .put(Fact.OUTPUT_MODALITIES, section.texts("output-modalities"))
            .put(Fact.PARAMETERS, section.texts("parameters"))
            .put(Fact.COST_CLASS, section.choice("cost-class", CostClass.class))
            .put(Fact.LATENCY_CLASS, section.choice("latency-class", LatencyClass.class))
            .put(Fact.RUNTIMES, section.texts("runtimes"))
            .put(Fact.WORKLOADS, section.texts("workloads"))
            .put(Fact.EXPIRES, day(section, "expires"))
            .facts();
    PriceTimeline listPrices =
        section.has("list-prices")
            ? new PriceSection(id, problems).timeline(section, "list-prices")
            : PriceTimeline.NONE;
    List<Section> offers = section.sections("endpoints");
    if (offers.isEmpty() && mustBeWhole) {
      section.problem(
          "endpoints",
          "model '%s' has no endpoints".formatted(id),
          "Add a provider that serves it under 'endpoints:'.");
    }
    Set<String> tags = new HashSet<>();
    List<ListedEndpoint> endpoints = new ArrayList<>();
    for (Section offer : offers) {
      ListedEndpoint endpoint = endpoint(offer, id);
      endpoints.add(endpoint);
      if (!tags.add(endpoint.tag())) {
        offer.problem(
            offer.has("tag") ? "tag" : "provider",
            "model '%s' has two endpoints tagged '%s'".formatted(id, endpoint.tag()),
            "Give each its own 'tag:', such as '%s/fp8'."
                .formatted(endpoint.facts().text(Fact.PROVIDER).orElse("")));
      }
    }
    section.refuseUnknownKeys();
    return new ListedModel(id, facts, listPrices, endpoints, section.place());
  }

  private ListedEndpoint endpoint(Section offer, String model) {
    String provider = offer.requiredText("provider");
    String tag = offer.text("tag").orElse(provider);
    Facts.Builder facts =
        new Facts.Builder()
            .put(Fact.PROVIDER, provider)
            .put(
                Fact.REGION,
                mustBeWhole ? Optional.of(offer.requiredText("region")) : offer.text("region"))
            .put(Fact.QUANTIZATION, offer.text("quantization"))
            .put(Fact.CONTEXT_TOKENS, count(offer, "context-tokens"))
            .put(Fact.MAX_OUTPUT_TOKENS, count(offer, "max-output-tokens"))
            .put(Fact.CAPABILITIES, offer.choices("capabilities", Capability.class));
    dataPolicy(offer, facts);
    pace(offer, facts);
    PriceSection prices = new PriceSection("%s at %s".formatted(model, tag), problems);
    PriceTimeline timeline =
        mustBeWhole || offer.has("prices") ? prices.timeline(offer, "prices") : PriceTimeline.NONE;
    offer.refuseUnknownKeys();
    return new ListedEndpoint(tag, facts.facts(), timeline, offer.place());
  }

  /** Both are asked for outright: a policy that denies training must not rest on a default. */
  private void dataPolicy(Section offer, Facts.Builder facts) {
    part(offer, "data-policy")
        .ifPresent(
            stated -> {
              facts
                  .put(Fact.MAY_TRAIN, flag(stated, "may-train"))
                  .put(Fact.ZERO_RETENTION, flag(stated, "zero-retention"));
              stated.refuseUnknownKeys();
            });
  }

  private void pace(Section offer, Facts.Builder facts) {
    part(offer, "pace")
        .ifPresent(
            stated -> {
              facts
                  .put(Fact.FIRST_TOKEN_MILLIS, needed(stated, "first-token-millis"))
                  .put(Fact.TOKENS_PER_SECOND, needed(stated, "tokens-per-second"));
              stated.refuseUnknownKeys();
            });
  }

  private Optional<Section> part(Section offer, String key) {
    return mustBeWhole ? Optional.of(offer.requiredSection(key)) : offer.section(key);
  }

  private Optional<Boolean> flag(Section section, String key) {
    if (!section.has(key) && mustBeWhole) {
      section.problem(
          key, "'%s' is missing".formatted(key), "Add '%s: true' or false.".formatted(key));
    }
    return section.flag(key);
  }

  /** A count without which a whole file has a fault. */
  private Optional<Integer> needed(Section section, String key) {
    if (!section.has(key) && mustBeWhole) {
      section.problem(key, "'%s' is missing".formatted(key), "Add '%s:'.".formatted(key));
    }
    return count(section, key);
  }

  private static Optional<Integer> count(Section section, String key) {
    Optional<Integer> count = section.wholeNumber(key);
    count
        .filter(each -> each < 1)
        .ifPresent(
            each ->
                section.problem(key, "'%s' is %d, expected 1 or more".formatted(key, each), ""));
    return count.filter(each -> each >= 1);
  }

  private static Optional<LocalDate> day(Section section, String key) {
    return section
        .text(key)
        .flatMap(
            text -> {
              try {
                return Optional.of(LocalDate.parse(text));
              } catch (DateTimeParseException notADay) {
                section.problem(
                    key,
                    "'%s' is '%s', expected a day such as 2026-08-01".formatted(key, text),
                    "");
                return Optional.empty();
              }
            });
  }
}
