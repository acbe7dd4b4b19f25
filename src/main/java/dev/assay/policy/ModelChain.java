package dev.assay.policy;

import dev.assay.catalog.Catalog;
import dev.assay.catalog.Endpoint;
import dev.assay.catalog.Model;
import dev.assay.catalog.TokenPrice;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Models that are asked one after the other, until one answers. */
record ModelChain(List<String> models) {
  ModelChain {
    models = List.copyOf(models);
  }

  /**
   * The last one, where it costs more than each before it, so that every failure lands on the
   * dearest; nothing where it does not, or where too few prices are known.
   */
  Optional<String> dearestEnd(Catalog catalog, LocalDate day) {
    if (models.size() < 2) {
      return Optional.empty();
    }
    String last = models.get(models.size() - 1);
    Optional<BigDecimal> end = price(last, catalog, day);
    List<BigDecimal> before =
        models.subList(0, models.size() - 1).stream()
            .map(model -> price(model, catalog, day).orElse(null))
            .toList();
    boolean known = end.isPresent() && before.stream().allMatch(Objects::nonNull);
    return known && before.stream().allMatch(each -> each.compareTo(end.get()) < 0)
        ? Optional.of(last)
        : Optional.empty();
  }

  /** One token in and one out, where it is cheapest. */
  private static Optional<BigDecimal> price(String id, Catalog catalog, LocalDate day) {
    return catalog.model(id).map(Model::endpoints).orElse(List.of()).stream()
        .map(endpoint -> pair(endpoint, day))
        .flatMap(Optional::stream)
        .min(Comparator.naturalOrder());
  }

  private static Optional<BigDecimal> pair(Endpoint endpoint, LocalDate day) {
    Optional<TokenPrice> price = endpoint.priceOn(day);
    return price.map(each -> each.input().amount().add(each.output().amount()));
  }

  @Override
  public String toString() {
    return String.join(" > ", models);
  }
}
