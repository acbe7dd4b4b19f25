package dev.assay.policy;

import dev.assay.money.Usd;
import dev.assay.money.UsdPerMillion;
import dev.assay.policy.CallRules.Modality;
import dev.assay.policy.Guardrail.Filter;
import dev.assay.policy.RoutePolicy.DataCollection;
import dev.assay.policy.SpendLimit.Reset;
import dev.assay.problem.Closest;
import dev.assay.settings.Section;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** One guardrail of an organisation's file; a budget becomes one of each holder it is given to. */
final class GuardrailSection {
  private static final List<String> REGIONS = List.of("eu", "us");

  private final Section section;

  GuardrailSection(Section section) {
    this.section = section;
  }

  /** What it demands of a call, budgets left out. */
  Guardrail demands() {
    Optional<Section> maxPrice = section.section("max-price");
    Guardrail demands =
        new Guardrail(
            names("allowed-models"),
            names("ignored-models"),
            names("allowed-providers"),
            names("ignored-providers"),
            names("zero-retention"),
            trainingDenied(),
            regions(),
            maxPrice.map(each -> atMost(each, "prompt")).orElse(null),
            maxPrice.map(each -> atMost(each, "completion")).orElse(null),
            modalities(),
            sensitive(),
            List.of());
    maxPrice.ifPresent(Section::refuseUnknownKeys);
    return demands;
  }

  /** An empty list would read as nothing allowed to one and as no list to another. */
  private Sourced<Set<String>> names(String key) {
    List<String> names = section.texts(key);
    if (names.isEmpty()) {
      if (section.has(key)) {
        section.problem(key, "'%s' is empty".formatted(key), "Name some, or remove it.");
      }
      return null;
    }
    return Sourced.at(section.placeOf(key), new TreeSet<>(names));
  }

  private Sourced<Boolean> trainingDenied() {
    Optional<DataCollection> stated = section.choice("data-collection", DataCollection.class);
    if (stated.filter(each -> each == DataCollection.ALLOW).isPresent()) {
      section.problem(
          "data-collection",
          "a guardrail cannot allow what another denies",
          "Write 'deny', or remove it.");
    }
    return stated.isPresent() ? Sourced.at(section.placeOf("data-collection"), true) : null;
  }

  private Sourced<Set<String>> regions() {
    Optional<String> region = section.text("region");
    if (region.isEmpty()) {
      return null;
    }
    if (!REGIONS.contains(region.get())) {
      section.problem(
          "region",
          "'region' is '%s'".formatted(region.get()),
          Closest.hint(region.get(), "values", REGIONS));
    }
    return Sourced.at(section.placeOf("region"), new TreeSet<>(List.of(region.get())));
  }

  private static Sourced<UsdPerMillion> atMost(Section maxPrice, String key) {
    return Sourced.at(maxPrice.placeOf(key), PolicyFile.perMillion(maxPrice, key));
  }

  private Sourced<Set<Modality>> modalities() {
    List<Modality> forbidden = section.choices("forbid-modalities", Modality.class);
    return forbidden.isEmpty()
        ? null
        : Sourced.at(section.placeOf("forbid-modalities"), new TreeSet<>(forbidden));
  }

  private Map<String, Sourced<Filter>> sensitive() {
    Map<String, Sourced<Filter>> filters = new TreeMap<>();
    section
        .section("sensitive-information")
        .ifPresent(
            stated ->
                stated
                    .keys()
                    .forEach(
                        found ->
                            stated
                                .choice(found, Filter.class)
                                .ifPresent(
                                    filter ->
                                        filters.put(
                                            found, Sourced.at(stated.placeOf(found), filter)))));
    return filters;
  }

  /** Its budgets, as those of one holder. */
  List<SpendLimit> limits(String holder) {
    Optional<Section> budget = section.section("budget-usd");
    if (budget.isEmpty()) {
      return List.of();
    }
    List<SpendLimit> limits = new ArrayList<>();
    for (Reset reset : Reset.values()) {
      String key = reset.name().toLowerCase(Locale.ROOT);
      Optional<BigDecimal> amount = budget.get().decimal(key);
      Optional<Usd> usd = amount.filter(each -> each.signum() > 0).flatMap(Usd::exactly);
      if (amount.isPresent() && usd.isEmpty()) {
        budget
            .get()
            .problem(
                key,
                "'%s' is %s, expected more than 0 and at most %d decimals"
                    .formatted(key, amount.get(), Usd.DECIMALS),
                "");
      }
      usd.ifPresent(
          each -> limits.add(new SpendLimit(holder, each, reset, budget.get().placeOf(key))));
    }
    budget.get().refuseUnknownKeys();
    return limits;
  }

  /** After all of it was read. */
  void refuseUnknownKeys() {
    limits("nobody");
    section.refuseUnknownKeys();
  }
}
