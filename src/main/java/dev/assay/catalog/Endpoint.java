package dev.assay.catalog;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.LocalDate;
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
 * @param timeline what it charges, over time
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
    PriceTimeline timeline)
    implements Serializable {

  /**
   * What the provider does with prompts.
   *
   * @param mayTrain it may learn from them
   * @param zeroRetention it keeps none of them
   */
  public record DataPolicy(boolean mayTrain, boolean zeroRetention) implements Serializable {
    /** Of a provider that is not known to promise anything, so that it may do everything. */
    public static final DataPolicy UNKNOWN = new DataPolicy(true, false);
  }

  /** How fast it usually is. */
  public record Pace(int firstTokenMillis, int tokensPerSecond) implements Serializable {
    /** Slower than any, so that what nobody measured never wins a comparison. */
    public static final Pace UNKNOWN = new Pace(60_000, 1);
  }

  public Endpoint {
    requireNonNull(provider, "provider");
    requireNonNull(tag, "tag");
    requireNonNull(region, "region");
    requireNonNull(quantization, "quantization");
    capabilities = Set.copyOf(capabilities);
    requireNonNull(dataPolicy, "dataPolicy");
    requireNonNull(pace, "pace");
    requireNonNull(timeline, "timeline");
  }

  /** An endpoint that had a price on every day from the first one on. */
  public Endpoint(
      String provider,
      String tag,
      String region,
      String quantization,
      int contextTokens,
      Integer maxOutputTokens,
      Set<Capability> capabilities,
      DataPolicy dataPolicy,
      Pace pace,
      List<TokenPrice> prices) {
    this(
        provider,
        tag,
        region,
        quantization,
        contextTokens,
        maxOutputTokens,
        capabilities,
        dataPolicy,
        pace,
        PriceTimeline.of(prices));
  }

  /** Its prices, oldest first. */
  public List<TokenPrice> prices() {
    return timeline.prices();
  }

  /**
   * The price that holds on a day, or nothing where the catalog knows none that early, or what it
   * knows of the day is no price.
   */
  public Optional<TokenPrice> priceOn(LocalDate day) {
    return timeline.on(day).map(PriceTimeline.Entry::price);
  }

  /** Why there is no price on a day, as a clause; asked only where there is none. */
  public String whyNoPriceOn(LocalDate day) {
    return timeline
        .on(day)
        .map(entry -> "not priceable: " + entry.notPriceable())
        .orElseGet(() -> "no price on %s".formatted(day));
  }
}
