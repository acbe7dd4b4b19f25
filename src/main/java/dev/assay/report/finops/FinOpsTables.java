package dev.assay.report.finops;

import dev.assay.catalog.Catalog;
import dev.assay.catalog.Endpoint;
import dev.assay.catalog.Model;
import dev.assay.catalog.PriceClass;
import dev.assay.catalog.PriceTimeline;
import dev.assay.policy.ApiKey;
import dev.assay.policy.FeeSchedule;
import dev.assay.policy.Guardrail;
import dev.assay.policy.Organization;
import dev.assay.report.KnownTable;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** What an organisation's files say of money, as tables that reports read. */
public final class FinOpsTables {
  private FinOpsTables() {}

  /**
   * What one holder may spend until its budget begins anew.
   *
   * @param holderKind organization, workspace, member or key
   * @param resets daily, weekly, monthly or lifetime
   * @param statedAt file and line
   */
  public record Budget(
      String holderKind, String holder, BigDecimal limitUsd, String resets, String statedAt) {}

  /**
   * A key as the organisation's file describes it.
   *
   * @param behaviour the only one it serves; null where it serves none or several
   * @param retired the day from which it is no longer valid; null while it lives
   * @param guarded whether any guardrail binds it, its workspace's and the organization's too
   */
  public record KeyOwner(
      String apiKeyName,
      String organization,
      String workspace,
      String environment,
      String owner,
      String workload,
      String behaviour,
      List<String> behaviours,
      List<String> services,
      LocalDate created,
      LocalDate retired,
      boolean guarded) {}

  /**
   * What an endpoint lists for a class of tokens from a day on, after its discount.
   *
   * @param provider null for what a list states of the model whoever serves it; so is endpointTag
   * @param tokenClass input, output, cached-input, ... as {@link PriceClass} words it
   * @param validTo the first day on which another price holds; null while it holds
   */
  public record ListPrice(
      String model,
      String provider,
      String endpointTag,
      String tokenClass,
      LocalDate validFrom,
      LocalDate validTo,
      BigDecimal usdPerMillion) {}

  /** The time it is. */
  public record Clock(Instant now) {}

  /** The tables of those that have no files: nobody's budgets and keys, no prices, days of UTC. */
  public static List<KnownTable<?>> withoutFiles(Supplier<Instant> now) {
    return of(Optional::empty, () -> new Catalog("none", List.of()), FiscalCalendar.UTC, now);
  }

  /** The tables that every report may read, of a gateway without fees. */
  public static List<KnownTable<?>> of(
      Supplier<Optional<Organization>> organization,
      Supplier<Catalog> catalog,
      FiscalCalendar calendar,
      Supplier<Instant> now) {
    return of(organization, catalog, calendar, now, Optional::empty);
  }

  /**
   * The tables that every report may read.
   *
   * @param organization nothing where no file describes one; likewise fees
   */
  public static List<KnownTable<?>> of(
      Supplier<Optional<Organization>> organization,
      Supplier<Catalog> catalog,
      FiscalCalendar calendar,
      Supplier<Instant> now,
      Supplier<Optional<FeeSchedule>> fees) {
    return List.of(
        new KnownTable<>(
            "budgets",
            Budget.class,
            () -> organization.get().map(FinOpsTables::budgets).orElse(List.of())),
        new KnownTable<>(
            "key_owners",
            KeyOwner.class,
            () -> organization.get().map(FinOpsTables::keyOwners).orElse(List.of())),
        new KnownTable<>("list_prices", ListPrice.class, () -> listPrices(catalog.get())),
        new KnownTable<>("fiscal_periods", FiscalCalendar.FiscalPeriod.class, calendar::periods),
        new KnownTable<>("clock", Clock.class, () -> List.of(new Clock(now.get()))),
        new KnownTable<>(
            "fee_terms",
            FeeTables.FeeTerm.class,
            () -> fees.get().map(FeeTables::terms).orElse(List.of())),
        new KnownTable<>(
            "commitments",
            FeeTables.Commitment.class,
            () -> fees.get().map(FeeTables::commitments).orElse(List.of())));
  }

  private static List<Budget> budgets(Organization organization) {
    List<Budget> budgets = new ArrayList<>();
    add("organization", organization.name(), organization.guardrail(), budgets);
    organization
        .workspaces()
        .values()
        .forEach(each -> add("workspace", each.name(), each.guardrail(), budgets));
    organization
        .members()
        .values()
        .forEach(each -> add("member", each.name(), each.guardrail(), budgets));
    organization
        .keys()
        .values()
        .forEach(each -> add("key", each.name(), each.guardrail(), budgets));
    return budgets;
  }

  private static void add(String kind, String holder, Guardrail demands, List<Budget> budgets) {
    demands
        .limits()
        .forEach(
            limit ->
                budgets.add(
                    new Budget(
                        kind,
                        holder,
                        limit.usd().amount(),
                        limit.reset().name().toLowerCase(Locale.ROOT),
                        limit.place().brief())));
  }

  private static List<KeyOwner> keyOwners(Organization organization) {
    return organization.keys().values().stream().map(key -> keyOwner(key, organization)).toList();
  }

  private static KeyOwner keyOwner(ApiKey key, Organization organization) {
    return new KeyOwner(
        key.name(),
        organization.name(),
        key.workspace(),
        key.environment(),
        key.owner(),
        key.workload(),
        key.behaviours().size() == 1 ? key.behaviours().get(0) : null,
        key.behaviours(),
        key.services(),
        key.created(),
        key.retired(),
        !organization.floorOf(key).equals(Guardrail.NONE));
  }

  private static List<ListPrice> listPrices(Catalog catalog) {
    List<ListPrice> prices = new ArrayList<>();
    for (Model model : catalog.models()) {
      add(model.id(), null, null, model.listPrices(), prices);
      for (Endpoint endpoint : model.endpoints()) {
        add(model.id(), endpoint.provider(), endpoint.tag(), endpoint.timeline(), prices);
      }
    }
    return prices;
  }

  private static void add(
      String model, String provider, String tag, PriceTimeline timeline, List<ListPrice> prices) {
    for (int i = 0; i < timeline.entries().size(); i++) {
      PriceTimeline.Entry entry = timeline.entries().get(i);
      LocalDate validTo =
          i + 1 < timeline.entries().size() ? timeline.entries().get(i + 1).validFrom() : null;
      if (entry.price() != null) {
        entry
            .price()
            .usual()
            .stated()
            .forEach(
                (part, amount) -> {
                  if (part.isPerToken()) {
                    prices.add(
                        new ListPrice(
                            model, provider, tag, part.word(), entry.validFrom(), validTo, amount));
                  }
                });
      }
    }
  }
}
