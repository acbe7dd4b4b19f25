package dev.assay.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.catalog.Catalog;
import dev.assay.catalog.Endpoint;
import dev.assay.catalog.Model;
import dev.assay.catalog.PriceClass;
import dev.assay.catalog.PriceOverride;
import dev.assay.catalog.Rates;
import dev.assay.catalog.TokenPrice;
import dev.assay.gateway.Charge;
import dev.assay.gateway.Exchange;
import dev.assay.gateway.Served;
import dev.assay.gateway.Timing;
import dev.assay.gateway.TokenCounts;
import dev.assay.money.Usd;
import dev.assay.money.UsdPerMillion;
import dev.assay.plan.CallId;
import dev.assay.problem.Place;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which price an attempt is computed by, whatever the gateway calls the model and the provider. */
class ComputedCostTest {
  private final ComputedCost computed =
      new ComputedCost(
          new Catalog(
              "prices-1",
              List.of(
                  model("openai/gpt-4o-mini", endpoint("openai", "1"), endpoint("azure", "2")),
                  model("openai/gpt-4o", endpoint("openai", "3")),
                  model("openai/gpt-4o-2024-05-13", endpoint("openai", "4")),
                  model("google/gemini-2.0-flash", endpoint("google-ai-studio", "5")),
                  model("meta/llama-3", endpoint("north", "6")),
                  model("meta/llama-3:free", endpoint("north", "0")),
                  model("twice/same-name", endpoint("north", "7")),
                  model("again/same-name", endpoint("north", "8")),
                  model("openrouter/auto", endpoint("openai", "9")))));

  @ParameterizedTest(name = "{0} by {1} costs {2}")
  @CsvSource({
    "openai/gpt-4o-mini,            openai,           1",
    "openai/gpt-4o-mini,            OpenAI,           1",
    "openai/gpt-4o-mini-2024-07-18, azure,            2",
    "gpt-4o-mini-2024-07-18,        OpenAI,           1",
    "openai/gpt-4o-2024-08-06,      openai,           3",
    "openai/gpt-4o-2024-05-13,      openai,           4",
    "google/gemini-2.0-flash-001,   Google AI Studio, 5",
    "google/gemini-2.0-flash,       google-ai-studio, 5",
    "meta/llama-3,                  north,            6",
    "meta/llama-3:free,             north,            0",
  })
  void aReleaseIsPricedAsTheModelItIsOneOfAndAProviderUnderAnyOfItsNames(
      String model, String provider, String usdPerMillion) {
    assertThat(cost(model, provider)).contains(Usd.of(usdPerMillion));
  }

  @ParameterizedTest(name = "{0} by {1} has no known cost")
  @CsvSource({
    "openai/gpt-4o-audio,     openai", // another model, though the name begins alike
    "openai/gpt-4o,           azure", // the catalog has no such offer
    "openai/gpt-4o-mini:free, openai", // another variant has another price
    "google/gemini-2.0-flash, Google", // not the same provider
    "same-name,               north", // two models could be meant
    "acme/unheard-of,         openai", // no price of the router's
    "openai/gpt-4o,           ",
  })
  void whatIsNotCertainIsUnknown(String model, String provider) {
    assertThat(cost(model, provider)).isEmpty();
  }

  @ParameterizedTest(name = "{0} tokens at {1} cost {2}")
  @CsvSource({
    "1000000, 2026-11-20T21:59:59.999Z, 3",
    "1000000, 2026-11-20T22:00:00Z,     2",
    "1000001, 2026-11-20T12:00:00Z,     4.000004",
    "1000000, 2026-10-31T23:59:59.999Z, 9",
  })
  void aCallIsPricedByWhatHoldsWhenItStartsTimeOfDayAndLengthIncluded(
      long prompt, Instant startedAt, String usd) {
    TokenPrice now =
        new TokenPrice(
            LocalDate.of(2026, 11, 1),
            rates("3"),
            BigDecimal.ZERO,
            List.of(
                new PriceOverride(1_000_000L, null, null, rates("4")),
                new PriceOverride(null, LocalTime.of(22, 0), LocalTime.of(6, 0), rates("2"))));
    TokenPrice earlier =
        TokenPrice.of(LocalDate.of(2026, 1, 1), UsdPerMillion.of("9"), UsdPerMillion.of("9"));
    Endpoint north = endpoint("north", List.of(earlier, now));
    ComputedCost dated =
        new ComputedCost(new Catalog("prices-2", List.of(model("meta/llama-3", north))));

    assertThat(dated.of(exchange("meta/llama-3", "north", startedAt, prompt)))
        .contains(Usd.of(usd));
  }

  private static Rates rates(String usdPerMillion) {
    BigDecimal rate = new BigDecimal(usdPerMillion);
    return new Rates(Map.of(PriceClass.INPUT, rate, PriceClass.OUTPUT, rate));
  }

  private Optional<Usd> cost(String model, String provider) {
    return computed.of(exchange(model, provider, Samples.EVENING, 1_000_000));
  }

  private static Exchange exchange(String model, String provider, Instant startedAt, long prompt) {
    return new Exchange(
        new CallId("c0ffee"),
        1,
        "trace",
        "openrouter",
        "memory://",
        false,
        200,
        new Served(model, provider, null, null, 0, null, null, false, "stop", null, null),
        new Timing(startedAt, null, null, Duration.ofMillis(1)),
        new TokenCounts(prompt, 0L, 0L, 0L, 0L, prompt),
        Charge.UNKNOWN);
  }

  private static Model model(String id, Endpoint... endpoints) {
    return new Model(id, id, 8192, List.of(endpoints), new Place("catalog.yaml", 1));
  }

  private static Endpoint endpoint(String provider, String usdPerMillion) {
    return endpoint(
        provider,
        List.of(
            TokenPrice.of(
                LocalDate.of(2026, 1, 1),
                UsdPerMillion.of(usdPerMillion),
                UsdPerMillion.of(usdPerMillion))));
  }

  private static Endpoint endpoint(String provider, List<TokenPrice> prices) {
    return new Endpoint(
        provider,
        provider,
        "us",
        "unknown",
        8192,
        null,
        Set.of(),
        new Endpoint.DataPolicy(false, false),
        new Endpoint.Pace(300, 50),
        prices);
  }
}
