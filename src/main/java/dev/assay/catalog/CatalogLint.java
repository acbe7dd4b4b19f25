package dev.assay.catalog;

import static java.util.Objects.requireNonNull;

import dev.assay.catalog.Listing.ListedModel;
import dev.assay.catalog.PriceTimeline.Entry;
import dev.assay.problem.Place;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a keeper of a catalog should look at: nothing in it keeps the catalog from being read, and
 * each finding is a decision or a price that somebody will otherwise trust by mistake.
 *
 * <p>Only models of a curated file are held to what a curated file is for; where there is none, all
 * are.
 */
public final class CatalogLint {
  /**
   * From where on something is a finding.
   *
   * @param staleDays a price that nobody has looked at for more days than this
   * @param jump a price that rose or fell more than so many times at once
   * @param expiresDays a model that goes within so many days
   */
  public record Limits(int staleDays, BigDecimal jump, int expiresDays) {
    public static final Limits USUAL = new Limits(90, new BigDecimal("2"), 30);

    public Limits {
      requireNonNull(jump, "jump");
    }
  }

  /** One finding: the rule that found it, where, what, and how to mend it. */
  public record Finding(String rule, Place place, String what, String mend) {
    @Override
    public String toString() {
      return "%s: %s: %s. %s".formatted(place, rule, what, mend);
    }
  }

  private final MergedCatalog merged;
  private final LocalDate today;
  private final Limits limits;
  private final List<Finding> findings = new ArrayList<>();

  private CatalogLint(MergedCatalog merged, LocalDate today, Limits limits) {
    this.merged = merged;
    this.today = today;
    this.limits = limits;
  }

  public static List<Finding> findings(MergedCatalog merged, LocalDate today, Limits limits) {
    CatalogLint lint = new CatalogLint(merged, today, limits);
    merged.catalog().models().stream().filter(lint::isKept).forEach(lint::check);
    return List.copyOf(lint.findings);
  }

  /** Not every model that a gateway lists is a candidate. */
  private boolean isKept(Model model) {
    List<Listing> curated =
        merged.listings().stream()
            .filter(each -> each.source().kind() == Source.Kind.CURATED)
            .toList();
    return curated.isEmpty()
        || curated.stream().anyMatch(each -> each.model(model.id()).isPresent());
  }

  private void check(Model model) {
    if (model.profile().tier() == null) {
      find(
          "no-tier",
          model,
          "model '%s' has no tier".formatted(model.id()),
          "Add 'tier: certified', fallback or experimental.");
    }
    if (model.endpoints().isEmpty()) {
      find(
          "no-endpoints",
          model,
          "model '%s' has no endpoints, so nothing can serve it".formatted(model.id()),
          "Sync the endpoints of its gateway, add one under 'endpoints:', or take the model out.");
    }
    if (model.contextTokens() == 0) {
      find(
          "no-context",
          model,
          "nobody says how much '%s' can read, so no case fits it".formatted(model.id()),
          "Add 'context-tokens:'.");
    }
    expiry(model);
    for (Endpoint endpoint : model.endpoints()) {
      check(model, endpoint);
    }
  }

  private void expiry(Model model) {
    LocalDate expires = model.profile().expires();
    if (expires == null) {
      return;
    }
    if (!expires.isAfter(today)) {
      find(
          "expired",
          model,
          "model '%s' expired on %s".formatted(model.id(), expires),
          "Move what asks it to another model, then take it out.");
    } else if (!expires.isAfter(today.plusDays(limits.expiresDays()))) {
      find(
          "expires-soon",
          model,
          "model '%s' expires on %s, in %d days"
              .formatted(model.id(), expires, ChronoUnit.DAYS.between(today, expires)),
          "Choose its successor and rehearse the cutover.");
    }
  }

  private void check(Model model, Endpoint endpoint) {
    String owner = "%s at %s".formatted(model.id(), endpoint.tag());
    Optional<Entry> now = endpoint.timeline().on(today);
    if (now.isEmpty()) {
      find(
          "not-priceable",
          model,
          "%s has no price on %s".formatted(owner, today),
          "Add the price that holds today; no run can ask it until then.");
    } else if (now.get().price() == null) {
      find(
          "not-priceable",
          model,
          "%s is not priceable: %s".formatted(owner, now.get().notPriceable()),
          "State a price of zero or more; no run can ask it until then.");
    } else {
      stale(model, endpoint, owner, now.get());
    }
    history(model, endpoint, owner);
    now.ifPresent(holds -> byHand(model, endpoint, owner, holds));
  }

