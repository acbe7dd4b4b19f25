package dev.assay.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.money.Usd;
import dev.assay.money.UsdPerMillion;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenPriceTest {
  private static final LocalDate DAY = LocalDate.of(2026, 8, 1);
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  @ParameterizedTest(name = "{0} tokens of {1} at {2}")
  @CsvSource({
    // the check values of the FOCUS samples
    "input,        10000000, 5,    50.00",
    "output,        2000000, 25,   50.00",
    "cached-input,  8000000, 0.30, 2.4",
    "cache-write,   2000000, 3.75, 7.5",
    "reasoning,      500000, 4.5,  2.25",
  })
  void eachClassIsChargedAtItsOwnRate(String part, long tokens, String rate, String usd) {
    TokenUse use =
        switch (part) {
          case "input" -> TokenUse.plain(tokens, 0);
          case "output" -> TokenUse.plain(0, tokens);
          case "cached-input" -> new TokenUse(tokens, tokens, 0, 0, 0);
          case "cache-write" -> new TokenUse(tokens, 0, tokens, 0, 0);
          default -> new TokenUse(0, 0, 0, tokens, tokens);
        };
    Map<String, String> rates =
        part.equals("input") || part.equals("output")
            ? Map.of("input", rate, "output", rate)
            : Map.of("input", "9", "output", "9", part, rate);

    assertThat(price(rates).cost(use, NOON)).isEqualTo(Usd.of(usd));
  }

  @Test
  void tokensThatAreInAClassOfTheirOwnAreNotChargedAgain() {
    // 34,603 prompt tokens, most of them cached: adding the classes up has been shown at twice this
    TokenPrice price =
        price(Map.of("input", "3", "output", "15", "cached-input", "0.3", "cache-write", "3.75"));

    assertThat(price.cost(new TokenUse(34_603, 20_000, 10_000, 1_000, 400), NOON))
        .isEqualTo(Usd.of("0.072309"));
  }

  @Test
  void aClassWithoutARateCostsWhatItsWiderClassDoes() {
    TokenPrice price = price(Map.of("input", "2", "output", "8", "cache-write", "2.5"));

    assertThat(
            price.cost(
                new TokenUse(3_000_000, 1_000_000, 1_000_000, 1_000_000, 0, 0, 0, 0, 0), NOON))
        .as("cached as input, the hour's cache as the five minutes'")
        .isEqualTo(Usd.of("6.5"));
    assertThat(price.cost(new TokenUse(0, 0, 0, 0, 0, 2_000_000, 1_000_000, 500_000, 7), NOON))
        .as("reasoning and sound as output, images as nothing beside their tokens")
        .isEqualTo(Usd.of("16"));
  }

  @Test
  void piecesAreChargedBesideTheTokens() {
    TokenPrice price =
        price(Map.of("input", "1", "output", "1", "request", "0.01", "image", "0.002"));

    assertThat(price.cost(new TokenUse(1_000_000, 0, 0, 0, 0, 0, 0, 0, 3), NOON))
        .isEqualTo(Usd.of("1.016"));
  }

  @ParameterizedTest(name = "{0} prompt tokens")
  @CsvSource({"200000, 0.6", "200001, 1.200006", "400000, 2.4", "400001, 3.6000090"})
  void aTierHoldsForPromptsOfMoreTokensThanItSaysAndOfTwoTheLaterWins(long prompt, String usd) {
    TokenPrice price =
        new TokenPrice(
            DAY,
            rates(Map.of("input", "3", "output", "15")),
            BigDecimal.ZERO,
            List.of(
                new PriceOverride(200_000L, null, null, rates(Map.of("input", "6"))),
                new PriceOverride(400_000L, null, null, rates(Map.of("input", "9")))));

    assertThat(price.cost(TokenUse.plain(prompt, 0), NOON)).isEqualTo(Usd.of(usd));
  }

  @ParameterizedTest(name = "at {0}")
  @CsvSource({
    "2026-11-21T21:59:59.999Z, 2", "2026-11-21T22:00:00Z, 1", "2026-11-21T23:59:59Z, 1",
    "2026-11-22T00:00:00Z, 1", "2026-11-22T05:59:59Z, 1", "2026-11-22T06:00:00Z, 2",
  })
  void hoursMayRunPastMidnightAndEndBeforeTheirLastMinute(Instant at, String usd) {
    assertThat(nightly("1").cost(TokenUse.plain(1_000_000, 0), at)).isEqualTo(Usd.of(usd));
  }

  @Test
  void aCallOfWhichOnlyTheDayIsKnownIsPricedOutsideOfSpecialHours() {
    assertThat(nightly("1").cost(TokenUse.plain(1_000_000, 0))).isEqualTo(Usd.of("2"));
  }

  @Test
  void aDiscountIsTakenOffEveryRateExactly() {
    TokenPrice price =
        new TokenPrice(
            DAY,
            rates(Map.of("input", "0.15", "output", "0.60", "cached-input", "0.075")),
            new BigDecimal("0.25"),
            List.of(new PriceOverride(10L, null, null, rates(Map.of("output", "1.20")))));

    assertThat(price.input()).isEqualTo(UsdPerMillion.of("0.1125"));
    assertThat(price.cachedInput()).isEqualTo(UsdPerMillion.of("0.05625"));
    assertThat(price.cost(TokenUse.plain(1_000_000, 1_000_000), NOON)).isEqualTo(Usd.of("1.0125"));
  }

  @Test
  void aDiscountThatCannotBeChargedExactlyIsRefused() {
    Rates rates = rates(Map.of("input", "0.000000000001", "output", "1"));

    assertThatThrownBy(() -> new TokenPrice(DAY, rates, new BigDecimal("0.5"), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("12 decimals");
  }

  /** A budget rests on it: no use of so many tokens, at no time, may cost more. */
  @Test
  void nothingCostsMoreThanTheMostItCan() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 2_000; i++) {
      TokenPrice price = anyPrice(random);
      long prompt = random.nextLong(500_000);
      long completion = random.nextLong(10_000);
      long cached = random.nextLong(prompt + 1);
      long written = random.nextLong(prompt - cached + 1);
      TokenUse use =
          new TokenUse(
              prompt,
              cached,
              written,
              random.nextLong(written + 1),
              0,
              completion,
              random.nextLong(completion + 1),
              0,
              0);
      Instant at = NOON.plusSeconds(random.nextLong(86_400));

      assertThat(price.cost(use, at).isMoreThan(price.atMost(prompt, completion)))
          .as("%s of %s at %s", use, price, at)
          .isFalse();
    }
  }

  private static TokenPrice anyPrice(SplittableRandom random) {
    return new TokenPrice(
        DAY,
        anyRates(random, true),
        new BigDecimal(random.nextInt(10)).movePointLeft(1),
        List.of(
            new PriceOverride(random.nextLong(400_000), null, null, anyRates(random, false)),
            new PriceOverride(
                null,
                LocalTime.of(random.nextInt(24), 0),
                LocalTime.of(random.nextInt(24), 30),
                anyRates(random, false))));
  }

  private static Rates anyRates(SplittableRandom random, boolean whole) {
    Map<PriceClass, BigDecimal> stated = new EnumMap<>(PriceClass.class);
    for (PriceClass part : PriceClass.values()) {
      boolean needed = part == PriceClass.INPUT || part == PriceClass.OUTPUT;
      if ((whole && needed) || random.nextInt(3) == 0) {
        stated.put(part, new BigDecimal(random.nextInt(1_000)).movePointLeft(2));
      }
    }
    return new Rates(stated);
  }

  private static TokenPrice nightly(String input) {
    return new TokenPrice(
        DAY,
        rates(Map.of("input", "2", "output", "8")),
        BigDecimal.ZERO,
        List.of(
            new PriceOverride(
                null, LocalTime.of(22, 0), LocalTime.of(6, 0), rates(Map.of("input", input)))));
  }

  private static TokenPrice price(Map<String, String> rates) {
    return new TokenPrice(DAY, rates(rates), BigDecimal.ZERO, List.of());
  }

  private static Rates rates(Map<String, String> amounts) {
    Map<PriceClass, BigDecimal> stated = new EnumMap<>(PriceClass.class);
    for (PriceClass part : PriceClass.values()) {
      if (amounts.containsKey(part.word())) {
        stated.put(part, new BigDecimal(amounts.get(part.word())));
      }
    }
    return new Rates(stated);
  }
}
