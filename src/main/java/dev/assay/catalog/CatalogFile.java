package dev.assay.catalog;

import dev.assay.catalog.Endpoint.DataPolicy;
import dev.assay.catalog.Endpoint.Pace;
import dev.assay.money.Usd;
import dev.assay.money.UsdPerMillion;
import dev.assay.problem.Problems;
import dev.assay.settings.Section;
import dev.assay.settings.SettingsFile;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a catalog file: models, their endpoints and dated prices, as exact as they were typed. */
public final class CatalogFile {
  private CatalogFile() {}

  /** The catalog, or nothing and every fault of the file. */
  public static Optional<Catalog> read(Path file, Problems problems) {
    int before = problems.count();
    Section root = SettingsFile.read(file, problems);
    if (root.place().line() == 0) {
      return Optional.empty(); // the file could not be opened, and that has been reported
    }
    String version = root.requiredText("version");
    List<Model> models = models(root);
    root.refuseUnknownKeys();
    return problems.count() > before ? Optional.empty() : Optional.of(new Catalog(version, models));
  }

  private static List<Model> models(Section root) {
    List<Section> sections = root.sections("models");
    if (sections.isEmpty()) {
      root.problem("models", "the catalog has no models", "Add one under 'models:'.");
    }
    Map<String, Integer> lines = new HashMap<>();
    List<Model> models = new ArrayList<>();
    for (Section section : sections) {
      Model model = model(section);
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

  private static Model model(Section section) {
    String id = section.requiredText("id");
    String name = section.text("name").orElse(id);
    int contextTokens = tokens(section, "context-tokens", null);
    List<Section> offers = section.sections("endpoints");
    if (offers.isEmpty()) {
      section.problem(
          "endpoints",
          "model '%s' has no endpoints".formatted(id),
          "Add a provider that serves it under 'endpoints:'.");
    }
    Set<String> tags = new HashSet<>();
    List<Endpoint> endpoints = new ArrayList<>();
    for (Section offer : offers) {
      Endpoint endpoint = endpoint(offer, id, contextTokens);
      endpoints.add(endpoint);
      if (!tags.add(endpoint.tag())) {
        offer.problem(
            offer.has("tag") ? "tag" : "provider",
            "model '%s' has two endpoints tagged '%s'".formatted(id, endpoint.tag()),
            "Give each its own 'tag:', such as '%s/fp8'.".formatted(endpoint.provider()));
      }
    }
    section.refuseUnknownKeys();
    return new Model(id, name, contextTokens, endpoints, section.place());
  }

  private static Endpoint endpoint(Section offer, String model, int modelContext) {
    String provider = offer.requiredText("provider");
    String tag = offer.text("tag").orElse(provider);
    Endpoint endpoint =
        new Endpoint(
            provider,
            tag,
            offer.requiredText("region"),
            offer.text("quantization").orElse("unknown"),
            tokens(offer, "context-tokens", modelContext),
            maxOutputTokens(offer),
            Set.copyOf(offer.choices("capabilities", Capability.class)),
            dataPolicy(offer),
            pace(offer),
            prices(offer, model, tag));
    offer.refuseUnknownKeys();
    return endpoint;
  }

  /** Both are asked for outright: a policy that denies training must not rest on a default. */
  private static DataPolicy dataPolicy(Section offer) {
    Section stated = offer.requiredSection("data-policy");
    DataPolicy dataPolicy =
        new DataPolicy(requiredFlag(stated, "may-train"), requiredFlag(stated, "zero-retention"));
    stated.refuseUnknownKeys();
    return dataPolicy;
  }

  private static boolean requiredFlag(Section section, String key) {
    if (!section.has(key)) {
      section.problem(
          key, "'%s' is missing".formatted(key), "Add '%s: true' or false.".formatted(key));
    }
    return section.flag(key).orElse(false);
  }

  private static Pace pace(Section offer) {
    Section stated = offer.requiredSection("pace");
    Pace pace =
        new Pace(
            tokens(stated, "first-token-millis", null), tokens(stated, "tokens-per-second", null));
    stated.refuseUnknownKeys();
    return pace;
  }

  private static Integer maxOutputTokens(Section offer) {
    return offer.has("max-output-tokens") ? tokens(offer, "max-output-tokens", null) : null;
  }

  /** A count of 1 or more; a null default makes the key a required one. */
  private static int tokens(Section section, String key, Integer absent) {
    if (!section.has(key) && absent == null) {
      section.problem(key, "'%s' is missing".formatted(key), "Add '%s:'.".formatted(key));
    }
    int count = section.wholeNumber(key).orElse(absent == null ? 1 : absent);
    if (count < 1) {
      section.problem(key, "'%s' is %d, expected 1 or more".formatted(key, count), "");
    }
    return Math.max(1, count);
  }

  private static List<TokenPrice> prices(Section offer, String model, String tag) {
    String owner = "%s at %s".formatted(model, tag);
    List<Section> stated = offer.sections("prices");
    if (stated.isEmpty()) {
      offer.problem(
          "prices", "%s has no price".formatted(owner), "Add one under 'prices:', free ones too.");
    }
    Set<LocalDate> days = new HashSet<>();
    List<TokenPrice> prices = new ArrayList<>();
    for (Section section : stated) {
      TokenPrice price = price(section, owner);
      prices.add(price);
      if (!days.add(price.validFrom())) {
        section.problem(
            "valid-from",
            "%s has two prices from %s on".formatted(owner, price.validFrom()),
            "Keep one of the two.");
      }
    }
    return prices;
  }

  private static TokenPrice price(Section section, String owner) {
    LocalDate validFrom = validFrom(section);
    Section perMillion = section.requiredSection("usd-per-million");
    TokenPrice price =
        new TokenPrice(
            validFrom,
            required(perMillion, "input", owner),
            required(perMillion, "output", owner),
            perMillion(perMillion, "cached-input", owner).orElse(null),
            perMillion(perMillion, "cache-write", owner).orElse(null),
            perMillion(perMillion, "reasoning", owner).orElse(null),
            perRequest(section, owner));
    perMillion.refuseUnknownKeys();
    section.refuseUnknownKeys();
    return price;
  }

  private static LocalDate validFrom(Section section) {
    String text = section.requiredText("valid-from");
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException notADay) {
      if (!text.isBlank()) {
        section.problem(
            "valid-from",
            "'valid-from' is '%s', expected a day such as 2026-08-01".formatted(text),
            "");
      }
      // a day of its own for each, so that it is not reported as a price stated twice as well
      return LocalDate.ofEpochDay(-section.place().line());
    }
  }

  private static UsdPerMillion required(Section perMillion, String key, String owner) {
    if (!perMillion.has(key)) {
      perMillion.problem(
          key,
          "the price of %s has no '%s'".formatted(owner, key),
          "Add '%s:' in US dollars per million tokens.".formatted(key));
    }
    return perMillion(perMillion, key, owner).orElse(new UsdPerMillion(BigDecimal.ZERO));
  }

  private static Optional<UsdPerMillion> perMillion(Section section, String key, String owner) {
    return amount(section, key, owner)
        .flatMap(
            amount -> {
              try {
                return Optional.of(new UsdPerMillion(amount));
              } catch (IllegalArgumentException tooManyDigits) {
                return tooManyDigits(section, key, owner, amount);
              }
            });
  }

  private static Usd perRequest(Section section, String owner) {
    return amount(section, "usd-per-request", owner)
        .flatMap(
            amount ->
                Usd.exactly(amount)
                    .or(() -> tooManyDigits(section, "usd-per-request", owner, amount)))
        .orElse(Usd.ZERO);
  }

  /** Zero or more; listings have used -1 for "not priceable", and once it was counted as money. */
  private static Optional<BigDecimal> amount(Section section, String key, String owner) {
    Optional<BigDecimal> amount = section.decimal(key);
    if (amount.filter(each -> each.signum() < 0).isPresent()) {
      section.problem(
          key,
          "Invalid price of %s: '%s' is %s, but a price is zero or more"
              .formatted(owner, key, amount.get()),
          "");
      return Optional.empty();
    }
    return amount;
  }

  private static <T> Optional<T> tooManyDigits(
      Section section, String key, String owner, BigDecimal amount) {
    section.problem(
        key,
        "Invalid price of %s: '%s' is %s, which has more digits than can be charged exactly"
            .formatted(owner, key, amount),
        "");
    return Optional.empty();
  }
}