  /** A price is as fresh as the last look at it, which is not the day from which it holds. */
  private void stale(Model model, Endpoint endpoint, String owner, Entry now) {
    Source source = merged.sourceOfPrice(model.id(), endpoint.tag(), now).orElseThrow();
    LocalDate seen =
        source.takenAt() == null
            ? now.validFrom()
            : LocalDate.ofInstant(source.takenAt(), ZoneOffset.UTC);
    long days = ChronoUnit.DAYS.between(seen, today);
    if (days > limits.staleDays()) {
      find(
          "stale-price",
          model,
          "the price of %s was last looked at on %s, %d days ago".formatted(owner, seen, days),
          "Sync a listing that has it, or check it by hand and set the file's 'as-of:'.");
    }
  }

  private void history(Model model, Endpoint endpoint, String owner) {
    List<Entry> entries = endpoint.timeline().entries();
    for (int i = 1; i < entries.size(); i++) {
      Entry before = entries.get(i - 1);
      Entry after = entries.get(i);
      if (after.saysLike(before)) {
        find(
            "repeated-price",
            model,
            "the price of %s from %s is the one from %s again"
                .formatted(owner, after.validFrom(), before.validFrom()),
            "Delete the later one; a price holds until the next.");
      } else if (before.price() != null && after.price() != null) {
        jump(model, owner, before.price(), after.price());
      }
    }
  }

  private void jump(Model model, String owner, TokenPrice before, TokenPrice after) {
    Stream.of(PriceClass.INPUT, PriceClass.OUTPUT)
        .forEach(
            part -> {
              BigDecimal then = before.listed().perMillion(part).amount();
              BigDecimal now = after.listed().perMillion(part).amount();
              BigDecimal low = then.min(now);
              BigDecimal high = then.max(now);
              if (high.compareTo(low.multiply(limits.jump())) > 0) {
                find(
                    "price-jump",
                    model,
                    "the %s price of %s went from %s to %s on %s%s"
                        .formatted(
                            part.word(),
                            owner,
                            then.toPlainString(),
                            now.toPlainString(),
                            after.validFrom(),
                            low.signum() == 0
                                ? ""
                                : ", %s times"
                                    .formatted(
                                        high.divide(low, MathContext.DECIMAL64)
                                            .setScale(1, RoundingMode.HALF_EVEN))),
                    "Check it against the provider's own page before a run relies on it.");
              }
            });
  }

  /** A hand table is trusted less than a listing, and should not say otherwise. */
  private void byHand(Model model, Endpoint endpoint, String owner, Entry holds) {
    for (Listing listing : merged.listings()) {
      if (listing.source().kind() == Source.Kind.CURATED) {
        listing
            .model(model.id())
            .flatMap(each -> each.endpoint(endpoint.tag()))
            .ifPresent(
                stated ->
                    stated
                        .prices()
                        .on(today)
                        .filter(entry -> entry.contradicts(holds))
                        .ifPresent(entry -> differs(model, stated, owner, entry, holds)));
      }
    }
  }

  private void differs(
      Model model, Listing.ListedEndpoint stated, String owner, Entry byHand, Entry holds) {
    Source source = merged.sourceOfPrice(model.id(), stated.tag(), holds).orElseThrow();
    findings.add(
        new Finding(
            "overruled-price",
            stated.place(),
            "the price of %s by hand, %s from %s on, is not what %s lists: %s from %s on"
                .formatted(
                    owner,
                    PriceText.summary(byHand),
                    byHand.validFrom(),
                    fileName(source),
                    PriceText.summary(holds),
                    holds.validFrom()),
            "Delete it where it was never true; add the listed one with its day where it changed."));
  }

  private static String fileName(Source source) {
    return source.name().substring(source.name().lastIndexOf('/') + 1);
  }

  private void find(String rule, Model model, String what, String mend) {
    findings.add(new Finding(rule, placeOf(model), what, mend));
  }

  private Place placeOf(Model model) {
    return merged.listings().stream()
        .flatMap(each -> each.model(model.id()).stream())
        .map(ListedModel::place)
        .reduce((trusted, byHand) -> byHand)
        .orElseGet(model::place);
  }
}
