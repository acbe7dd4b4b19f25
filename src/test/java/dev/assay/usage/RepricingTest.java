package dev.assay.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.catalog.Catalog;
import dev.assay.catalog.CatalogFile;
import dev.assay.catalog.TokenUse;
import dev.assay.money.Usd;
import dev.assay.problem.InvalidInput;
import dev.assay.problem.Problems;
import dev.assay.usage.Repricing.Answer;
import dev.assay.usage.Repricing.Calls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What recorded use costs by other prices. */
class RepricingTest {
  private static final String PRICES =
      """
      version: synced
      snapshot: {of: gateway, taken-at: "2026-11-20T06:00:00Z"}
      models:
        - id: acme/small-1
          endpoints:
            - provider: north
              prices:
                - {valid-from: 2026-06-01, usd-per-million: {input: 2, output: 8}}
                - valid-from: 2026-11-01
                  usd-per-million: {input: 1, output: 4, cached-input: 0.1}
                  overrides:
                    - {above-prompt-tokens: 200000, usd-per-million: {input: 2}}
                    - {from-utc: "22:00", until-utc: "06:00", usd-per-million: {output: 2}}
            - provider: south
              prices:
                - {valid-from: 2026-06-01, usd-per-million: {input: 3, output: 9}}
                - {valid-from: 2026-11-01, not-priceable: "'prompt' is -1"}
        - id: acme/listed
          list-prices:
            - {valid-from: 2026-06-01, usd-per-million: {input: 5, output: 5}}
        - id: acme/alike
          endpoints:
            - provider: north
              prices: [{valid-from: 2026-06-01, usd-per-million: {input: 7, output: 7}}]
            - provider: south
              prices: [{valid-from: 2026-06-01, usd-per-million: {input: 7, output: 7}}]
      """;

  @TempDir Path folder;
  private Catalog catalog;

  @BeforeEach
  void read() throws IOException {
    Path file = Files.writeString(folder.resolve("prices.yaml"), PRICES);
    catalog = CatalogFile.read(file, new Problems()).orElseThrow();
  }

  @ParameterizedTest(name = "{0} by {1} at {2}: {3}")
  @CsvSource({
    "acme/small-1, north, 2026-10-31T23:59:59Z, 10",
    "acme/small-1, north, 2026-11-01T12:00:00Z, 5",
    "acme/small-1, north, 2026-11-01T22:00:00Z, 3",
    "acme/small-1, south, 2026-10-31T12:00:00Z, 12",
    "acme/listed,  north, 2026-11-01T12:00:00Z, 10",
  })
  void useIsPricedByWhatHeldWhenItStarted(String model, String provider, Instant at, String usd) {
    Answer answer = Repricing.asServed(catalog).price(calls(model, provider, null, at));

    assertThat(answer.usd()).isEqualTo(Usd.of(usd));
    assertThat(answer.isByLaterPrice()).isFalse();
  }

  @ParameterizedTest(name = "{0} by {1} at tier {2}: {3}")
  @CsvSource({
    "acme/small-1, south, , not priceable: 'prompt' is -1",
    "acme/small-1, west,  , no price of 'acme/small-1' at 'west'",
    "acme/small-1, ,      , no price of 'acme/small-1' at an unknown provider",
    "acme/gone,    north, , no price of 'acme/gone' at 'north'",
    "acme/small-1, north, flex, the service tier 'flex' has no listed price",
  })
  void whatHasNoPriceSaysWhyAndIsNeverZero(String model, String provider, String tier, String why) {
    Answer answer =
        Repricing.asServed(catalog)
            .price(calls(model, provider, tier, Instant.parse("2026-11-02T12:00:00Z")));

    assertThat(answer.usd()).isNull();
    assertThat(answer.whyNot()).isEqualTo(why);
  }

  @Test
  void useOfBeforeTheListBeganIsPricedByItsFirstPriceAndSaysSo() {
    Answer answer =
        Repricing.as("acme/listed", catalog)
            .price(calls("other/model", null, null, Instant.parse("2023-11-16T18:17:03Z")));

    assertThat(answer.usd()).isEqualTo(Usd.of("10"));
    assertThat(answer.isByLaterPrice()).isTrue();
  }

  @Test
  void callsOfOneTierArePricedTogetherByTheirOwnLengthAndNotByTheSum() {
    Calls two =
        new Calls(
            "acme/small-1",
            "north",
            null,
            null,
            Instant.parse("2026-11-02T12:00:00Z"),
            150_000,
            new TokenUse(300_000, 100_000, 0, 0, 0),
            2);

    assertThat(Repricing.asServed(catalog).price(two).usd()).isEqualTo(Usd.of("0.21"));
    assertThat(Repricing.asServed(catalog).promptTiers()).containsExactly(200_000L);
    assertThat(Repricing.asServed(catalog).dependsOnTheHour()).isTrue();
    assertThat(Repricing.as("acme/listed", catalog).dependsOnTheHour()).isFalse();
  }

  @Test
  void anOfferIsNamedByItsEndpointWhereEndpointsDiffer() {
    Instant noon = Instant.parse("2026-10-01T12:00:00Z");

    assertThat(
            Repricing.as("acme/small-1@south", catalog).price(calls("x", null, null, noon)).usd())
        .isEqualTo(Usd.of("12"));
    assertThat(Repricing.as("acme/alike", catalog).price(calls("x", null, null, noon)).usd())
        .isEqualTo(Usd.of("14"));
    assertThatThrownBy(() -> Repricing.as("acme/small-1", catalog))
        .isInstanceOf(InvalidInput.class)
        .hasMessage(
            "--as: 'acme/small-1' is sold by 2 endpoints at different prices. Name one: --as acme/small-1@north, --as acme/small-1@south.");
    assertThatThrownBy(() -> Repricing.as("acme/small-1@nort", catalog))
        .hasMessage(
            "--as: 'acme/small-1' has no endpoint 'nort'. Did you mean 'north'? Known endpoints: north, south.");
    assertThatThrownBy(() -> Repricing.as("acme/smal-1", catalog))
        .hasMessage("--as: the prices hold no model 'acme/smal-1'. Did you mean 'acme/small-1'?");
  }

  /** A million tokens in and a million out. */
  private static Calls calls(String model, String provider, String tier, Instant at) {
    return new Calls(
        model, provider, null, tier, at, 1_000, TokenUse.plain(1_000_000, 1_000_000), 1_000);
  }
}
