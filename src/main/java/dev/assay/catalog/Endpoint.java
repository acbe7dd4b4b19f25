package dev.assay.catalog;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One provider's offer of one model.
 *
 * @param provider the provider's slug, as route policies name it, e.g. {@code deepinfra}
 * @param tag unique among the endpoints of a model, e.g. {@code deepinfra/fp8}
 * @param region where it runs: {@code us}, {@code eu}, ... or {@code global} where that is not
 *     promised
 * @param quantization e.g. {@code bf16}, or {@code unknown}
 * @param maxOutputTokens null where the provider states none
 * @param prices dated, any order; each holds from its day until the next one's
 */
public record Endpoint(
    String provider,
    String tag,
    String region,
    String quantization,
    int contextTokens,
    Integer maxOutputTokens,
    Set<Capability> capabilities,
    DataPolicy dataPolicy,
    Pace pace,
    List<TokenPrice> prices)
    implements Serializable {

  /**
   * What the provider does with prompts.
   *
   * @param mayTrain it may learn from them
   * @param zeroRetention it keeps none of them
   */
  public record DataPolicy(boolean mayTrain, boolean zeroRetention) implements Serializable {}

  /** How fast it usually is. */
  public record Pace(int firstTokenMillis, int tokensPerSecond) implements Serializable {}

  public Endpoint {
    requireNonNull(provider, "provider");
    requireNonNull(tag, "tag");
    requireNonNull(region, "region");
    requireNonNull(quantization, "quantization");
    capabilities = Set.copyOf(capabilities);
    requireNonNull(dataPolicy, "dataPolicy");
    requireNonNull(pace, "pace");
    prices = prices.stream().sorted(Comparator.comparing(TokenPrice::validFrom)).toList();
  }

  /** The price that holds on a day, or nothing where the catalog knows none that early. */
  public Optional<TokenPrice> priceOn(LocalDate day) {
    return prices.stream()
        .filter(price -> !price.validFrom().isAfter(day))
        .reduce((earlier, later) -> later);
  }
}
